"""Traces as their clients tell of them: begun, ended, deleted."""

import secrets
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.db import transaction

from apps.accounts.contracts import Actor
from apps.artifacts.contracts import Owner
from apps.artifacts.services import removals
from apps.experiments.services.access import (
    refuse_run_token,
    require_active_experiment,
    require_own_project,
)
from apps.traces.constants import FINALIZED, MAX_BATCH
from apps.traces.contracts import NewTrace, TraceInfo
from apps.traces.errors import InvalidValue
from apps.traces.models import (
    Assessment,
    Span,
    SpanChunk,
    Trace,
    TraceLabel,
    TracePrompt,
    TraceRun,
)
from apps.traces.selectors import traces as selectors
from apps.traces.services import assessments, checks, rows
from apps.traces.services.spans import announce, require_here
from apps.traces.spans.preview import shortened
from apps.traces.spans.usage import columns_of

if TYPE_CHECKING:
    from apps.experiments.models import Experiment

Kind = TraceLabel.Kind


@transaction.atomic
def start_trace(*, actor: Actor, experiment: "Experiment", new: NewTrace) -> TraceInfo:
    """Keep what the client tells of a trace, over what its spans told. Twice is as once.

    Raises:
        TraceElsewhere: it is of another experiment.
        ExperimentDeleted: the experiment is deleted.
        InvalidValue: something of it cannot be stored.
        RunTokenRefused, JobTokenRefused: not with this job's token.
    """
    require_own_project(actor, experiment.project_id)
    require_active_experiment(experiment)
    checks.check_trace_id(new.trace_id)
    row = _held(actor, experiment, new)
    _write(row, new, {**new.metadata, FINALIZED: "true"})
    assessments.keep_with_trace(row, new.assessments)
    announce(experiment, [row.trace_id])
    return selectors.infos_of([row.pk])[0]


@transaction.atomic
def begin_trace(*, actor: Actor, experiment: "Experiment", new: NewTrace) -> TraceInfo:
    """A trace that begins, under an id of ours, as clients before 3.0 do it.

    Raises:
        ExperimentDeleted, InvalidValue, RunTokenRefused: as `start_trace`.
    """
    require_own_project(actor, experiment.project_id)
    require_active_experiment(experiment)
    row = _made(actor, experiment, secrets.token_hex(16), new.request_time_ms)
    _write(row, new, new.metadata, is_finalized=False)
    announce(experiment, [row.trace_id])
    return selectors.infos_of([row.pk])[0]


@transaction.atomic
def end_trace(
    *,
    actor: Actor,
    row: Trace,
    end_time_ms: int,
    state: str,
    tags: Mapping[str, str],
    metadata: Mapping[str, str],
) -> TraceInfo:
    """End a trace that `begin_trace` began.

    Raises:
        InvalidValue: something of it cannot be stored.
        JobTokenRefused: not with this job's token.
    """
    checks.require_own_trace(actor, row)
    held = rows.lock_traces([row.trace_id])[row.trace_id]
    new = NewTrace(
        trace_id=row.trace_id,
        request_time_ms=held.request_time_ms,
        duration_ms=checks.check_time(end_time_ms, "end time") - held.request_time_ms,
        state=state,
        client_request_id=held.client_request_id,
        tags=tags,
        metadata=metadata,
    )
    _write(held, new, metadata, is_finalized=held.is_finalized)
    announce(row.experiment, [row.trace_id])
    return selectors.infos_of([row.pk])[0]


def delete_traces(
    *,
    actor: Actor,
    experiment: "Experiment",
    trace_ids: Sequence[str] | None = None,
    max_time_ms: int | None = None,
    most: int | None = None,
) -> int:
    """Delete traces of the experiment, those named or the oldest up to a time; how many.

    Raises:
        InvalidValue: it is not clear which.
        RunTokenRefused: a job's token may not.
    """
    refuse_run_token(actor)
    _check_which(trace_ids, max_time_ms, most)
    chosen = Trace.objects.filter(experiment=experiment)
    if trace_ids:
        chosen = chosen.filter(trace_id__in=[each for each in trace_ids if "\0" not in each])
    if max_time_ms is not None:
        chosen = chosen.filter(request_time_ms__lte=max_time_ms)
    found = list(chosen.order_by("request_time_ms", "trace_id").values_list("pk", flat=True)[:most])
    count = 0
    # In parts, so that nobody waits long for a large deletion.
    for start in range(0, len(found), MAX_BATCH):
        count += _delete(experiment, found[start : start + MAX_BATCH])
    return count


def release_project_files(*, project_id: int) -> int:
    """Give up the files of all traces of a project; how many files they were."""
    ids = Trace.objects.filter(project_id=project_id).order_by("pk")
    count = 0
    batch: list[Owner] = []
    for trace_id in ids.values_list("trace_id", flat=True).iterator():
        batch.append(Owner("trace", trace_id))
        if len(batch) == MAX_BATCH:
            count += removals.delete_owners(owners=batch)
            batch = []
    return count + removals.delete_owners(owners=batch)


@transaction.atomic
def _delete(experiment: "Experiment", ids: Sequence[int]) -> int:
    held = dict(
        Trace.objects.select_for_update()
        .filter(pk__in=ids)
        .order_by("trace_id")
        .values_list("pk", "trace_id")
    )
    # By hand: Django would fetch all of these to look for what hangs on them.
    for model in (Assessment, TraceLabel, TraceRun, TracePrompt, SpanChunk, Span):
        found = model.objects.filter(trace__in=held)
        found._raw_delete(found.db)  # noqa: SLF001  # the only way past the collector
    Trace.objects.filter(pk__in=held).delete()
    removals.delete_owners(owners=[Owner("trace", trace_id) for trace_id in held.values()])
    announce(experiment, held.values())
    return len(held)


def _held(actor: Actor, experiment: "Experiment", new: NewTrace) -> Trace:
    """The trace's row, made if it was not there, and held."""
    row = rows.lock_traces([new.trace_id]).get(new.trace_id)
    if row is None:
        row = _made(actor, experiment, new.trace_id, new.request_time_ms)
    require_here(row, experiment)
    checks.require_own_trace(actor, row)
    return row


def _made(actor: Actor, experiment: "Experiment", trace_id: str, time_ms: int) -> Trace:
    row = Trace(
        trace_id=trace_id,
        project_id=experiment.project_id,
        experiment=experiment,
        request_time_ms=checks.check_time(time_ms),
        state=Trace.State.IN_PROGRESS,
        origin_run_id=actor.run_id,
    )
    # Its spans may come at this moment: whoever comes second finds it.
    Trace.objects.bulk_create([row], ignore_conflicts=True)
    return rows.lock_traces([trace_id])[trace_id]


def _write(
    row: Trace, new: NewTrace, metadata: Mapping[str, str], *, is_finalized: bool = True
) -> None:
    name, tags = checks.checked_tags(new.tags)
    known = checks.checked_labels(metadata, "metadata")
    row.request_time_ms = checks.check_time(new.request_time_ms)
    row.duration_ms = new.duration_ms
    row.state = checks.check_state(new.state)
    row.client_request_id = checks.check_client_request_id(new.client_request_id)
    row.name = row.name if name is None else name
    if new.request_preview is not None:
        row.request_preview = shortened(new.request_preview)
    if new.response_preview is not None:
        row.response_preview = shortened(new.response_preview)
    for column, value in columns_of(known).items():
        setattr(row, column, value)
    row.is_finalized = is_finalized
    rows.save_traces([row])
    rows.set_labels(
        [*rows.labels_of(row, Kind.TAG, tags), *rows.labels_of(row, Kind.METADATA, known)]
    )
    rows.link_runs(rows.source_run(row, known))


def _check_which(
    trace_ids: Sequence[str] | None, max_time_ms: int | None, most: int | None
) -> None:
    if not trace_ids and max_time_ms is None:
        raise InvalidValue(
            "Either `max_timestamp_millis` or `trace_ids` must be specified.", fix="Send one."
        )
    if trace_ids and (max_time_ms is not None or most is not None):
        raise InvalidValue(
            "Only one of `max_timestamp_millis` and `trace_ids` can be specified, and `max_traces` "
            "goes with the first.",
            fix="Send one of them.",
        )
    if most is not None and most <= 0:
        raise InvalidValue(
            f"`max_traces` must be a positive integer, received {most}.", fix="Send more, or none."
        )
