"""The job's code, laid out in its work folder: nothing outside it, no links, no bombs."""

import shutil
import stat
import zipfile
from pathlib import Path, PurePosixPath

MAX_FILES = 20_000
MAX_BYTES = 2 * 2**30


class BadCode(Exception):
    """The code cannot be used; the message says why."""


def unpack(archive: Path, into: Path) -> None:
    """Lay out a zip below a folder.

    Raises:
        BadCode: the archive is broken, too large, or reaches outside the folder.
    """
    try:
        with zipfile.ZipFile(archive) as source:
            entries = source.infolist()
            _check(entries)
            for entry in entries:
                _extract(source, entry, into)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as exc:
        raise BadCode(f"The code is not a readable zip archive: {exc}") from exc


def place(file: Path, filename: str, into: Path) -> None:
    """Lay out one file under its name.

    Raises:
        BadCode: the name is a path.
    """
    if PurePosixPath(filename).name != filename or filename in {"", ".", ".."}:
        raise BadCode(f"{filename!r} is not a file name.")
    shutil.copyfile(file, into / filename)


def _check(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_FILES:
        raise BadCode(f"The archive has {len(entries)} files; at most {MAX_FILES} are unpacked.")
    total = sum(entry.file_size for entry in entries)
    if total > MAX_BYTES:
        raise BadCode(f"The archive unpacks to {total} bytes; at most {MAX_BYTES} are unpacked.")
    for entry in entries:
        _check_name(entry)


def _check_name(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name or not path.parts:
        raise BadCode(f"The archive has an unsafe path: {name!r}.")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise BadCode(f"The archive has a link or a special file: {name!r}.")


def _extract(source: zipfile.ZipFile, entry: zipfile.ZipInfo, into: Path) -> None:
    target = into / entry.filename
    if entry.is_dir():
        target.mkdir(parents=True, exist_ok=True)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open(entry) as packed, target.open("wb") as file:
        # zipfile stops at the size the entry declares, so the sum that was checked holds.
        shutil.copyfileobj(packed, file)
    if (entry.external_attr >> 16) & stat.S_IXUSR:
        target.chmod(0o700)
