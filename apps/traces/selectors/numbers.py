"""Numbers of traces: added up by groups, and how two filters go together."""

import math
from collections.abc import Sequence
from datetime import UTC, datetime

from django.db import connection

from apps.accounts.contracts import Actor
from apps.experiments.search.sql import Dialect
from apps.experiments.selectors import experiments
from apps.traces.contracts import Correlation, DataPoint, MetricsQuery, TraceSearch
from apps.traces.search import numbers
from apps.traces.selectors import search

JEFFREYS = 0.5
"""What is added to each count where few speak for many."""


def query_metrics(
    *, actor: Actor, experiment_ids: Sequence[int], query: MetricsQuery
) -> list[DataPoint]:
    """The groups of the answer, in the order of their time and dimensions. An experiment that the
    actor cannot see counts nothing.

    Raises:
        InvalidQuery: the question is not well put.
    """
    visible = experiments.visible_ids(actor=actor, experiment_ids=experiment_ids)
    dialect = Dialect(connection.vendor)
    asked = numbers.statement(query, visible, dialect)
    if dialect is Dialect.SQLITE:
        _teach()
    return [point for row in search.run(asked) if (point := _point(query, row)).values]


def correlate(
    *,
    actor: Actor,
    experiment_ids: Sequence[int],
    filters: tuple[str, str],
    base: str = "",
) -> Correlation:
    """How many traces meet each filter and both, among those that meet the base.

    Raises:
        InvalidFilter: a filter is not well put.
    """
    sets = [
        search.count(
            search.question_of(
                actor=actor,
                experiment_ids=experiment_ids,
                search=TraceSearch(filter=" AND ".join(part for part in (base, text) if part)),
            )
        )
        for text in (*filters, "")
    ]
    first, second, everything = sets
    counts = (len(first & second), len(first), len(second), len(everything))
    return Correlation(
        npmi=npmi(*counts),
        npmi_smoothed=npmi(*counts, smoothing=JEFFREYS),
        first=len(first),
        second=len(second),
        both=counts[0],
        all=len(everything),
    )


def npmi(both: int, first: int, second: int, everything: int, smoothing: float = 0) -> float:
    """The normalised pointwise mutual information: 1 always together, 0 by chance, -1 never.

    Not a number where one of the two does not occur at all.
    """
    if not (first and second and everything):
        return math.nan
    if not (both or smoothing):
        return -1.0
    only_first, only_second = first - both, second - both
    neither = everything - first - second + both
    if not (only_first or only_second or neither):
        return 1.0
    joint, total = math.log(both + smoothing), math.log(everything + 4 * smoothing)
    by_chance = math.log(first + 2 * smoothing) + math.log(second + 2 * smoothing)
    return max(-1.0, min(1.0, (joint + total - by_chance) / (total - joint)))


def _point(query: MetricsQuery, row: Sequence[object]) -> DataPoint:
    cells = list(row)
    dimensions: dict[str, str] = {}
    if query.interval_seconds:
        bucket = int(str(cells.pop(0))) * query.interval_seconds
        dimensions["time_bucket"] = datetime.fromtimestamp(bucket, tz=UTC).isoformat()
    for name in query.dimensions:
        dimensions[name] = str(cells.pop(0))
    values = {
        aggregation.name: float(str(cell))
        for aggregation, cell in zip(query.aggregations, cells, strict=True)
        if cell is not None
    }
    return DataPoint(metric=query.metric, dimensions=dimensions, values=values)


def _teach() -> None:
    connection.ensure_connection()
    connection.connection.create_aggregate(numbers.PERCENTILE, 2, numbers.Percentile)
