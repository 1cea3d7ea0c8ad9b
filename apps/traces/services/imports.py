"""Traces of another server, kept as they were there."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.db import transaction

from apps.traces.constants import (
    FINALIZED,
    MAX_CLIENT_REQUEST_ID,
    MAX_KEY,
    MAX_NAME,
    NAME_TAG,
    OWN_TAGS,
)
from apps.traces.contracts import ImportedTrace, ImportResult
from apps.traces.models import Assessment, Trace, TraceLabel, TracePrompt, TraceRun
from apps.traces.services import assessments, checks, rows
from apps.traces.spans.canonical import canonical
from apps.traces.spans.preview import shortened
from apps.traces.spans.record import SpanRecord, record_of
from apps.traces.spans.usage import columns_of

Kind = TraceLabel.Kind


@transaction.atomic
def import_traces(
    *, project_id: int, experiment_id: int, traces: Sequence[ImportedTrace]
) -> ImportResult:
    """Keep traces of another server. One that is here already stays as it is. Nobody has been let
    in by this: who imports has passed the gate.

    Raises:
        InvalidValue, InvalidSpans: something of one cannot be stored; nothing is stored then.
    """
    wanted = {checks.check_trace_id(each.trace_id): _storable(each) for each in traces}
    there = dict(Trace.objects.filter(trace_id__in=wanted).values_list("trace_id", "experiment_id"))
    fresh = [each for trace_id, each in wanted.items() if trace_id not in there]
    taken = sorted(trace_id for trace_id, where in there.items() if where != experiment_id)
    if fresh:
        _write(project_id, experiment_id, fresh)
    return ImportResult(made=len(fresh), kept=len(there) - len(taken), taken=taken)


def _write(project_id: int, experiment_id: int, traces: Sequence[ImportedTrace]) -> None:
    spans = {each.trace_id: _records(each) for each in traces}
    Trace.objects.bulk_create(
        [_row(project_id, experiment_id, each, spans[each.trace_id]) for each in traces]
    )
    row_of = rows.lock_traces(spans)
    rows.write_spans(row_of, {trace_id: found for trace_id, found in spans.items() if found})
    rows.add_labels(label for each in traces for label in _labels(row_of[each.trace_id], each))
    rows.link_runs(link for each in traces for link in _runs(row_of[each.trace_id], each))
    prompts = [
        TracePrompt(trace=row_of[each.trace_id], prompt=prompt)
        for each in traces
        for prompt in each.prompts
    ]
    TracePrompt.objects.bulk_create(prompts, ignore_conflicts=True)
    made = [
        assessments.row_of(row_of[each.trace_id], judged)
        for each in traces
        for judged in each.assessments
    ]
    Assessment.objects.bulk_create(made, ignore_conflicts=True)


def _row(
    project_id: int, experiment_id: int, trace: ImportedTrace, spans: Sequence[SpanRecord]
) -> Trace:
    return Trace(
        trace_id=trace.trace_id,
        project_id=project_id,
        experiment_id=experiment_id,
        request_time_ms=checks.check_time(trace.request_time_ms),
        duration_ms=trace.duration_ms,
        state=checks.check_state(trace.state),
        client_request_id=(trace.client_request_id or "")[:MAX_CLIENT_REQUEST_ID] or None,
        name=trace.name if trace.name is None else trace.name[:MAX_NAME],
        request_preview=_preview(trace.request_preview),
        response_preview=_preview(trace.response_preview),
        is_finalized=FINALIZED in trace.metadata,
        span_count=len({each.span_id for each in spans}),
        **columns_of(trace.metadata),
    )


def _storable(trace: ImportedTrace) -> ImportedTrace:
    tags = {key: trace.tags[key] for key in trace.tags if key not in OWN_TAGS}
    name = tags.pop(NAME_TAG, None)
    return replace(
        trace,
        name=trace.name if trace.name is not None else name,
        tags=checks.checked_labels(tags, "tag"),
        metadata=checks.checked_labels(trace.metadata, "metadata"),
    )


def _records(trace: ImportedTrace) -> list[SpanRecord]:
    return [record_of(canonical(span), trace_id=trace.trace_id) for span in trace.spans]


def _labels(row: Trace, trace: ImportedTrace) -> list[TraceLabel]:
    return [
        *rows.labels_of(row, Kind.TAG, trace.tags),
        *rows.labels_of(row, Kind.METADATA, trace.metadata),
    ]


def _runs(row: Trace, trace: ImportedTrace) -> Iterable[TraceRun]:
    yield from rows.source_run(row, trace.metadata)
    for run_id in trace.run_ids:
        yield TraceRun(trace=row, run_id=run_id[:MAX_KEY])


def _preview(text: str | None) -> str | None:
    return None if text is None else shortened(text)
