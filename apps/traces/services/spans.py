"""Spans that come in: stored, and the traces that they tell of made or told."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count

from apps.accounts.contracts import Actor
from apps.core.events import publish_on_commit
from apps.experiments.services.access import require_active_experiment, require_own_project
from apps.traces.constants import NAME_TAG, USER
from apps.traces.errors import TraceElsewhere
from apps.traces.events import TracesChanged
from apps.traces.models import Span, Trace, TraceLabel
from apps.traces.selectors import content
from apps.traces.services import rows, told
from apps.traces.services.checks import require_own_trace
from apps.traces.spans.record import SpanRecord, record_of

if TYPE_CHECKING:
    from apps.experiments.models import Experiment

Kind = TraceLabel.Kind
State = Trace.State


@transaction.atomic
def log_spans(
    *, actor: Actor, experiment: "Experiment", records: Sequence[SpanRecord]
) -> list[str]:
    """Store spans, which may be of several traces and come in any order and more than once.

    Traces that are not there are made. Answers the ids of those whose root came.

    Raises:
        TraceElsewhere: a trace is of another experiment; nothing is stored then.
        ExperimentDeleted: the experiment is deleted.
        RunTokenRefused, JobTokenRefused: not with this job's token.
    """
    require_own_project(actor, experiment.project_id)
    require_active_experiment(experiment)
    by_trace: defaultdict[str, list[SpanRecord]] = defaultdict(list)
    for record in records:
        by_trace[record.trace_id].append(record)
    if not by_trace:
        return []
    row_of = _rows(actor, experiment, by_trace)
    fresh = {trace_id for trace_id, row in row_of.items() if not row.span_count}
    rows.write_spans(row_of, by_trace)
    _count(row_of, by_trace, fresh)
    earlier = _earlier(row_of, by_trace, fresh)
    for trace_id, found in by_trace.items():
        told.tell(row_of[trace_id], found, earlier.get(trace_id, found))
    rows.save_traces(list(row_of.values()))
    _label(row_of, by_trace)
    announce(experiment, row_of)
    return [trace_id for trace_id, found in by_trace.items() if told.root_of(found)]


def announce(experiment: "Experiment", trace_ids: Iterable[str]) -> None:
    """Tell open pages that traces of the experiment changed."""
    publish_on_commit(
        TracesChanged(
            project_key=experiment.project.key,
            experiment_id=experiment.pk,
            trace_ids=tuple(trace_ids),
        )
    )


def require_here(row: Trace, experiment: "Experiment") -> None:
    """Refuse to write into a trace of another experiment.

    Raises:
        TraceElsewhere: it is of another.
    """
    if row.experiment_id != experiment.pk:
        raise TraceElsewhere(
            f"Trace with ID '{row.trace_id}' already exists in another experiment.",
            fix="Log to the experiment of the trace, or under another id.",
        )


def _rows(
    actor: Actor, experiment: "Experiment", by_trace: Mapping[str, Sequence[SpanRecord]]
) -> dict[str, Trace]:
    """The rows of the traces, made where they were not there, and held."""
    row_of = rows.lock_traces(by_trace)
    missing = sorted(by_trace.keys() - row_of.keys())
    if missing:
        made = [_new(actor, experiment, trace_id, by_trace[trace_id]) for trace_id in missing]
        # Somebody may make the same one at this moment: whoever comes second finds it.
        Trace.objects.bulk_create(made, ignore_conflicts=True)
        row_of |= rows.lock_traces(missing)
    for row in row_of.values():
        require_here(row, experiment)
        require_own_trace(actor, row)
    return row_of


def _new(
    actor: Actor, experiment: "Experiment", trace_id: str, found: Sequence[SpanRecord]
) -> Trace:
    return Trace(
        trace_id=trace_id,
        project_id=experiment.project_id,
        experiment=experiment,
        request_time_ms=told.began(found),
        state=State.IN_PROGRESS,
        origin_run_id=actor.run_id,
    )


def _count(
    row_of: Mapping[str, Trace],
    by_trace: Mapping[str, Sequence[SpanRecord]],
    fresh: Iterable[str],
) -> None:
    for trace_id in fresh:
        row_of[trace_id].span_count = len({each.span_id for each in by_trace[trace_id]})
    known = {row.pk: row for trace_id, row in row_of.items() if trace_id not in set(fresh)}
    if known:
        counted = (
            Span.objects.filter(trace__in=known).values("trace_id").annotate(n=Count("span_id"))
        )
        for pk, count in counted.order_by().values_list("trace_id", "n"):
            known[pk].span_count = count


def _earlier(
    row_of: Mapping[str, Trace],
    by_trace: Mapping[str, Sequence[SpanRecord]],
    fresh: Iterable[str],
) -> dict[str, list[SpanRecord]]:
    """All spans of the traces whose sums change although some of their spans came before.

    A span that speaks for those below it may come before or after them.
    """
    wanted = {
        row.pk: trace_id
        for trace_id, row in row_of.items()
        if trace_id not in fresh and any(told.says_usage(each) for each in by_trace[trace_id])
    }
    if not wanted:
        return {}
    found = content.spans_of(wanted)
    return {
        wanted[pk]: [record_of(span, trace_id=wanted[pk]) for span in spans]
        for pk, spans in found.items()
    }


def _label(row_of: Mapping[str, Trace], by_trace: Mapping[str, Sequence[SpanRecord]]) -> None:
    """Keep as tags and metadata what spans say of their trace."""
    tags: list[TraceLabel] = []
    metadata: list[TraceLabel] = []
    for trace_id, found in by_trace.items():
        row = row_of[trace_id]
        said = told.resource_tags(found) | told.root_tags(found)
        tags += rows.labels_of(row, Kind.TAG, {k: said[k] for k in said if k != NAME_TAG})
        user = told.user_of(found)
        metadata += rows.labels_of(row, Kind.METADATA, {USER: user} if user else {})
    if tags:
        rows.set_labels(tags)
    if metadata:
        rows.add_labels(metadata)
