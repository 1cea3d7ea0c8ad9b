"""Reading traces: one by its id, through the gate, or what is known of many at once."""

import json
from collections.abc import Iterable, Sequence

from apps.accounts.contracts import Actor
from apps.experiments.selectors import runs
from apps.projects import selectors as projects
from apps.projects.errors import ProjectNotFound
from apps.projects.permissions import Role
from apps.traces.contracts import AssessmentInfo, TraceInfo, Usage
from apps.traces.errors import JobTokenRefused, TraceNotFound
from apps.traces.models import Assessment, Span, Trace, TraceLabel, TraceRun
from apps.traces.spans.usage import COSTS, TOKENS

_AT_ONCE = 10_000


def find_trace_row(trace_id: str) -> Trace | None:
    """The row of a trace with its experiment and project. Nobody has been let in by this."""
    if "\0" in trace_id:
        return None
    found = Trace.objects.select_related("experiment", "project")
    return found.filter(trace_id=trace_id).first()


def get_trace_row(
    *, actor: Actor, trace_id: str, role: Role = Role.VIEWER, only_adds: bool = False
) -> Trace:
    """The row of a trace, if the actor has at least this role in its project.

    Raises:
        TraceNotFound: there is none, or the actor is a stranger to it.
        RoleTooWeak, MissingScope: they are not, but may not do this.
        JobTokenRefused: a job's token reaches for what is not its job's; to add something it
            reaches through its whole project.
    """
    row = find_trace_row(trace_id)
    if row is None:
        raise _unknown(trace_id)
    _require(actor, row, role, only_adds=only_adds)
    return row


def get_info(*, actor: Actor, trace_id: str) -> TraceInfo:
    """The trace without its spans.

    Raises:
        TraceNotFound: there is none, or the actor is a stranger to it.
    """
    return infos_of([get_trace_row(actor=actor, trace_id=trace_id).pk])[0]


def list_visible_rows(
    *, actor: Actor, trace_ids: Sequence[str], experiment_ids: Sequence[int] | None = None
) -> list[Trace]:
    """Those of the traces that are there and that the actor may read, in the order asked for."""
    wanted = [each for each in dict.fromkeys(trace_ids) if "\0" not in each]
    visible = projects.visible_project_ids(actor=actor)
    found = Trace.objects.filter(trace_id__in=wanted, project__in=visible)
    if experiment_ids is not None:
        found = found.filter(experiment__in=experiment_ids)
    rows = {row.trace_id: row for row in found}
    return [rows[each] for each in wanted if each in rows]


def list_infos(
    *, actor: Actor, trace_ids: Sequence[str], experiment_ids: Sequence[int] | None = None
) -> list[TraceInfo]:
    """Those of the traces that the actor may read, without their spans."""
    rows = list_visible_rows(actor=actor, trace_ids=trace_ids, experiment_ids=experiment_ids)
    return infos_of([row.pk for row in rows])


def infos_of(ids: Sequence[int]) -> list[TraceInfo]:
    """The traces with these database ids, in their order. Nobody has been let in by this."""
    found: dict[int, TraceInfo] = {}
    for start in range(0, len(ids), _AT_ONCE):
        found.update(_infos(ids[start : start + _AT_ONCE]))
    return [found[pk] for pk in ids if pk in found]


def root_names(ids: Sequence[int]) -> dict[int, str]:
    """What the roots of these traces are called, for those that have no name themselves."""
    roots = Span.objects.filter(trace__in=ids, parent_id=None).order_by("-start_ns")
    return dict(roots.values_list("trace_id", "name"))


def assessment_info(row: Assessment, trace_id: str) -> AssessmentInfo:
    """The row as others see it."""
    return AssessmentInfo(
        assessment_id=row.assessment_id,
        trace_id=trace_id,
        name=row.name,
        kind=row.kind,
        value=json.loads(row.value),
        error=row.error,
        source_type=row.source_type,
        source_id=row.source_id,
        run_id=row.run_id,
        span_id=row.span_id,
        rationale=row.rationale,
        overrides=row.overrides,
        valid=row.valid,
        metadata=row.metadata,
        create_time_ms=row.create_time_ms,
        update_time_ms=row.update_time_ms,
    )


def _infos(ids: Sequence[int]) -> dict[int, TraceInfo]:
    rows = list(Trace.objects.select_related("experiment").filter(pk__in=ids))
    names = {row.pk: row.trace_id for row in rows}
    tags, metadata = _labels(names)
    assessments: dict[int, list[AssessmentInfo]] = {pk: [] for pk in names}
    judged = Assessment.objects.filter(trace__in=names).order_by("create_time_ms", "pk")
    for each in judged:
        assessments[each.trace_id].append(assessment_info(each, names[each.trace_id]))
    run_ids: dict[int, list[str]] = {pk: [] for pk in names}
    links = TraceRun.objects.filter(trace__in=names).order_by("-is_source", "run_id")
    for trace, run_id in links.values_list("trace_id", "run_id"):
        run_ids[trace].append(run_id)
    return {
        row.pk: _info(row, tags[row.pk], metadata[row.pk], assessments[row.pk], run_ids[row.pk])
        for row in rows
    }


def _labels(
    ids: Iterable[int],
) -> tuple[dict[int, dict[str, str]], dict[int, dict[str, str]]]:
    tags: dict[int, dict[str, str]] = {pk: {} for pk in ids}
    metadata: dict[int, dict[str, str]] = {pk: {} for pk in ids}
    rows = TraceLabel.objects.filter(trace__in=list(ids))
    for trace, kind, key, value in rows.values_list("trace_id", "kind", "key", "value"):
        (tags if kind == TraceLabel.Kind.TAG else metadata)[trace][key] = value
    return tags, metadata


def _info(
    row: Trace,
    tags: dict[str, str],
    metadata: dict[str, str],
    assessments: list[AssessmentInfo],
    run_ids: list[str],
) -> TraceInfo:
    root = row.experiment.artifact_location or f"mlflow-artifacts:/{row.experiment_id}"
    return TraceInfo(
        id=row.pk,
        trace_id=row.trace_id,
        project_id=row.project_id,
        experiment_id=row.experiment_id,
        experiment_name=row.experiment.name,
        artifact_uri=f"{root.rstrip('/')}/traces/{row.trace_id}/artifacts",
        request_time_ms=row.request_time_ms,
        duration_ms=row.duration_ms,
        state=row.state,
        client_request_id=row.client_request_id,
        name=row.name,
        session_id=row.session_id,
        request_preview=row.request_preview,
        response_preview=row.response_preview,
        usage=Usage(**{key: getattr(row, key) for key in (*TOKENS, *COSTS)}),
        span_count=row.span_count,
        is_finalized=row.is_finalized,
        tags=tags,
        metadata=metadata,
        assessments=assessments,
        run_ids=run_ids,
    )


def _require(actor: Actor, row: Trace, role: Role, *, only_adds: bool) -> None:
    try:
        projects.require_role(actor=actor, project_id=row.project_id, role=role)
    except ProjectNotFound as exc:
        raise _unknown(row.trace_id) from exc
    if not actor.run_id or role is Role.VIEWER or actor.run_id == row.origin_run_id:
        return
    own = runs.find_run_ref(actor.run_id) if only_adds else None
    if own is None or own.project_id != row.project_id:
        raise JobTokenRefused(
            "A job's token changes the traces that its job made, and adds to those of its project.",
            fix="Use an API token of your own.",
        )


def _unknown(trace_id: str) -> TraceNotFound:
    return TraceNotFound(
        f"Trace with ID '{trace_id[:80]}' not found.",
        fix="Check the trace's id, and that you are a member of its project.",
    )
