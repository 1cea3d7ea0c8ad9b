"""Background work on artifacts."""

from celery import shared_task

from apps.artifacts.services import removals
from apps.core.queue import TaskName


@shared_task(name=TaskName.SWEEP_BLOBS)
def sweep_blobs() -> None:
    """Remove the bytes that nothing refers to."""
    removals.sweep()
