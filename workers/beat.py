"""What is looked at periodically: the nets under every message that may be lost."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from apps.core.queue import TaskName


@dataclass(frozen=True, slots=True)
class Periodic:
    """A task that is rung for every so many seconds."""

    task: TaskName
    seconds: float


TABLE = (
    Periodic(TaskName.SCHEDULE_JOBS, 2),
    Periodic(TaskName.OBSERVE_JOBS, 2),
    Periodic(TaskName.SEND_DELIVERIES, 5),
    Periodic(TaskName.FOLD_PENDING, 30),
    Periodic(TaskName.RESUME_TRANSFERS, 30),
    Periodic(TaskName.FORGET_ATTEMPTS, 600),
    Periodic(TaskName.SWEEP_BLOBS, 600),
    Periodic(TaskName.EXPIRE_TOKENS, 3600),
    Periodic(TaskName.FORGET_DELIVERIES, 3600),
)


def schedule() -> dict[str, dict[str, Any]]:
    """The table as Celery's beat reads it. A look that nobody came to is not made up for."""
    return {
        str(entry.task): {
            "task": str(entry.task),
            "schedule": timedelta(seconds=entry.seconds),
            "options": {"expires": max(entry.seconds, 10)},
        }
        for entry in TABLE
    }
