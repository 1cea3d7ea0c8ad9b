"""The distinct values of a param or tag as SQL, in steps of the size of the answer."""

from apps.experiments.search.columns import STRINGS
from apps.experiments.search.sql import Dialect, Sql, head, one_of


def statement(key_ids: tuple[int, ...], *, limit: int, dialect: Dialect) -> Sql:
    """So many values in order, as their index has them: each looks up the one after the last.

    A hundred thousand runs with ten values cost ten steps, where DISTINCT reads all of them.
    """
    value = head("x.value", dialect)
    of_key = one_of("x.key_id", key_ids)
    first = Sql(f"SELECT {value} FROM {STRINGS} x WHERE ") + of_key  # noqa: S608  # our own names only
    order = Sql(f" ORDER BY x.key_id, {value} LIMIT 1")
    return (
        Sql("WITH RECURSIVE d(v) AS (SELECT (")
        + first
        + order
        + Sql(") UNION ALL SELECT (")
        + first
        + Sql(f" AND {value} > d.v")
        + order
        + Sql(") FROM d WHERE d.v IS NOT NULL) SELECT v FROM d WHERE v IS NOT NULL LIMIT %s")
        + Sql("", (limit,))
    )
