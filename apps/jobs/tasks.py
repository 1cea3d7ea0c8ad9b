"""Background work on jobs. Each is safe to run twice and at any time."""

from uuid import UUID

from celery import shared_task

from apps.core.queue import TaskName
from apps.jobs.services import control, observation, scheduling, targets


@shared_task(name=TaskName.SCHEDULE_JOBS)
def schedule_jobs() -> None:
    """Start what fits."""
    scheduling.schedule()


@shared_task(name=TaskName.OBSERVE_JOBS)
def observe_jobs() -> None:
    """Take over what executors see."""
    observation.observe_targets()


@shared_task(name=TaskName.CANCEL_JOB)
def cancel_job(job_id: str) -> None:
    """Pass a cancellation on."""
    control.cancel_on_target(UUID(job_id))


@shared_task(name=TaskName.FORGET_ATTEMPTS)
def forget_attempts() -> None:
    """Have executors remove what they keep of long-ended attempts."""
    targets.forget_attempts()
