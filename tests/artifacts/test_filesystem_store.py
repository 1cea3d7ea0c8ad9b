"""The filesystem store keeps what every store promises, and a few things of its own."""

import errno
import fcntl
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from apps.artifacts.contracts import BlobStore, BlobStoreFull, BlobStoreUnavailable
from apps.artifacts.stores import filesystem
from apps.artifacts.stores.filesystem import FilesystemStore
from apps.artifacts.stores.keys import new_key
from tests.artifacts.conftest import TINY_DISK
from tests.artifacts.make import files_in
from tests.artifacts.store_conformance import StoreConformance, write


class TestFilesystemStore(StoreConformance):
    @pytest.fixture
    def store(self, folder: Path) -> BlobStore:
        return FilesystemStore(folder)

    @pytest.fixture(autouse=True)
    def _folder(self, folder: Path) -> None:
        self.folder = folder

    def leftovers(self, store: BlobStore) -> list[str]:
        return [str(path) for path in files_in(self.folder)]


def test_a_size_that_the_disk_cannot_hold_is_refused_at_once(folder: Path) -> None:
    with pytest.raises(BlobStoreFull):
        FilesystemStore(folder).open_writer(new_key(), expected_size=2**60)

    assert files_in(folder) == []


def test_a_full_disk_is_told_from_a_broken_one(tiny_disk: Path) -> None:
    writer = FilesystemStore(tiny_disk).open_writer(new_key(), expected_size=None)

    with pytest.raises(BlobStoreFull):
        writer.write(bytes(TINY_DISK + 1))
    writer.abort()

    assert files_in(tiny_disk) == []


def test_a_read_goes_on_after_a_deletion(folder: Path) -> None:
    store = FilesystemStore(folder)
    key = write(store, bytes(3 * 2**20))
    pieces = store.read(key)
    next(pieces)

    store.delete(key)

    assert sum(map(len, pieces)) == 2 * 2**20


def test_a_file_that_lost_bytes_is_an_error_and_no_short_answer(folder: Path) -> None:
    store = FilesystemStore(folder)
    key = write(store, b"0123456789")
    (folder / key[:2] / key).write_bytes(b"0123")

    with pytest.raises(BlobStoreUnavailable):
        list(store.read(key, end=10))


def test_a_folder_that_cannot_be_written_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(BlobStoreUnavailable):
        FilesystemStore(tmp_path / "file").check()


def test_what_a_dead_process_left_is_removed_and_what_lives_stays(folder: Path) -> None:
    store = FilesystemStore(folder)
    dead = new_key()
    script = (
        "import os, sys; from pathlib import Path; "
        "from apps.artifacts.stores.filesystem import FilesystemStore; "
        "FilesystemStore(Path(sys.argv[1])).open_writer(sys.argv[2], expected_size=None)"
        ".write(b'half'); os.kill(os.getpid(), 9)"
    )
    killed = subprocess.run([sys.executable, "-c", script, str(folder), dead], check=False)
    assert killed.returncode == -signal.SIGKILL
    living = new_key()
    writer = store.open_writer(living, expected_size=None)
    writer.write(b"whole")
    (folder / "incoming" / "README").write_text("not ours")

    assert store.remove_abandoned() == [dead]
    assert store.remove_abandoned() == []

    writer.commit()
    assert store.size(living) == 5
    assert sorted(path.name for path in files_in(folder)) == sorted(["README", living])


def test_a_file_system_without_locks_keeps_what_is_unfinished(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(_descriptor: int, _how: int) -> None:
        raise OSError(errno.ENOLCK, "no locks")

    monkeypatch.setattr(fcntl, "flock", no_locks)
    store = FilesystemStore(folder)
    writer = store.open_writer(new_key(), expected_size=None)
    writer.write(b"half")

    assert store.remove_abandoned() == []
    writer.commit()


def test_a_file_that_may_not_be_written_is_unavailable(folder: Path) -> None:
    """As root, whom no permission stops: the shard's name is taken by a file."""
    store = FilesystemStore(folder)
    key = new_key()
    writer = store.open_writer(key, expected_size=None)
    writer.write(b"bytes")
    (folder / key[:2]).write_text("in the way")

    with pytest.raises(BlobStoreUnavailable):
        writer.commit()
    writer.abort()

    assert [path.name for path in files_in(folder)] == [key[:2]]


def test_a_large_file_is_flushed_behind_the_answer(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[str] = []
    monkeypatch.setattr(filesystem, "FLUSHED_BEFORE", 3)
    monkeypatch.setattr(filesystem, "_sync", lambda *places: flushed.extend(p.name for p in places))
    store = FilesystemStore(folder)

    large, small = write(store, b"large"), write(store, b"s")
    filesystem._flushing().submit(lambda: None).result()

    assert flushed.count(large) == 1
    assert small not in flushed


def test_a_large_file_that_went_before_it_was_flushed_is_no_error(folder: Path) -> None:
    filesystem._flush(folder / "gone", [])


def test_a_disk_that_fails_to_flush_is_in_the_log(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_places: Path) -> None:
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(filesystem, "_sync", fail)
    filesystem._flush(folder / "blob", [])

    assert "could not be flushed" in caplog.text
