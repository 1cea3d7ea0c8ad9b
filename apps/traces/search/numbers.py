"""Questions about numbers of traces, spans and assessments, as SQL."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from apps.experiments.search.sql import Dialect, Sql, join, one_of
from apps.traces.constants import NAME_TAG, SESSION, SOURCE_RUN
from apps.traces.contracts import Aggregation, MetricsQuery
from apps.traces.errors import InvalidQuery

COUNT = frozenset({"COUNT"})
SPREAD = frozenset({"AVG", "MIN", "MAX", "PERCENTILE"})
SUMS = SPREAD | {"SUM"}
MAX_LIMIT = 10_000
MAX_TEXT = 10_000
PERCENTILE = "naiad_percentile"
"""What SQLite is taught to add up by."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Metric:
    """A number: an expression over its view's tables, and what may be done with it."""

    expression: str
    kinds: frozenset[str]
    dimensions: tuple[str, ...] = ()
    time: str = ""
    """Another time than the view's."""


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """What is looked at: its tables, its time in milliseconds, its numbers and dimensions."""

    tables: str
    time: str
    metrics: Mapping[str, Metric]
    dimensions: Mapping[str, str]
    always: str = ""


_TRACE_TABLES = "traces_trace t"
_MODELS = ("span_model_name", "span_model_provider")
_TOKENS = (
    "input_tokens",
    "output_tokens",
    "total_tokens",
    "cache_read_input_tokens",
    "cache_creation_input_tokens",
)
TRACES = View(
    tables=_TRACE_TABLES,
    time="t.request_time_ms",
    metrics={
        "trace_count": Metric(
            expression="t.id", kinds=COUNT, dimensions=("trace_name", "trace_status")
        ),
        "session_count": Metric(expression="DISTINCT t.session_id", kinds=COUNT),
        "latency": Metric(expression="t.duration_ms", kinds=SPREAD, dimensions=("trace_name",)),
        **{
            key: Metric(expression=f"t.{key}", kinds=SUMS, dimensions=("trace_name",))
            for key in _TOKENS
        },
    },
    dimensions={"trace_name": "t.name", "trace_status": "t.state"},
)
SPANS = View(
    tables="traces_span s JOIN traces_trace t ON t.id = s.trace_id",
    time="t.request_time_ms",
    metrics={
        "span_count": Metric(
            expression="s.span_id",
            kinds=COUNT,
            dimensions=("span_name", "span_type", "span_status", *_MODELS),
        ),
        "latency": Metric(
            expression="(s.end_ns - s.start_ns) / 1000000",
            kinds=SPREAD,
            dimensions=("span_name", "span_status"),
        ),
        **{
            key: Metric(
                expression=f"s.{key}", kinds=SUMS, dimensions=_MODELS, time="s.start_ns / 1000000"
            )
            for key in ("input_cost", "output_cost", "total_cost")
        },
    },
    dimensions={
        "span_name": "s.name",
        "span_type": "s.type",
        "span_status": "s.status",
        "span_model_name": "s.model_name",
        "span_model_provider": "s.model_provider",
    },
)
ASSESSMENTS = View(
    tables="traces_assessment a JOIN traces_trace t ON t.id = a.trace_id",
    time="t.request_time_ms",
    metrics={
        "assessment_count": Metric(
            expression="a.id", kinds=COUNT, dimensions=("assessment_name", "assessment_value")
        ),
        "assessment_value": Metric(
            expression="a.number", kinds=SPREAD, dimensions=("assessment_name",)
        ),
    },
    dimensions={"assessment_name": "a.name", "assessment_value": "a.value"},
    always="a.valid",
)
VIEWS = {"TRACES": TRACES, "SPANS": SPANS, "ASSESSMENTS": ASSESSMENTS}
_FILTER = re.compile(
    r"(trace|span|assessment)\.(\w+)(?:\.(`[^`]*`|\"[^\"]*\"|[\w./:@-]+))?\s*=\s*"
    r"('(?:[^']|'')*'|\"[^\"]*\")"
)
_PLAIN = {
    ("trace", "status"): "t.state = %s",
    ("span", "name"): "s.name = %s",
    ("span", "status"): "s.status = %s",
    ("span", "type"): "s.type = %s",
    ("assessment", "name"): "a.name = %s",
    ("assessment", "type"): "a.kind = %s",
}
_BY_KEY = {("trace", "tag"), ("trace", "metadata")}
_COLUMNS = {NAME_TAG: "t.name = %s", SESSION: "t.session_id = %s"}


def statement(query: MetricsQuery, experiment_ids: Sequence[int], dialect: Dialect) -> Sql:
    """The rows of the answer: the time, the dimensions, the numbers.

    Raises:
        InvalidQuery: there is no such view, number, dimension, or way of adding up.
    """
    view, metric = _checked(query)
    time = metric.time or view.time
    groups = [view.dimensions[each] for each in query.dimensions]
    clauses = [
        one_of("t.experiment_id", tuple(experiment_ids)),
        Sql(f"{metric.expression.removeprefix('DISTINCT ')} IS NOT NULL"),
        *(Sql(f"{group} IS NOT NULL") for group in groups),
        *([Sql(view.always)] if view.always else []),
        *_times(time, query),
        *(_condition(text, query.view) for text in query.filters),
    ]
    bucket = f"({time}) / {int(query.interval_seconds or 1) * 1000}"
    keys = [*([bucket] if query.interval_seconds else []), *groups]
    wanted = [Sql(key) for key in keys] + [
        _number(each, metric.expression, dialect) for each in query.aggregations
    ]
    grouped = f" GROUP BY {', '.join(keys)} ORDER BY {', '.join(keys)}" if keys else ""
    return (
        Sql("SELECT ")
        + join(", ", wanted)
        + Sql(" FROM ")
        + Sql(view.tables)
        + Sql(" WHERE ")
        + join(" AND ", clauses)
        + Sql(f"{grouped} LIMIT %s", (query.limit,))
    )


def _checked(query: MetricsQuery) -> tuple[View, Metric]:
    view = VIEWS.get(query.view)
    metric = view.metrics.get(query.metric) if view else None
    if view is None or metric is None:
        known = view.metrics if view else VIEWS
        raise _unknown("metric_name" if view else "view_type", query.metric, known)
    for each in query.aggregations:
        if each.kind not in metric.kinds:
            raise _unknown("aggregation_type", each.kind, metric.kinds)
        if (each.kind == "PERCENTILE") != (each.percentile is not None):
            raise InvalidQuery(
                "A percentile_value goes with PERCENTILE, and with nothing else.", fix="Send both."
            )
        if each.percentile is not None and not 0 <= each.percentile <= 100:
            raise InvalidQuery(f"There is no percentile {each.percentile}.", fix="Send 0 to 100.")
    for dimension in query.dimensions:
        if dimension not in metric.dimensions:
            raise _unknown("dimensions", dimension, metric.dimensions)
    _check_limits(query)
    return view, metric


def _check_limits(query: MetricsQuery) -> None:
    if not query.aggregations or len(query.aggregations) > 20:
        raise InvalidQuery("Between 1 and 20 aggregations are needed.", fix="Send some.")
    if not 1 <= query.limit <= MAX_LIMIT:
        raise InvalidQuery(
            f"Invalid value {query.limit} for parameter 'max_results' supplied.",
            fix=f"Send 1 to {MAX_LIMIT}.",
        )
    if query.interval_seconds is None:
        return
    if not 1 <= query.interval_seconds <= 10**9:
        raise InvalidQuery("time_interval_seconds must be from 1 to 10^9.", fix="Send seconds.")
    if query.start_time_ms is None or query.end_time_ms is None:
        raise InvalidQuery(
            "start_time_ms and end_time_ms are required if time_interval_seconds is set",
            fix="Send both.",
        )


def _times(time: str, query: MetricsQuery) -> list[Sql]:
    """Both ends count."""
    clauses = []
    if query.start_time_ms is not None:
        clauses.append(Sql(f"{time} >= %s", (query.start_time_ms,)))
    if query.end_time_ms is not None:
        clauses.append(Sql(f"{time} <= %s", (query.end_time_ms,)))
    return clauses


def _number(aggregation: Aggregation, expression: str, dialect: Dialect) -> Sql:
    if aggregation.percentile is None:
        return Sql(f"{aggregation.kind}({expression})")
    if dialect is Dialect.POSTGRESQL:
        share = aggregation.percentile / 100
        return Sql(f"PERCENTILE_CONT(%s) WITHIN GROUP (ORDER BY {expression})", (share,))
    return Sql(f"{PERCENTILE}({expression}, %s)", (aggregation.percentile,))


def _condition(text: str, view: str) -> Sql:
    """One comparison by ``=``, such as ``trace.tag.team = 'vision'``.

    Raises:
        InvalidQuery: it is none, or of another view.
    """
    found = _FILTER.fullmatch(text.strip()) if len(text) <= MAX_TEXT else None
    if found is None or "\0" in text:
        raise InvalidQuery(
            f"Invalid filter: {text[:80]!r}.",
            fix="Write one comparison, such as trace.status = 'OK' or trace.tag.team = 'vision'.",
        )
    owner, entity, key = found[1], found[2], (found[3] or "").strip('`"')
    value = found[4][1:-1].replace("''", "'")
    if owner != "trace" and VIEWS[view] is not _VIEW_OF[owner]:
        raise InvalidQuery(
            f"Filtering by {owner} is only supported for its own view type, got {view}.",
            fix="Filter by trace.",
        )
    if (owner, entity) in _PLAIN and not key:
        return Sql(_PLAIN[owner, entity], (value,))
    if (owner, entity) in _BY_KEY and key:
        return _label(entity, key, value)
    raise InvalidQuery(
        f"Invalid entity '{entity}' specified for view type '{owner}'.",
        fix="Filter by trace.status, trace.tag.<key>, trace.metadata.<key>, span.name, "
        "span.status, span.type, assessment.name or assessment.type.",
    )


def _label(entity: str, key: str, value: str) -> Sql:
    if key in _COLUMNS:
        return Sql(_COLUMNS[key], (value,))
    if (entity, key) == ("metadata", SOURCE_RUN):
        return Sql(
            "EXISTS (SELECT 1 FROM traces_tracerun r WHERE r.trace_id = t.id AND r.run_id = %s)",
            (value,),
        )
    return Sql(
        "EXISTS (SELECT 1 FROM traces_tracelabel l WHERE l.trace_id = t.id AND l.kind = %s"
        " AND l.key = %s AND l.value = %s)",
        (entity, key, value),
    )


def _unknown(
    name: str, sent: str, known: Mapping[str, object] | Sequence[str] | frozenset[str]
) -> InvalidQuery:
    return InvalidQuery(
        f"Invalid value {sent[:60]!r} for parameter '{name}' supplied.",
        fix=f"Use one of {', '.join(sorted(known))}." if known else "Leave it out.",
    )


class Percentile:
    """SQLite's aggregate: the value at a percentile, between two values if need be."""

    def __init__(self) -> None:
        self.values: list[float] = []
        self.percent = 0.0

    def step(self, value: float | None, percent: float) -> None:
        """Take one row."""
        self.percent = percent
        if value is not None:
            self.values.append(value)

    def finalize(self) -> float | None:
        """The value at the percentile; None without rows."""
        if not self.values:
            return None
        ordered = sorted(self.values)
        place = (len(ordered) - 1) * self.percent / 100
        low = int(place)
        high = min(low + 1, len(ordered) - 1)
        return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


_VIEW_OF = {"trace": TRACES, "span": SPANS, "assessment": ASSESSMENTS}
