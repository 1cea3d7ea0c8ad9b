"""States of jobs and attempts, and the one table of their legal moves."""

from datetime import timedelta
from enum import StrEnum

from apps.jobs.contracts import Phase

LOCAL_TARGET = "local"
MAX_COMMAND_BYTES = 32_000
MAX_ENVIRONMENT_BYTES = 128_000
MAX_REQUIREMENTS_BYTES = 1_000_000
MAX_RETRIES = 20
# A job that has waited this long is not overtaken any more by smaller ones that fit.
OVERTAKEN_FOR = timedelta(minutes=10)
# How long one dispatcher has an attempt to itself; after a crash another one takes over.
DISPATCH_LEASE = timedelta(seconds=30)
TARGET_CHECKED_EVERY = timedelta(minutes=1)
# What an executor keeps of an ended attempt, and the token of a job without a time limit.
ATTEMPT_KEPT = timedelta(days=7)
TOKEN_LIFE = timedelta(days=30)
TOKEN_MARGIN = timedelta(hours=6)
# Names that say where a job reports to; setting them would cut the job off from its run.
RESERVED_VARIABLES = frozenset({"MLFLOW_TRACKING_URI", "MLFLOW_TRACKING_TOKEN", "MLFLOW_RUN_ID"})
RESERVED_PREFIX = "NAIAD_"


class JobState(StrEnum):
    """Where a job, or an attempt of it, stands. An attempt is never QUEUED."""

    QUEUED = "QUEUED"
    STARTING = "STARTING"
    RUNNING = "RUNNING"
    CANCELLING = "CANCELLING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"
    LOST = "LOST"

    @property
    def is_final(self) -> bool:
        """Whether it has ended."""
        return self in FINAL

    @property
    def is_active(self) -> bool:
        """Whether it holds resources of its target."""
        return self in ACTIVE

    def may_become(self, other: "JobState") -> bool:
        """Whether the table has this move for a job."""
        return other in JOB_MOVES[self]


FINAL = frozenset({JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED, JobState.LOST})
ACTIVE = frozenset({JobState.STARTING, JobState.RUNNING, JobState.CANCELLING})
UNFINISHED = ACTIVE | {JobState.QUEUED}

_RETRIED = {JobState.QUEUED}
JOB_MOVES: dict[JobState, frozenset[JobState]] = {
    JobState.QUEUED: frozenset({JobState.STARTING, JobState.CANCELLED}),
    JobState.STARTING: FINAL | {JobState.RUNNING, JobState.CANCELLING} | _RETRIED,
    JobState.RUNNING: FINAL | {JobState.CANCELLING} | _RETRIED,
    JobState.CANCELLING: FINAL,
    JobState.SUCCEEDED: frozenset(),
    JobState.FAILED: frozenset(_RETRIED),
    JobState.CANCELLED: frozenset(_RETRIED),
    JobState.LOST: frozenset(_RETRIED),
}
# An attempt moves as its job does, but is never taken up again.
ATTEMPT_MOVES: dict[JobState, frozenset[JobState]] = {
    state: frozenset() if state in FINAL else moves - _RETRIED for state, moves in JOB_MOVES.items()
}
STATE_OF_PHASE = {
    Phase.STARTING: JobState.STARTING,
    Phase.RUNNING: JobState.RUNNING,
    Phase.SUCCEEDED: JobState.SUCCEEDED,
    Phase.FAILED: JobState.FAILED,
    Phase.CANCELLED: JobState.CANCELLED,
    Phase.LOST: JobState.LOST,
}
RUN_STATUS_OF = {
    JobState.SUCCEEDED: "FINISHED",
    JobState.FAILED: "FAILED",
    JobState.LOST: "FAILED",
    JobState.CANCELLED: "KILLED",
}
