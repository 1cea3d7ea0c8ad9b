"""The small files that a folder of MLflow is made of."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

META = "meta.yaml"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Broken(Exception):
    """A file is missing, or is not what it should be; the message says which."""


def read_meta(folder: Path, name: str = META) -> dict[str, Any]:
    """What the folder says of itself.

    Raises:
        Broken: it says nothing, or nothing that can be read.
    """
    path = folder / name
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506  (a safe loader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise Broken(f"{folder.name}/{name} cannot be read: {_why(error)}") from error
    if not isinstance(found, dict):
        raise Broken(f"{folder.name}/{name} holds no settings")
    return found


def read_texts(folder: Path) -> dict[str, str]:
    """Every file below the folder: its path is the key, its content the value.

    Raises:
        Broken: one of them cannot be read.
    """
    return {key: read_text(path) for key, path in keyed_files(folder)}


def read_text(path: Path) -> str:
    """The content of a file.

    Raises:
        Broken: it cannot be read as text.
    """
    try:
        # As it stands: line ends are part of a value.
        with path.open(encoding="utf-8", newline="") as opened:
            return opened.read()
    except (OSError, UnicodeDecodeError) as error:
        raise Broken(f"{path.parent.name}/{path.name} cannot be read: {_why(error)}") from error


def keyed_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every file below the folder with its path in it, in order; none where there is no folder."""
    for key in sorted(_below(str(folder), "")):
        yield key, folder / key


def _below(folder: str, before: str) -> Iterator[str]:
    try:
        entries = os.scandir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return
    with entries:
        for entry in entries:
            # As with pathlib, what a link to a folder leads to is not looked through.
            if entry.is_dir(follow_symlinks=False):
                yield from _below(entry.path, f"{before}{entry.name}/")
            elif entry.is_file():
                yield f"{before}{entry.name}"


def folders(folder: Path) -> list[Path]:
    """The folders right in a folder, in order; none where there is no such folder."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.is_dir())


def number(value: Any) -> int | None:
    """The value as a whole number, if it is one.

    Raises:
        Broken: it is something else.
    """
    if value is None:
        return None
    try:
        return int(value)
    except (TypeError, ValueError) as error:
        raise Broken(f"{str(value)[:40]!r} is no number") from error


def _why(error: Exception) -> str:
    return " ".join(str(getattr(error, "strerror", None) or error).split())[:200]
