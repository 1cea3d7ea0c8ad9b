"""Background work on webhooks. Each is safe to run twice and at any time."""

from celery import shared_task

from apps.core.queue import TaskName
from apps.webhooks.services import deliveries, sending


@shared_task(name=TaskName.SEND_DELIVERIES)
def send_deliveries() -> None:
    """Send what is due."""
    sending.send_due()


@shared_task(name=TaskName.FORGET_DELIVERIES)
def forget_deliveries() -> None:
    """Forget what was settled long ago."""
    deliveries.forget_deliveries()
