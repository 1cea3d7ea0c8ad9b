"""Interning attribute paths: the first run that uses a path gives it its id."""

from collections.abc import Iterable

from django.db import connection

from apps.experiments.selectors.keys import find_keys, remember


def intern_keys(*, project_id: int, kind: int, paths: Iterable[str]) -> dict[str, int]:
    """The ids of all these paths; new ones are made. Safe beside other processes."""
    wanted = list(paths)
    found = find_keys(project_id=project_id, kind=kind, paths=wanted)
    # In one order everywhere, so that two processes never wait for each other.
    missing = sorted({path for path in wanted if path not in found})
    if not missing:
        return found
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO experiments_attributekey (project_id, kind, path) VALUES (%s, %s, %s) "
            "ON CONFLICT DO NOTHING",
            [(project_id, kind, path) for path in missing],
        )
    made = find_keys(project_id=project_id, kind=kind, paths=missing)
    remember(project_id=project_id, kind=kind, ids=made)
    return {**found, **made}
