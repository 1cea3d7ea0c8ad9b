"""Background doors of experiments."""

from celery import shared_task

from apps.core.queue import TaskName
from apps.experiments.services import fold


@shared_task(name=TaskName.FOLD_RUN)
def fold_run(run_id: str) -> None:
    """Fold what lies unfolded of a run."""
    fold.fold_run(run_id=run_id)


@shared_task(name=TaskName.FOLD_PENDING)
def fold_pending() -> None:
    """Fold what lost messages left behind."""
    fold.fold_pending()
