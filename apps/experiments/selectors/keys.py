"""Paths of attributes as the small ids that rows carry."""

from collections.abc import Iterable
from itertools import islice

from django.db import connection, transaction

# Enough for a hundred thousand runs' worth of distinct keys; past it we begin anew.
_MOST = 500_000
_PAGE = 500
_TABLE = "experiments_attributekey"

_known: dict[tuple[int, int, str], int] = {}


def find_keys(*, project_id: int, kind: int, paths: Iterable[str]) -> dict[str, int]:
    """The ids of those paths that runs of the project have used."""
    found: dict[str, int] = {}
    missing: list[str] = []
    for path in paths:
        key_id = _known.get((project_id, kind, path))
        if key_id is None:
            missing.append(path)
        else:
            found[path] = key_id
    if missing:
        read = _read(project_id, kind, missing)
        remember(project_id=project_id, kind=kind, ids=read)
        found.update(read)
    return found


def remember(*, project_id: int, kind: int, ids: dict[str, int]) -> None:
    """Keep ids for later calls of this process, once it is certain that they stay."""
    if ids:
        transaction.on_commit(lambda: _keep(project_id, kind, ids))


def forget_all() -> None:
    """Empty this process's memory of keys."""
    _known.clear()


def _keep(project_id: int, kind: int, ids: dict[str, int]) -> None:
    if connection.in_atomic_block:
        # Somebody ran the hooks of a transaction that may still be rolled back.
        return
    if len(_known) > _MOST:
        _known.clear()
    for path, key_id in ids.items():
        _known[project_id, kind, path] = key_id


def _read(project_id: int, kind: int, paths: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    remaining = iter(paths)
    while page := list(islice(remaining, _PAGE)):
        places = ",".join(["%s"] * len(page))
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT path, id FROM {_TABLE} "  # noqa: S608  (a name of our own, and %s)
                f"WHERE project_id = %s AND kind = %s AND path IN ({places})",
                [project_id, kind, *page],
            )
            found.update(cursor.fetchall())
    return found
