"""The only place where the state of a job or an attempt changes: along the table, or not at all."""

from datetime import datetime

from apps.core import clock
from apps.core.events import publish_on_commit
from apps.jobs.constants import ATTEMPT_MOVES, JOB_MOVES, JobState
from apps.jobs.errors import WrongState
from apps.jobs.events import JobChanged
from apps.jobs.models import Attempt, Job


def move_job(job: Job, to: JobState, *, reason: str = "", exit_code: int | None = None) -> None:
    """Move a job that the caller holds locked.

    Raises:
        WrongState: the table has no such move.
    """
    _require(JobState(job.state), to, JOB_MOVES, noun="job")
    job.state, job.reason, job.exit_code = to, reason, exit_code
    _stamp(job, to, clock.now())
    job.save(
        update_fields=[
            "state", "reason", "exit_code", "queued_at", "started_at", "ended_at", "updated_at",
        ]
    )  # fmt: skip
    tell(job)


def move_attempt(
    attempt: Attempt,
    to: JobState,
    *,
    reason: str = "",
    exit_reason: str = "",
    exit_code: int | None = None,
) -> None:
    """Move an attempt whose job the caller holds locked.

    Raises:
        WrongState: the table has no such move.
    """
    _require(JobState(attempt.state), to, ATTEMPT_MOVES, noun="attempt")
    attempt.state, attempt.reason = to, reason
    attempt.exit_reason, attempt.exit_code = exit_reason, exit_code
    _stamp(attempt, to, clock.now())
    attempt.save(
        update_fields=["state", "reason", "exit_reason", "exit_code", "started_at", "ended_at"]
    )


def tell(job: Job) -> None:
    """Tell open pages that something of the job changed."""
    publish_on_commit(
        JobChanged(job_id=str(job.pk), project_key=job.project.key, state=str(job.state))
    )


def _require(
    present: JobState, to: JobState, moves: dict[JobState, frozenset[JobState]], *, noun: str
) -> None:
    if to not in moves[present]:
        raise WrongState(f"The {noun} is {present}; it cannot become {to}.", state=str(present))


def _stamp(row: Job | Attempt, to: JobState, moment: datetime) -> None:
    if to is JobState.RUNNING:
        row.started_at = row.started_at or moment
    elif to.is_final:
        row.ended_at = moment
    elif to is JobState.QUEUED and isinstance(row, Job):
        row.queued_at, row.started_at, row.ended_at = moment, None, None
