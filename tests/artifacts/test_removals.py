"""What is deleted goes; what anything still refers to stays; no bytes are forgotten."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from apps.artifacts import tasks
from apps.artifacts.constants import UPLOAD_LIFETIME
from apps.artifacts.errors import ArtifactNotFound, InvalidPath, UploadIncomplete
from apps.artifacts.models import Artifact, Blob
from apps.artifacts.selectors import downloads, listing
from apps.artifacts.services import removals, uploads
from apps.artifacts.services.incoming import Incoming
from apps.core import clock
from tests.artifacts.make import OTHER_RUN, RUN, files_in, make_artifact, make_artifacts

pytestmark = pytest.mark.django_db


def make_abandoned_upload() -> Incoming:
    """An upload of a process that was killed, longer ago than any upload lasts."""
    incoming = Incoming(owner=RUN, path="a", declared_size=None, limit=None)
    incoming.begin()
    incoming.write(b"half")
    long_ago = clock.now() - UPLOAD_LIFETIME - timedelta(seconds=1)
    Blob.objects.update(created_at=long_ago)
    return incoming


def test_a_deleted_file_and_its_bytes_go(any_store: Any) -> None:
    stored = make_artifact("a/b.txt")

    assert removals.delete(owner=RUN, path="a/b.txt") == 1
    assert removals.sweep() == 1

    assert listing.find_artifact(owner=RUN, path="a/b.txt") is None
    assert not Blob.objects.filter(key=stored.blob_key).exists()


def test_a_directory_goes_with_all_below_it_and_nothing_beside(folder: Path) -> None:
    make_artifacts("a/1", "a/b/2", "a0", "a-", "ab/3")

    assert removals.delete(owner=RUN, path="a") == 2

    assert [row.path for row in listing.walk(owner=RUN)] == ["a-", "a0", "ab/3"]


def test_the_root_is_all_of_one_owner(folder: Path) -> None:
    make_artifacts("a", "b/c")
    make_artifacts("d", owner=OTHER_RUN)

    assert removals.delete(owner=RUN, path="") == 2
    assert removals.delete_owner(owner=RUN) == 0

    assert [row.path for row in listing.walk(owner=OTHER_RUN)] == ["d"]


def test_what_is_not_there_cannot_be_deleted(folder: Path) -> None:
    with pytest.raises(ArtifactNotFound):
        removals.delete(owner=RUN, path="a")
    with pytest.raises(InvalidPath):
        removals.delete(owner=RUN, path="../a")


def test_bytes_that_another_path_needs_stay(folder: Path) -> None:
    make_artifact("a", b"same")
    make_artifact("b", b"same", owner=OTHER_RUN)

    removals.delete(owner=RUN, path="a")

    assert removals.sweep() == 0
    assert downloads.read_bytes(owner=OTHER_RUN, path="b", limit=9) == b"same"
    removals.delete(owner=OTHER_RUN, path="b")
    assert removals.sweep() == 1
    assert files_in(folder) == []


def test_bytes_of_a_copied_file_stay(folder: Path) -> None:
    make_artifact("a")
    uploads.copy(source=RUN, source_path="", target=OTHER_RUN, target_path="")

    removals.delete_owner(owner=RUN)
    removals.sweep()

    assert downloads.read_bytes(owner=OTHER_RUN, path="a", limit=9) == b"weights"


def test_replaced_bytes_go(folder: Path) -> None:
    make_artifact("a", b"old")
    make_artifact("a", b"new")

    tasks.sweep_blobs()

    assert [path.read_bytes() for path in files_in(folder)] == [b"new"]


def test_bytes_that_are_used_again_before_the_sweep_stay(folder: Path) -> None:
    make_artifact("a", b"same")
    removals.delete(owner=RUN, path="a")
    make_artifact("b", b"same")

    assert removals.sweep() == 0

    assert downloads.read_bytes(owner=RUN, path="b", limit=9) == b"same"
    assert Blob.objects.get().released_at is None


def test_an_abandoned_upload_is_swept(folder: Path) -> None:
    make_abandoned_upload()

    assert removals.sweep() == 1

    assert files_in(folder) == []
    assert not Blob.objects.exists()


def test_an_upload_of_a_dead_process_is_swept_at_once(folder: Path) -> None:
    incoming = Incoming(owner=RUN, path="a", declared_size=None, limit=None)
    incoming.begin()
    incoming.write(b"half")
    incoming._writer._close()  # type: ignore[union-attr]  # as the kernel does for the dead

    assert removals.sweep() == 1

    assert files_in(folder) == []
    assert not Blob.objects.exists()


def test_a_folder_that_cannot_be_read_stops_no_sweep(folder: Path) -> None:
    make_artifact("a", b"old")
    make_artifact("a", b"new")
    (folder / "incoming").rmdir()
    (folder / "incoming").write_text("in the way")

    removals.sweep()

    assert not (folder / "incoming").is_dir()


def test_an_upload_under_way_is_not_swept(folder: Path) -> None:
    incoming = Incoming(owner=RUN, path="a", declared_size=None, limit=None)
    incoming.begin()
    incoming.write(b"half")

    removals.sweep()
    incoming.commit()

    assert incoming.attach(replace=True).size == 4


def test_an_upload_that_was_given_up_does_not_become_a_file(folder: Path) -> None:
    incoming = make_abandoned_upload()
    incoming.commit()
    removals.sweep()

    with pytest.raises(UploadIncomplete, match="too long"):
        incoming.attach(replace=True)
    incoming.discard()

    assert not Artifact.objects.exists()
    assert files_in(folder) == []


def test_bytes_that_cannot_be_deleted_now_are_deleted_later(folder: Path) -> None:
    stored = make_artifact("a")
    removals.delete(owner=RUN, path="a")
    blob_file = folder / stored.blob_key[:2] / stored.blob_key
    blob_file.unlink()
    blob_file.mkdir()

    assert removals.sweep() == 0
    blob_file.rmdir()

    assert removals.sweep() == 1
    assert not Blob.objects.exists()
