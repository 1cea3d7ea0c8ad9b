"""What executors see, taken over into the rows. One call per target, whatever its attempts.

This is the reconciler as well: whatever a lost message, a crash or a restart left behind, an
attempt without an executor or a job to be cancelled, is found by the next pass.
"""

import structlog
from django.db import transaction

from apps.core import clock
from apps.jobs.constants import DISPATCH_LEASE, JobState
from apps.jobs.contracts import (
    Executor,
    ExecutorError,
    LogCursor,
    Observation,
    PermanentExecutorError,
    Phase,
)
from apps.jobs.executors import executor_for
from apps.jobs.models import Attempt, ComputeTarget
from apps.jobs.services import control, dispatching, moves, runs, settlement, targets
from apps.jobs.services.agents import append_console, console_is_full

log = structlog.get_logger(__name__)


def observe_targets() -> None:
    """Look at every target that has attempts, and at what was left behind."""
    targets.refresh_stale()
    for attempt_id in dispatching.list_undispatched():
        dispatching.dispatch(attempt_id)
    _cancel_never_submitted()
    for target in ComputeTarget.objects.filter(pk__in=_busy_target_ids()):
        observe_target(target)


def observe_target(target: ComputeTarget) -> None:
    """Look at a target's attempts by one call, and take over what changed."""
    attempts = list(
        Attempt.objects.active().submitted().filter(target=target).select_related("job")
    )
    try:
        executor = executor_for(target)
        _press_cancels(executor, attempts)
        seen = executor.observe([attempt.handle for attempt in attempts])
    except ExecutorError as exc:
        targets.mark_unreachable(target, str(exc))
        return
    if target.state == ComputeTarget.State.UNREACHABLE:
        targets.refresh(target)
    for attempt in attempts:
        _take_over(attempt, seen[attempt.handle], executor)


def _busy_target_ids() -> set[int]:
    return set(Attempt.objects.active().submitted().values_list("target", flat=True))


def _press_cancels(executor: Executor, attempts: list[Attempt]) -> None:
    """Ask again for what is to be cancelled: an executor uses force when its grace is over."""
    for attempt in attempts:
        if attempt.job.state == JobState.CANCELLING:
            executor.cancel(attempt.handle)


def _cancel_never_submitted() -> None:
    """Cancelled while nobody had handed them over: ask the executor anyway, it may know them."""
    overdue = clock.now() - DISPATCH_LEASE
    orphans = Attempt.objects.active().filter(submitted_at=None, job__state=JobState.CANCELLING)
    for attempt in orphans.select_related("target", "job"):
        if attempt.dispatched_at is None:
            settlement.conclude(attempt.pk, control.CANCELLED)
        elif attempt.dispatched_at < overdue:
            Attempt.objects.filter(pk=attempt.pk).update(submitted_at=clock.now())


def _take_over(attempt: Attempt, seen: Observation, executor: Executor) -> None:
    if seen.phase.is_final:
        _collect_console(attempt, executor)
        settlement.conclude(attempt.pk, seen)
    elif seen.phase is Phase.RUNNING and attempt.state == JobState.STARTING:
        _begin(attempt, seen)


@transaction.atomic
def _begin(attempt: Attempt, seen: Observation) -> None:
    job = settlement.lock_job_of(attempt.pk)
    attempt.refresh_from_db()
    if attempt.state != JobState.STARTING:
        return
    if seen.started_at_ms is not None:
        attempt.started_at = clock.from_ms(seen.started_at_ms)
        job.started_at = job.started_at or attempt.started_at
    moves.move_attempt(attempt, JobState.RUNNING)
    if job.state == JobState.STARTING:
        moves.move_job(job, JobState.RUNNING)


def _collect_console(attempt: Attempt, executor: Executor) -> None:
    """Fetch what the agent could not deliver any more, so that no last words are missing."""
    offset = max(0, runs.console_size(attempt.run_id) - attempt.console_start)
    try:
        while not console_is_full(attempt, offset):
            chunk = executor.logs(attempt.handle, after=LogCursor(offset=offset))
            if not chunk.data:
                return
            append_console(attempt, offset=offset, data=chunk.data)
            offset = chunk.cursor.offset
    except PermanentExecutorError as exc:
        log.warning("console_not_collected", attempt=attempt.external_name, error=str(exc))
