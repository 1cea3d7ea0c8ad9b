"""All traces of an experiment with all that belongs to them, for who takes them elsewhere."""

from collections.abc import Iterator, Sequence

from apps.traces.contracts import AssessmentInfo, ImportedAssessment, ImportedTrace, TraceInfo
from apps.traces.models import Trace, TracePrompt
from apps.traces.selectors import content, traces
from apps.traces.spans.usage import COSTS, TOKENS, metadata_of


def iter_traces(
    *, experiment_id: int, after: str = "", size: int = 200
) -> Iterator[list[ImportedTrace]]:
    """The traces by their ids, so many at a time, from behind `after` on. Nobody has been let in
    by this: who exports has passed the gate."""
    while True:
        found = Trace.objects.filter(experiment=experiment_id, trace_id__gt=after)
        rows = list(found.order_by("trace_id")[:size])
        if not rows:
            return
        yield _whole(rows)
        after = rows[-1].trace_id


def _whole(rows: Sequence[Trace]) -> list[ImportedTrace]:
    infos = traces.infos_of([row.pk for row in rows])
    spans = content.spans_of(row.pk for row in rows)
    prompts: dict[int, list[str]] = {row.pk: [] for row in rows}
    linked = TracePrompt.objects.filter(trace__in=prompts).order_by("prompt")
    for trace, prompt in linked.values_list("trace_id", "prompt"):
        prompts[trace].append(prompt)
    return [
        ImportedTrace(
            trace_id=info.trace_id,
            request_time_ms=info.request_time_ms,
            duration_ms=info.duration_ms,
            state=info.state,
            client_request_id=info.client_request_id,
            request_preview=info.request_preview,
            response_preview=info.response_preview,
            name=info.name,
            tags=info.tags,
            metadata=all_metadata(info),
            spans=spans[info.id] if info.id in spans else content.spans_of_trace(row),
            run_ids=info.run_ids,
            prompts=prompts[info.id],
            assessments=[_assessment(each) for each in info.assessments],
        )
        for info, row in zip(infos, rows, strict=True)
    ]


def all_metadata(info: TraceInfo) -> dict[str, str]:
    """The trace's metadata as its client knows it."""
    columns = {key: getattr(info.usage, key) for key in (*TOKENS, *COSTS)}
    return {**info.metadata, **metadata_of({**columns, "session_id": info.session_id})}


def _assessment(info: AssessmentInfo) -> ImportedAssessment:
    return ImportedAssessment(
        assessment_id=info.assessment_id,
        name=info.name,
        kind=info.kind,
        value=info.value,
        error=info.error,
        source_type=info.source_type,
        source_id=info.source_id,
        run_id=info.run_id,
        span_id=info.span_id,
        rationale=info.rationale,
        overrides=info.overrides,
        valid=info.valid,
        metadata=info.metadata,
        create_time_ms=info.create_time_ms,
        update_time_ms=info.update_time_ms,
    )
