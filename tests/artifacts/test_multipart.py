"""Uploads whose parts go straight to a bucket."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import urllib3
from pytest_django.fixtures import Settings

from apps.artifacts import stores
from apps.artifacts.contracts import MultipartUpload, PartTag
from apps.artifacts.errors import (
    ArtifactTooLarge,
    InvalidPath,
    MultipartNotSupported,
    PathTaken,
    UploadIncomplete,
    UploadNotFound,
)
from apps.artifacts.models import Artifact, Blob, Upload
from apps.artifacts.selectors import downloads, listing
from apps.artifacts.services import multipart, removals
from apps.core.errors import Invalid
from tests.artifacts.make import OTHER_RUN, RUN, make_artifact

pytestmark = pytest.mark.django_db

BODIES = [bytes(5 * 2**20), b"the end"]


def send(upload: MultipartUpload, bodies: Sequence[bytes] = BODIES) -> list[PartTag]:
    """PUT each part where it belongs, as a client does."""
    return [
        PartTag(
            number=part.number,
            etag=urllib3.request("PUT", part.url, body=body).headers["ETag"],
        )
        for part, body in zip(upload.parts, bodies, strict=True)
    ]


def test_parts_become_a_file(s3: str) -> None:
    upload = multipart.start(owner=RUN, path="a/big.bin", part_count=2)

    stored = multipart.complete(
        owner=RUN, path="a/big.bin", upload_id=upload.upload_id, parts=send(upload)
    )

    assert (stored.size, stored.sha256) == (5 * 2**20 + 7, "")
    content = b"".join(downloads.open_pieces(owner=RUN, path="a/big.bin"))
    assert content == b"".join(BODIES)
    assert not Upload.objects.exists()


def test_a_folder_takes_no_parts(folder: Path) -> None:
    with pytest.raises(MultipartNotSupported) as refusal:
        multipart.start(owner=RUN, path="a", part_count=1)

    assert refusal.value.status == 501
    assert not Blob.objects.exists()


def test_too_many_bytes_are_deleted_again(s3: str) -> None:
    upload = multipart.start(owner=RUN, path="a", part_count=2, limit=1000)

    with pytest.raises(ArtifactTooLarge):
        multipart.complete(owner=RUN, path="a", upload_id=upload.upload_id, parts=send(upload))

    assert not Blob.objects.exists()
    assert not Artifact.objects.exists()


def test_an_upload_is_of_one_owner_and_path(s3: str) -> None:
    upload = multipart.start(owner=RUN, path="a", part_count=1)

    for owner, path in [(OTHER_RUN, "a"), (RUN, "b")]:
        with pytest.raises(UploadNotFound):
            multipart.complete(owner=owner, path=path, upload_id=upload.upload_id, parts=[])


def one_missing(parts: list[PartTag]) -> list[PartTag]:
    return parts[:1]


def none_at_all(_parts: list[PartTag]) -> list[PartTag]:
    return []


def out_of_order(parts: list[PartTag]) -> list[PartTag]:
    return parts[::-1]


def one_twice(parts: list[PartTag]) -> list[PartTag]:
    return [*parts, parts[1]]


def exchanged(parts: list[PartTag]) -> list[PartTag]:
    first, second = parts
    return [replace(first, etag=second.etag), replace(second, etag=first.etag)]


def without_tags(parts: list[PartTag]) -> list[PartTag]:
    return [replace(part, etag="") for part in parts]


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (one_missing, "part 2 of 2 is not listed"),
        (none_at_all, "part 1 of 2 is not listed"),
        (out_of_order, "in their order"),
        (one_twice, "each of them once"),
        (exchanged, "part 1 is not the one that came"),
        (without_tags, "part 1 is not the one that came"),
    ],
)
def test_other_parts_than_came_are_refused_and_change_nothing(
    s3: str, spoil: Callable[[list[PartTag]], list[PartTag]], why: str
) -> None:
    make_artifact("a", b"before")
    upload = multipart.start(owner=RUN, path="a", part_count=2)
    tags = send(upload)

    with pytest.raises(UploadIncomplete, match=why) as refusal:
        multipart.complete(owner=RUN, path="a", upload_id=upload.upload_id, parts=spoil(tags))

    assert refusal.value.fix
    assert downloads.read_bytes(owner=RUN, path="a", limit=10) == b"before"
    done = multipart.complete(owner=RUN, path="a", upload_id=upload.upload_id, parts=tags)
    assert done.size == 5 * 2**20 + 7


def test_a_part_that_never_came_is_named(s3: str) -> None:
    upload = multipart.start(owner=RUN, path="a", part_count=2)
    first = MultipartUpload(upload_id="", parts=upload.parts[:1])
    tags = [*send(first, BODIES[:1]), PartTag(number=2, etag='"0"')]

    with pytest.raises(UploadIncomplete, match="part 2 has not come"):
        multipart.complete(owner=RUN, path="a", upload_id=upload.upload_id, parts=tags)


def test_a_completion_told_twice_is_answered_twice(s3: str) -> None:
    upload = multipart.start(owner=RUN, path="a", part_count=2)
    tags = send(upload)

    answers = [
        multipart.complete(owner=RUN, path="a", upload_id=upload.upload_id, parts=tags)
        for _ in range(2)
    ]

    assert answers[0] == answers[1]
    multipart.abort(owner=RUN, path="a", upload_id=upload.upload_id)
    assert listing.find_artifact(owner=RUN, path="a") == answers[0]


def test_a_completion_that_died_behind_the_store_is_taken_up(s3: str) -> None:
    """The process was killed between the store's answer and the row."""
    upload = multipart.start(owner=RUN, path="a", part_count=2)
    tags = send(upload)
    row = Upload.objects.select_related("blob").get()
    direct = stores.direct()
    assert direct is not None
    direct.complete_parts(row.blob.key, row.store_upload_id, tags)

    done = multipart.complete(owner=RUN, path="a", upload_id=upload.upload_id, parts=tags)

    assert done.size == 5 * 2**20 + 7


def test_an_upload_that_the_store_has_forgotten_is_said(s3: str) -> None:
    """A rule of the bucket may abort what is unfinished."""
    upload = multipart.start(owner=RUN, path="a", part_count=1)
    row = Upload.objects.select_related("blob").get()
    stores.current().delete(row.blob.key)

    with pytest.raises(UploadIncomplete, match="forgotten"):
        multipart.complete(owner=RUN, path="a", upload_id=upload.upload_id, parts=[])


def test_an_empty_file_may_be_one_empty_part(s3: str) -> None:
    upload = multipart.start(owner=RUN, path="a", part_count=1)

    done = multipart.complete(
        owner=RUN, path="a", upload_id=upload.upload_id, parts=send(upload, [b""])
    )

    assert done.size == 0


def test_a_deleted_owner_gets_no_file_by_an_upload_that_goes_on(s3: str) -> None:
    upload = multipart.start(owner=RUN, path="a", part_count=2)
    tags = send(upload)

    removals.delete_owners(owners=[RUN])

    with pytest.raises(UploadIncomplete):
        multipart.complete(owner=RUN, path="a", upload_id=upload.upload_id, parts=tags)
    removals.sweep()
    assert not Blob.objects.exists()


def test_transfers_past_the_server_can_be_forbidden(s3: str, settings: Settings) -> None:
    settings.NAIAD_DIRECT_TRANSFERS = "never"

    with pytest.raises(MultipartNotSupported):
        multipart.start(owner=RUN, path="a", part_count=1)
    assert not downloads.can_presign()


def test_parts_that_do_not_fit_are_refused_and_can_be_forgotten(s3: str) -> None:
    upload = multipart.start(owner=RUN, path="a", part_count=1)
    wrong = [PartTag(number=1, etag='"0"')]

    with pytest.raises(UploadIncomplete):
        multipart.complete(owner=RUN, path="a", upload_id=upload.upload_id, parts=wrong)
    multipart.abort(owner=RUN, path="a", upload_id=upload.upload_id)
    multipart.abort(owner=RUN, path="a", upload_id=upload.upload_id)

    assert not Blob.objects.exists()


def test_an_upload_that_nobody_completes_is_swept(s3: str) -> None:
    upload = multipart.start(owner=RUN, path="a", part_count=2)
    send(upload)
    Blob.objects.update(created_at="2020-01-01T00:00:00Z")

    assert removals.sweep() == 1

    assert not Upload.objects.exists()


def test_a_directory_is_not_replaced_by_a_file(s3: str) -> None:
    upload = multipart.start(owner=RUN, path="a", part_count=2)
    make_artifact("a/b")

    with pytest.raises(PathTaken):
        multipart.complete(owner=RUN, path="a", upload_id=upload.upload_id, parts=send(upload))
    with pytest.raises(PathTaken):
        multipart.start(owner=RUN, path="a", part_count=2)


def test_paths_and_counts_are_checked_first(s3: str) -> None:
    with pytest.raises(InvalidPath):
        multipart.start(owner=RUN, path="../a", part_count=1)
    with pytest.raises(Invalid):
        multipart.start(owner=RUN, path="a", part_count=0)
