"""The filesystem store keeps what every store promises, and a few things of its own."""

from pathlib import Path

import pytest

from apps.artifacts.contracts import BlobStore, BlobStoreFull, BlobStoreUnavailable
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
