"""The *latest* rows: what search and tables know of a series, kept with every append."""

from collections.abc import Sequence

from django.db import connection

from apps.experiments.series.columns import Float64s
from apps.experiments.series.latest import Latest
from apps.experiments.series.whole import LatestPoint

_COLUMNS = (
    "run_id, key_id, last_step, last_step_micro, last_timestamp_ms, last_value, "
    "count, min_value, max_value"
)
_T = "experiments_floatseries"
# NaN is NULL in the table and counts as 0 in MLflow's order of points.
_NEWER = (
    "(excluded.last_step, excluded.last_step_micro, excluded.last_timestamp_ms, "
    "COALESCE(excluded.last_value, 0)) > "
    f"({_T}.last_step, {_T}.last_step_micro, {_T}.last_timestamp_ms, COALESCE({_T}.last_value, 0))"
)


def _newer(column: str) -> str:
    return f"{column} = CASE WHEN {_NEWER} THEN excluded.{column} ELSE {_T}.{column} END"


def _extreme(column: str, sign: str) -> str:
    return (
        f"{column} = CASE WHEN {_T}.{column} IS NULL OR excluded.{column} {sign} {_T}.{column} "
        f"THEN COALESCE(excluded.{column}, {_T}.{column}) ELSE {_T}.{column} END"
    )


_MERGE = "ON CONFLICT (run_id, key_id) DO UPDATE SET " + ", ".join(
    [
        *map(_newer, ("last_step", "last_step_micro", "last_timestamp_ms", "last_value")),
        f"count = {_T}.count + excluded.count",
        _extreme("min_value", "<"),
        _extreme("max_value", ">"),
    ]
)
_INSERT_ROWS = f"INSERT INTO {_T} ({_COLUMNS}) VALUES (%s,%s,%s,%s,%s,%s,%s,%s,%s) {_MERGE}"  # noqa: S608
_INSERT_ARRAYS = (
    f"INSERT INTO {_T} ({_COLUMNS}) SELECT %s, u.* FROM unnest(%s::bigint[], %s::bigint[], "  # noqa: S608
    "%s::int[], %s::bigint[], %s::float8[], %s::bigint[], %s::float8[], %s::float8[]) AS u "
    f"{_MERGE}"
)


def merge_latest(*, run_pk: int, latest: Latest) -> None:
    """Bring the rows of a run up to date with what a batch says of its series."""
    columns = [
        latest.key.tolist(),
        latest.step.tolist(),
        latest.step_micro.tolist(),
        latest.timestamp_ms.tolist(),
        _nullable(latest.value),
        latest.count.tolist(),
        _nullable(latest.least),
        _nullable(latest.greatest),
    ]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_INSERT_ARRAYS, [run_pk, *columns])
        else:
            rows = [(run_pk, *row) for row in zip(*columns, strict=True)]
            cursor.executemany(_INSERT_ROWS, rows)


def insert_latest(series: Sequence[tuple[int, int, LatestPoint]]) -> None:
    """Write the rows of whole series that are new: (run's row, key's id, one series' latest)."""
    rows = [(run_pk, key, *map(_null_for_nan, latest)) for run_pk, key, latest in series]
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT_ROWS, rows)


def correct_counts(*, run_pk: int, repeated: dict[int, int]) -> None:
    """Take off what turned out to be the same points again, by key."""
    rows = [(times, run_pk, key) for key, times in sorted(repeated.items()) if times]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {_T} SET count = count - %s WHERE run_id = %s AND key_id = %s",  # noqa: S608
                rows,
            )


def _nullable(values: Float64s) -> list[float | None]:
    return [_null_for_nan(value) for value in values.tolist()]


def _null_for_nan(value: float) -> float | None:
    return None if value != value else value  # noqa: PLR0124  (only NaN is not itself)
