"""Background doors of transfers. Each is safe to run twice and at any time."""

from uuid import UUID

from celery import shared_task

from apps.core.queue import TaskName, enqueue
from apps.transfers import selectors
from apps.transfers.services import transfers


@shared_task(name=TaskName.RUN_TRANSFER)
def run_transfer(transfer_id: str) -> None:
    """Run a transfer, unless somebody does."""
    transfers.run_sealed(UUID(transfer_id))


@shared_task(name=TaskName.RESUME_TRANSFERS)
def resume_transfers() -> None:
    """Ring for the transfers that nobody may be at."""
    for transfer_id in selectors.list_waiting():
        enqueue(TaskName.RUN_TRANSFER, transfer_id=str(transfer_id))
