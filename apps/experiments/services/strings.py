"""Params and tags as rows: written with one statement, whatever their number."""

from collections.abc import Mapping

from django.db import connection

from apps.experiments.errors import ParamChanged
from apps.experiments.models import AttributeKey
from apps.experiments.services.keys import intern_keys

_TABLE = "experiments_stringattribute"


def set_strings(
    *, run_pk: int, project_id: int, kind: AttributeKey.Kind, values: Mapping[str, str]
) -> None:
    """Set strings of a run by path; a later value takes the place of an earlier one."""
    if not values:
        return
    ids = intern_keys(project_id=project_id, kind=kind, paths=values)
    rows = sorted((run_pk, ids[path], value) for path, value in values.items())
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {_TABLE} (run_id, key_id, value) VALUES (%s, %s, %s) "  # noqa: S608
            "ON CONFLICT (run_id, key_id) DO UPDATE SET value = excluded.value",
            rows,
        )


def set_params(*, run_pk: int, project_id: int, values: Mapping[str, str]) -> None:
    """Write params, each once; the same value again is fine.

    Raises:
        ParamChanged: one of them has another value already. The caller's transaction is to end.
    """
    if not values:
        return
    ids = intern_keys(project_id=project_id, kind=AttributeKey.Kind.PARAM, paths=values)
    rows = sorted((run_pk, ids[path], value) for path, value in values.items())
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {_TABLE} (run_id, key_id, value) VALUES (%s, %s, %s) "  # noqa: S608
            "ON CONFLICT (run_id, key_id) DO NOTHING",
            rows,
        )
        places = ",".join(["%s"] * len(rows))
        cursor.execute(
            f"SELECT key_id, value FROM {_TABLE} WHERE run_id = %s AND key_id IN ({places})",  # noqa: S608
            [run_pk, *(key_id for _, key_id, _ in rows)],
        )
        stored = dict(cursor.fetchall())
    for path, value in values.items():
        if stored[ids[path]] != value:
            raise _changed(path, stored[ids[path]], value)


def _changed(path: str, old: str, new: str) -> ParamChanged:
    return ParamChanged(
        f"The param {path!r} was logged with the value {old!r} and cannot become {new!r}.",
        fix="Log it under another key, or start a new run.",
        key=path,
        old=old,
        new=new,
    )
