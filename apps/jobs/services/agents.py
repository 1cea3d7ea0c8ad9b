"""What agents tell: their job's console, and that something has changed."""

from django.conf import settings

from apps.core.queue import TaskName, enqueue
from apps.experiments.errors import ConsoleGap
from apps.experiments.services import console
from apps.jobs.constants import JobState
from apps.jobs.contracts import Phase
from apps.jobs.models import Attempt, Job
from apps.jobs.services import moves, runs


def take_log(attempt: Attempt, *, offset: int, data: bytes) -> tuple[int, bool]:
    """Keep a piece of the attempt's output; how far we have it, and whether that is enough.

    Repeating a call changes nothing; a piece from beyond the end is answered with where we are.
    """
    if console_is_full(attempt, offset):
        return offset, True
    try:
        return append_console(attempt, offset=offset, data=data), False
    except ConsoleGap:
        return max(0, runs.console_size(attempt.run_id) - attempt.console_start), False


def append_console(attempt: Attempt, *, offset: int, data: bytes) -> int:
    """Append to the run's console, which earlier attempts may have begun; the attempt's part."""
    start = attempt.console_start
    return console.append_console(run_id=attempt.run_id, offset=start + offset, data=data) - start


def console_is_full(attempt: Attempt, offset: int) -> bool:
    """Whether what follows would be counted but not kept."""
    return attempt.console_start + offset > settings.NAIAD_MAX_CONSOLE_BYTES


def heed_status(attempt: Attempt, *, phase: Phase, message: str) -> None:
    """Somebody says that the attempt moved: show what it prepares, and go and look.

    A job holds the same token as its agent, so this word alone moves nothing.
    """
    if phase is Phase.STARTING and attempt.state == JobState.STARTING:
        job = attempt.job
        if Job.objects.filter(pk=job.pk, state=JobState.STARTING).update(reason=message[:500]):
            moves.tell(job)
        return
    enqueue(TaskName.OBSERVE_JOBS)
