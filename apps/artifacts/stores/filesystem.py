"""Blobs as files of one folder."""

import errno
import fcntl
import logging
import os
import shutil
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from apps.artifacts.constants import PIECE
from apps.artifacts.contracts import BlobMissing, BlobStoreFull, BlobStoreUnavailable
from apps.artifacts.stores.keys import checked, is_key

# EFBIG: the file system, or a limit of this process, allows no larger file.
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

# What a file is called until it is locked.
_UNLOCKED = ".new"

# A file system without locks: what is unfinished there is swept when it is old.
_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP}

FLUSHED_BEFORE = 64 * 2**20
"""A file up to this size is on the disk before it is acknowledged, as it costs next to nothing."""

logger = logging.getLogger(__name__)


class FilesystemStore:
    """Finished blobs lie in `<root>/ab/abcd…`, unfinished ones in `<root>/incoming`.

    Both are on one file system, so a blob appears by one atomic rename.
    """

    direct = None

    def __init__(self, root: Path) -> None:
        self._root = root
        self._incoming = root / "incoming"

    def open_writer(self, key: str, *, expected_size: int | None) -> "FileWriter":
        """Begin a blob; a size that the disk cannot hold is refused before any byte."""
        final, temporary = self._paths(key)
        with _translated():
            self._incoming.mkdir(parents=True, exist_ok=True)
            free = shutil.disk_usage(self._incoming).free
            if expected_size is not None and expected_size > free:
                raise BlobStoreFull(f"{expected_size} bytes announced, {free} bytes free")
            return FileWriter(temporary, final)

    def read(
        self, key: str, *, start: int = 0, end: int | None = None
    ) -> Generator[bytes, None, None]:
        """The bytes in pieces; an open read outlives a deletion."""
        final, _ = self._paths(key)
        pieces = _pieces(final, start, end)
        next(pieces)  # opens the file: a missing one is told here, a closed generator closes it
        return pieces

    def size(self, key: str) -> int:
        """The number of bytes."""
        final, _ = self._paths(key)
        with _translated():
            return final.stat().st_size

    def local_path(self, key: str) -> Path:
        """Where the file lies."""
        final, _ = self._paths(key)
        return final

    def delete(self, key: str) -> None:
        """Unlink the blob and what is unfinished of it."""
        with _translated():
            final, temporary = self._paths(key)
            for path in (final, temporary, temporary.with_suffix(_UNLOCKED)):
                path.unlink(missing_ok=True)

    def remove_abandoned(self) -> list[str]:
        """Unlink the unfinished files that no living process holds."""
        with _translated():
            found = list(self._incoming.iterdir()) if self._incoming.is_dir() else []
            return [path.name for path in found if is_key(path.name) and _remove_if_free(path)]

    def check(self) -> None:
        """Write a byte, as an upload would."""
        probe = self._incoming / f"check-{os.getpid()}"
        with _translated():
            self._incoming.mkdir(parents=True, exist_ok=True)
            try:
                probe.write_bytes(b"1")
            finally:
                probe.unlink(missing_ok=True)

    def _paths(self, key: str) -> tuple[Path, Path]:
        checked(key)
        return self._root / key[:2] / key, self._incoming / key


class FileWriter:
    """A temporary file that becomes the blob by a rename. Locked until then: a process that dies
    lets go of it."""

    def __init__(self, temporary: Path, final: Path) -> None:
        self._temporary = temporary
        self._final = final
        self._descriptor = _claim(temporary)

    def write(self, data: bytes | memoryview) -> None:
        """Append, however little the system takes at a time."""
        rest = memoryview(data)
        with _translated():
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]

    def commit(self) -> None:
        """First the bytes reach the disk, then the name appears, then the name reaches the disk.

        The bytes of a large file are flushed right after the answer: a killed process loses none
        of them, a power cut within those seconds may.
        """
        with _translated():
            is_large = os.fstat(self._descriptor).st_size > FLUSHED_BEFORE
            if not is_large:
                os.fsync(self._descriptor)
            shard = self._final.parent
            is_new_shard = not shard.exists()
            shard.mkdir(exist_ok=True)
            self._temporary.replace(self._final)
            self._close()
            folders = [shard, shard.parent] if is_new_shard else [shard]
            if is_large:
                _flushing().submit(_flush, self._final, folders)
            else:
                _sync(*folders)

    def abort(self) -> None:
        """Unlink the temporary file."""
        with _translated():
            self._close()
            self._temporary.unlink(missing_ok=True)

    def _close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def _claim(path: Path) -> int:
    """A new file that is ours for as long as it is open; it has its name when it is locked."""
    unlocked = path.with_suffix(_UNLOCKED)
    descriptor = os.open(unlocked, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    except OSError as exc:
        if exc.errno not in _NO_LOCKS:
            os.close(descriptor)
            raise
    unlocked.replace(path)
    return descriptor


def _remove_if_free(path: Path) -> bool:
    """Whether nobody held it, so that it is gone now."""
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # One that became a blob after it was opened is free because of that.
            is_unfinished = path.stat().st_ino == os.fstat(file.fileno()).st_ino
            if is_unfinished:
                path.unlink()
            return is_unfinished
    except (FileNotFoundError, BlockingIOError):
        return False
    except OSError as exc:
        if exc.errno in _NO_LOCKS:
            return False
        raise


def _pieces(path: Path, start: int, end: int | None) -> Generator[bytes, None, None]:
    """Nothing at first, then the bytes."""
    with _translated():
        descriptor = os.open(path, os.O_RDONLY)
    try:
        yield b""
        last = os.fstat(descriptor).st_size if end is None else end
        while start < last:
            with _translated():
                piece = os.pread(descriptor, min(PIECE, last - start), start)
            if not piece:
                raise BlobStoreUnavailable("the file of a blob is shorter than the blob")
            start += len(piece)
            yield piece
    finally:
        os.close(descriptor)


def _sync(*places: Path) -> None:
    for place in places:
        descriptor = os.open(place, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _flush(file: Path, folders: list[Path]) -> None:
    try:
        _sync(file, *folders)
    except FileNotFoundError:  # deleted meanwhile
        return
    except OSError:
        logger.exception("the blob %s could not be flushed to the disk", file.name)


@cache
def _flushing() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="flush-blobs")


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as exc:
        raise BlobMissing("there is no such blob") from exc
    except OSError as exc:
        if exc.errno in _FULL:
            raise BlobStoreFull(f"the folder of the blobs is full ({exc.strerror})") from exc
        raise BlobStoreUnavailable(f"the folder of the blobs: {exc}") from exc
