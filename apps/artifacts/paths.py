"""Which paths an artifact may have. Pure.

A path never reaches a disk or a bucket (blobs lie under random keys); it is checked all the same,
because clients write it to *their* disks when they download.
"""

import re
import unicodedata
from urllib.parse import unquote

from apps.artifacts.constants import MAX_PATH_BYTES, MAX_SEGMENT_BYTES
from apps.artifacts.errors import InvalidPath

_DRIVE = re.compile(r"[A-Za-z]:")
# Deep enough for every decoder in front of us; what still changes after that is refused.
_MAX_DECODINGS = 4


def check_file_path(path: str) -> str:
    """The path itself, if a file may have it.

    Raises:
        InvalidPath: it may not.
    """
    if not path:
        raise _refused(path, "is empty")
    return check_path(path)


def check_path(path: str) -> str:
    """The path itself, if a file or a directory may have it; "" is the root.

    Raises:
        InvalidPath: it may not.
    """
    seen = path
    for _ in range(_MAX_DECODINGS):
        _refuse_unsafe(path, seen)
        decoded = unquote(seen, errors="replace")
        if decoded == seen:
            return path
        seen = decoded
    raise _refused(path, "is percent-encoded too many times")


def parents_of(path: str) -> list[str]:
    """The directories that a path lies in, outermost first, without the root."""
    segments = path.split("/")
    return ["/".join(segments[:depth]) for depth in range(1, len(segments))]


def _refuse_unsafe(path: str, seen: str) -> None:
    if not seen:
        return
    if any(unicodedata.category(char) in {"Cc", "Cs"} for char in seen):
        raise _refused(path, "has control characters")
    if "\\" in seen:
        raise _refused(path, "has a backslash")
    if seen.startswith("/") or _DRIVE.match(seen):
        raise _refused(path, "is absolute")
    if len(seen.encode()) > MAX_PATH_BYTES:
        raise _refused(path, f"is longer than {MAX_PATH_BYTES} bytes")
    for segment in seen.split("/"):
        _refuse_unsafe_segment(path, segment)


def _refuse_unsafe_segment(path: str, segment: str) -> None:
    if not segment:
        raise _refused(path, "has an empty segment")
    if segment in {".", ".."}:
        raise _refused(path, f"has the segment {segment!r}")
    if len(segment.encode()) > MAX_SEGMENT_BYTES:
        raise _refused(path, f"has a segment longer than {MAX_SEGMENT_BYTES} bytes")


def _refused(path: str, why: str) -> InvalidPath:
    shown = path if len(path) <= 200 else path[:200] + "…"
    return InvalidPath(
        f"The artifact path {shown.encode(errors='backslashreplace').decode()!r} {why}.",
        fix='Use a relative path of names joined by "/", such as "model/weights.bin".',
    )
