"""What there is: one directory at a time, one file, or everything."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import Count, Sum

from apps.artifacts import paths
from apps.artifacts.contracts import ArtifactInfo, Entry, Owner, Page, Usage
from apps.artifacts.errors import ArtifactNotFound, InvalidPath
from apps.artifacts.models import Artifact
from apps.core.api import paging

# A walk over the index that jumps from each directory to what comes behind it, so that a listing
# costs as much as it has lines, however many files lie below. The next path behind the file `f` is
# at least `f` with a space, behind the directory `d/` at least `d0`: no path has characters below
# the space, and "0" follows "/".
_LEVEL = """
WITH RECURSIVE level(path, line) AS (
    SELECT (SELECT path FROM artifacts_artifact
            WHERE owner_key = %(owner)s AND path >= %(start)s ORDER BY path LIMIT 1), 1
    UNION ALL
    SELECT (SELECT a.path FROM artifacts_artifact a
            WHERE a.owner_key = %(owner)s AND a.path >= CASE
                WHEN {position}(substr(level.path, %(depth)s), '/') = 0 THEN level.path || ' '
                ELSE substr(level.path, 1,
                    %(depth)s + {position}(substr(level.path, %(depth)s), '/') - 2) || '0'
                END
            ORDER BY a.path LIMIT 1), line + 1
    FROM level
    WHERE level.path IS NOT NULL AND substr(level.path, 1, %(depth)s - 1) = %(prefix)s
        AND line < %(lines)s
)
SELECT level.path, b.size, b.sha256, a.created_at
FROM level
JOIN artifacts_artifact a ON a.owner_key = %(owner)s AND a.path = level.path
JOIN artifacts_blob b ON b.id = a.blob_id
WHERE substr(level.path, 1, %(depth)s - 1) = %(prefix)s
ORDER BY level.line
"""


class _Line(NamedTuple):
    path: str
    size: int
    sha256: str
    created_at: datetime


def list_directory(*, owner: Owner, path: str = "", limit: int = 1000, after: str = "") -> Page:
    """The files and directories right in a directory, after the token of the page before.

    One indexed query. A directory is what the paths of files make one: a missing one is empty.

    Raises:
        InvalidPath, BadPageToken: what was given is none.
    """
    prefix = f"{paths.check_path(path)}/" if path else ""
    start = str(paging.decode(after, length=1)[0]) if after else prefix
    if not start.startswith(prefix):
        raise paging.BadPageToken("The page token belongs to another directory.")
    lines = _read_level(owner, prefix, start, limit + 1)
    entries = tuple(_entry(line, prefix) for line in lines[:limit])
    token = paging.encode([_behind(entries[-1])]) if len(lines) > limit else ""
    return Page(entries=entries, next_token=token)


def find_artifact(*, owner: Owner, path: str) -> ArtifactInfo | None:
    """The file at this path, or nothing."""
    checked = paths.check_file_path(path)
    # Without instances: a download of a small file is mostly this.
    rows = (
        Artifact.objects.of(owner)
        .filter(path=checked)
        .values_list("path", "blob__size", "blob__sha256", "blob__key", "created_at")
    )
    for path_there, size, sha256, blob_key, created_at in rows:
        return ArtifactInfo(
            owner=owner,
            path=path_there,
            size=size,
            sha256=sha256,
            blob_key=blob_key,
            created_at=created_at,
        )
    return None


def get_artifact(*, owner: Owner, path: str) -> ArtifactInfo:
    """The file at this path.

    Raises:
        InvalidPath, ArtifactNotFound: it is none or a directory, or there is none.
    """
    artifact = find_artifact(owner=owner, path=path)
    if artifact is None:
        if is_directory(owner=owner, path=path):
            raise InvalidPath(f"{path!r} is a directory, not a file.", fix="Name one of its files.")
        raise ArtifactNotFound(f"There is no artifact {path!r}.", path=path)
    return artifact


def is_directory(*, owner: Owner, path: str) -> bool:
    """Whether anything lies below the path; the root always is one."""
    if not path:
        return True
    below = Artifact.objects.below(paths.check_path(path))
    return Artifact.objects.of(owner).filter(below).exists()


def walk(*, owner: Owner, path: str = "") -> Iterator[ArtifactInfo]:
    """Every file at or below the path, in the order of paths."""
    rows = Artifact.objects.of(owner).at_or_under(paths.check_path(path))
    for row in rows.select_related("blob").order_by("path").iterator(chunk_size=1000):
        yield row.info


def usage(*, owners: Sequence[Owner]) -> Usage:
    """How many files and bytes the owners have, a shared blob counted for each of its paths."""
    rows = Artifact.objects.filter(owner_key__in=[owner.key for owner in owners])
    totals = rows.aggregate(files=Count("pk"), bytes=Sum("blob__size"))
    return Usage(files=totals["files"], bytes=totals["bytes"] or 0)


def _read_level(owner: Owner, prefix: str, start: str, lines: int) -> list[_Line]:
    position = "strpos" if connection.vendor == "postgresql" else "instr"
    parameters: dict[str, str | int] = {
        "owner": owner.key,
        "prefix": prefix,
        "start": start,
        "depth": len(prefix) + 1,
        "lines": lines,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LEVEL.format(position=position), parameters)
        return [_Line(*row) for row in cursor.fetchall()]


def _entry(line: _Line, prefix: str) -> Entry:
    name, slash, _ = line.path[len(prefix) :].partition("/")
    if slash:
        return Entry(path=prefix + name, is_dir=True)
    return Entry(
        path=line.path,
        is_dir=False,
        size=line.size,
        sha256=line.sha256,
        # SQLite has no time zones; what Django writes is UTC.
        modified_at=line.created_at.replace(tzinfo=line.created_at.tzinfo or UTC),
    )


def _behind(entry: Entry) -> str:
    return f"{entry.path}0" if entry.is_dir else f"{entry.path} "
