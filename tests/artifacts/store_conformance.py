"""What every blob store promises. A store's tests inherit from this and give `store`."""

import hashlib

import pytest

from apps.artifacts.contracts import BlobMissing, BlobRefused, BlobStore
from apps.artifacts.stores.keys import new_key

MIB = 2**20
NOT_KEYS = ["", "..", "../../etc/passwd", "/etc/passwd", "a" * 31, "A" * 32, "0" * 33, "\0" * 32]


def write(store: BlobStore, *chunks: bytes, key: str = "") -> str:
    key = key or new_key()
    writer = store.open_writer(key, expected_size=None)
    for chunk in chunks:
        writer.write(chunk)
    writer.commit()
    return key


class StoreConformance:
    def test_what_is_written_is_read(self, store: BlobStore) -> None:
        key = write(store, b"some ", b"bytes")

        assert b"".join(store.read(key)) == b"some bytes"
        assert store.size(key) == 10

    def test_an_empty_blob_is_a_blob(self, store: BlobStore) -> None:
        key = write(store)

        assert b"".join(store.read(key)) == b""
        assert store.size(key) == 0

    @pytest.mark.parametrize(
        ("start", "end", "expected"),
        [
            (0, None, b"0123456789"),
            (3, None, b"3456789"),
            (3, 5, b"34"),
            (9, 10, b"9"),
            (4, 4, b""),
        ],
    )
    def test_a_range_is_read(
        self, store: BlobStore, start: int, end: int | None, expected: bytes
    ) -> None:
        key = write(store, b"0123456789")

        assert b"".join(store.read(key, start=start, end=end)) == expected

    def test_a_large_blob_keeps_every_byte_and_comes_in_pieces(self, store: BlobStore) -> None:
        pieces = [bytes([number]) * MIB for number in range(18)]

        key = write(store, *pieces)

        read = list(store.read(key))
        digest = hashlib.sha256(b"".join(pieces)).digest()
        assert hashlib.sha256(b"".join(read)).digest() == digest
        assert max(map(len, read)) <= MIB

    def test_nothing_is_seen_before_the_commit(self, store: BlobStore) -> None:
        key = new_key()
        writer = store.open_writer(key, expected_size=None)
        writer.write(b"half")

        with pytest.raises(BlobMissing):
            store.size(key)
        writer.abort()

    @pytest.mark.parametrize("size", [1, 17 * MIB])
    def test_an_aborted_write_leaves_nothing(self, store: BlobStore, size: int) -> None:
        key = new_key()
        writer = store.open_writer(key, expected_size=None)
        writer.write(bytes(size))

        writer.abort()
        writer.abort()

        with pytest.raises(BlobMissing):
            store.size(key)
        assert self.leftovers(store) == []

    def test_an_abort_after_the_commit_does_nothing(self, store: BlobStore) -> None:
        key = new_key()
        writer = store.open_writer(key, expected_size=None)
        writer.write(b"bytes")
        writer.commit()

        writer.abort()

        assert store.size(key) == 5

    def test_a_missing_blob_is_told_before_the_first_piece(self, store: BlobStore) -> None:
        with pytest.raises(BlobMissing):
            store.read(new_key())
        with pytest.raises(BlobMissing):
            store.size(new_key())

    def test_a_deleted_blob_is_gone_and_may_be_deleted_again(self, store: BlobStore) -> None:
        key = write(store, b"bytes")

        store.delete(key)
        store.delete(key)

        with pytest.raises(BlobMissing):
            store.read(key)

    def test_deleting_removes_what_a_dead_process_left_of_a_write(self, store: BlobStore) -> None:
        key = new_key()
        writer = store.open_writer(key, expected_size=None)
        writer.write(bytes(17 * MIB))

        store.delete(key)

        assert self.leftovers(store) == []
        writer.abort()

    @pytest.mark.parametrize("key", NOT_KEYS)
    def test_a_key_that_is_none_is_refused(self, store: BlobStore, key: str) -> None:
        for use in (store.read, store.size, store.delete):
            with pytest.raises(BlobRefused):
                use(key)
        with pytest.raises(BlobRefused):
            store.open_writer(key, expected_size=None)

    def test_a_working_store_says_so(self, store: BlobStore) -> None:
        store.check()

        assert self.leftovers(store) == []

    def leftovers(self, store: BlobStore) -> list[str]:
        """What unfinished writes left behind."""
        raise NotImplementedError
