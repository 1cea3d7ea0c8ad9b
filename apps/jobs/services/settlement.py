"""The end of an attempt: what the job becomes of it, its run, its token and its console."""

from uuid import UUID

from django.db import transaction

from apps.accounts.services import tokens
from apps.core import clock
from apps.core.queue import TaskName, enqueue_on_commit
from apps.jobs.constants import STATE_OF_PHASE, JobState
from apps.jobs.contracts import Observation
from apps.jobs.models import Attempt, Job
from apps.jobs.services import moves, runs


@transaction.atomic
def conclude(attempt_id: UUID, ending: Observation) -> None:
    """Take note of how an attempt ended, once: its job ends with it or is queued again."""
    job = lock_job_of(attempt_id)
    attempt = Attempt.objects.get(pk=attempt_id)
    if JobState(attempt.state).is_final:
        return
    state = _state(ending, job)
    if ending.started_at_ms is not None:
        attempt.started_at = clock.from_ms(ending.started_at_ms)
        job.started_at = job.started_at or attempt.started_at
    moves.move_attempt(
        attempt,
        state,
        reason=ending.message,
        exit_reason=str(ending.reason or ""),
        exit_code=ending.exit_code,
    )
    # A lost attempt may be a ghost that still writes: each has a token of its own.
    tokens.revoke_run_tokens(attempt.run_id)
    if may_try_again(job, state):
        retry_reason = f"Attempt {attempt.number} ended: {ending.message} Trying again."
        moves.move_job(job, JobState.QUEUED, reason=retry_reason)
    else:
        moves.move_job(job, state, reason=ending.message, exit_code=ending.exit_code)
        runs.close_run(run_id=attempt.run_id, state=state)
    enqueue_on_commit(TaskName.SCHEDULE_JOBS)


def lock_job_of(attempt_id: UUID) -> Job:
    """The attempt's job, held until the transaction ends: a job's moves come one by one."""
    jobs = Job.objects.select_for_update(of=("self",)).select_related("project")
    return jobs.get(attempts=attempt_id)


def may_try_again(job: Job, state: JobState) -> bool:
    """Whether the job's policy allows another attempt: its retries, and one for being lost."""
    if job.state == JobState.CANCELLING or state not in {JobState.FAILED, JobState.LOST}:
        return False
    ended = Attempt.objects.ended().filter(job=job, number__gt=job.earlier_attempts)
    ends = list(ended.values_list("state", flat=True))
    once_for_being_lost = state is JobState.LOST and ends.count(JobState.LOST) == 1
    return once_for_being_lost or len(ends) <= job.max_retries


def _state(ending: Observation, job: Job) -> JobState:
    state = STATE_OF_PHASE[ending.phase]
    # Whoever asked to stop it has what they wanted, however it came about.
    stopped = job.state == JobState.CANCELLING and state in {JobState.FAILED, JobState.LOST}
    return JobState.CANCELLED if stopped else state
