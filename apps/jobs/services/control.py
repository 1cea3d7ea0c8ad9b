"""What people do to a job: cancel it, or have it tried again."""

from uuid import UUID

import structlog
from django.db import transaction

from apps.accounts.contracts import Actor
from apps.core.queue import TaskName, enqueue_on_commit
from apps.experiments.selectors import experiments as experiment_reads
from apps.experiments.selectors import runs as run_reads
from apps.jobs.constants import JobState
from apps.jobs.contracts import (
    ExecutorError,
    ExitReason,
    Observation,
    Phase,
    TemporaryExecutorError,
)
from apps.jobs.errors import WrongState
from apps.jobs.executors import executor_for
from apps.jobs.models import Attempt, Job
from apps.jobs.services import moves, runs
from apps.jobs.services.submission import check_fits, refuse_run_token

log = structlog.get_logger(__name__)
CANCELLED = Observation(
    phase=Phase.CANCELLED, reason=ExitReason.USER_CANCEL, message="The job was cancelled."
)


@transaction.atomic
def cancel_job(*, actor: Actor, job: Job) -> Job:
    """Stop the job, or take it from the queue. Asking twice is asking once.

    Raises:
        WrongState: it has ended already.
    """
    refuse_run_token(actor)
    job = _lock(job)
    state = JobState(job.state)
    if state.is_final:
        raise WrongState(f"The job has ended already: {state}.", state=str(state))
    if state is JobState.QUEUED:
        moves.move_job(job, JobState.CANCELLED, reason=f"Cancelled by {actor.email}.")
        runs.close_run(run_id=job.run_id, state=JobState.CANCELLED)
    elif state is not JobState.CANCELLING:
        moves.move_job(job, JobState.CANCELLING, reason=f"Being cancelled by {actor.email}.")
        enqueue_on_commit(TaskName.CANCEL_JOB, job_id=job.pk.hex)
    return job


def cancel_on_target(job_id: UUID) -> None:
    """Pass a cancellation on to the executor at once; the observing pass sees to the rest."""
    attempts = Attempt.objects.active().submitted().select_related("target")
    attempt = attempts.filter(job=job_id, job__state=JobState.CANCELLING).first()
    if attempt is None:
        return
    try:
        executor_for(attempt.target).cancel(attempt.handle)
    except TemporaryExecutorError:
        return  # asked again with every pass


def stop_without_trace(attempt: Attempt) -> None:
    """Stop what runs for an attempt whose row is being deleted: nobody will ask for it again."""
    if not JobState(attempt.state).is_active:
        return
    handle, target = attempt.handle, attempt.target

    def stop() -> None:
        try:
            executor_for(target).cancel(handle)
        except ExecutorError as exc:
            log.warning("attempt_not_stopped", attempt=handle.external_name, error=str(exc))

    transaction.on_commit(stop)


@transaction.atomic
def retry_job(*, actor: Actor, job: Job) -> Job:
    """Queue an ended job again, with a run of its own so that no curve is written twice.

    Raises:
        WrongState: it has not ended, or it has succeeded.
        ResourcesTooLarge: its target has become too small for it.
    """
    refuse_run_token(actor)
    job = _lock(job)
    state = JobState(job.state)
    if not (state.is_final and state.may_become(JobState.QUEUED)):
        raise WrongState(
            f"The job is {state}; only one that failed, was cancelled or lost is tried again.",
            state=str(state),
        )
    check_fits(job.resources, job.target)
    last = run_reads.get_run(actor=actor, run_id=job.run_id)
    experiment = experiment_reads.get_experiment(actor=actor, experiment_id=last.experiment_id)
    job.run_id = runs.schedule_run(actor=actor, experiment=experiment, job=job)
    job.earlier_attempts = job.attempts.count()
    job.save(update_fields=["run_id", "earlier_attempts"])
    moves.move_job(job, JobState.QUEUED, reason="Waiting for the scheduler.")
    enqueue_on_commit(TaskName.SCHEDULE_JOBS)
    return job


def _lock(job: Job) -> Job:
    locked = Job.objects.select_for_update(of=("self",)).select_related("project", "target")
    return locked.get(pk=job.pk)
