"""Writing the rows of several traces at once: labels, runs, spans. Inside somebody's transaction."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from apps.traces.constants import (
    MAX_KEY,
    MAX_MODEL_NAME,
    MAX_SPAN_NAME,
    MAX_SPAN_TYPE,
    SOURCE_RUN,
)
from apps.traces.models import Span, SpanChunk, Trace, TraceLabel, TraceRun
from apps.traces.spans import chunk
from apps.traces.spans.record import COST, MODEL, PROVIDER, SpanRecord
from apps.traces.spans.usage import COSTS, PROMOTED, TOKENS, money

Kind = TraceLabel.Kind
COLUMNS = (
    "request_time_ms",
    "duration_ms",
    "state",
    "client_request_id",
    "name",
    "session_id",
    "request_preview",
    "response_preview",
    *TOKENS,
    *COSTS,
    "is_finalized",
    "span_count",
)


def lock_traces(trace_ids: Iterable[str]) -> dict[str, Trace]:
    """The rows of these traces, held until the transaction ends; in one order for everybody."""
    rows = Trace.objects.select_for_update().filter(trace_id__in=list(trace_ids))
    return {row.trace_id: row for row in rows.order_by("trace_id")}


def save_traces(rows: Sequence[Trace]) -> None:
    """Write the columns of rows that were read under their lock."""
    if len(rows) == 1:
        rows[0].save(update_fields=COLUMNS)
    else:
        Trace.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["trace_id"], update_fields=COLUMNS
        )


def set_labels(labels: Iterable[TraceLabel]) -> None:
    """Write tags and metadata over what is there by their keys."""
    latest = {(each.trace_id, each.kind, each.key): each for each in labels}
    TraceLabel.objects.bulk_create(
        latest.values(),
        update_conflicts=True,
        unique_fields=["trace", "kind", "key"],
        update_fields=["value"],
    )


def add_labels(labels: Iterable[TraceLabel]) -> None:
    """Write tags and metadata whose keys are not there yet."""
    TraceLabel.objects.bulk_create(labels, ignore_conflicts=True)


def labels_of(row: Trace, kind: TraceLabel.Kind, values: Mapping[str, str]) -> list[TraceLabel]:
    """The labels of a trace for these values; what stands in columns is left out."""
    return [
        TraceLabel(trace=row, kind=kind, key=key, value=value)
        for key, value in values.items()
        if kind is Kind.TAG or key not in PROMOTED
    ]


def source_run(row: Trace, metadata: Mapping[str, str]) -> list[TraceRun]:
    """The run that the metadata says the trace was made in."""
    run_id = metadata.get(SOURCE_RUN, "")
    if not run_id or len(run_id) > MAX_KEY:
        return []
    return [TraceRun(trace=row, run_id=run_id, is_source=True)]


def link_runs(links: Iterable[TraceRun]) -> None:
    """Write which runs traces belong to; what is written stays."""
    TraceRun.objects.bulk_create(links, ignore_conflicts=True)


def write_spans(row_of: Mapping[str, Trace], by_trace: Mapping[str, Sequence[SpanRecord]]) -> None:
    """Write the spans of traces, over those that came before by their ids."""
    chunks, spans = [], {}
    for trace_id, records in by_trace.items():
        row = row_of[trace_id]
        data, digest = chunk.encode(record.stored for record in records)
        chunks.append(SpanChunk(trace=row, digest=digest, span_count=len(records), data=data))
        spans.update({(row.pk, each.span_id): _span(row, each) for each in records})
    SpanChunk.objects.bulk_create(chunks, ignore_conflicts=True)
    Span.objects.bulk_create(
        spans.values(),
        update_conflicts=True,
        unique_fields=["trace", "span_id"],
        update_fields=_SPAN_COLUMNS,
    )


def _span(row: Trace, record: SpanRecord) -> Span:
    cost = record.mapping(COST) or {}
    return Span(
        trace=row,
        span_id=record.span_id,
        parent_id=record.parent_id,
        name=_clean(record.name, MAX_SPAN_NAME),
        type=None if record.type is None else _clean(record.type, MAX_SPAN_TYPE),
        status=record.status,
        start_ns=record.start_ns,
        end_ns=record.end_ns,
        model_name=_text(record.attribute(MODEL)),
        model_provider=_text(record.attribute(PROVIDER)),
        **{key: money(cost.get(key)) for key in COSTS},
    )


def _text(value: Any) -> str | None:
    return _clean(value, MAX_MODEL_NAME) if isinstance(value, str) else None


def _clean(text: str, most: int) -> str:
    """As much of the text as its column holds; a NUL no database stores."""
    return text[:most].replace("\0", "\ufffd")


_SPAN_COLUMNS = [
    "parent_id",
    "name",
    "type",
    "status",
    "start_ns",
    "end_ns",
    "model_name",
    "model_provider",
    *COSTS,
]
