"""The doorbell: names of background tasks and how services ring for them.

A message only says "look"; the row is the truth. Whatever a lost message leaves behind is found
by the periodic tasks, so services may ring without care for delivery.
"""

from enum import StrEnum

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)


class TaskName(StrEnum):
    """Every background task, by the name it is registered under (a test compares the two)."""

    FOLD_RUN = "experiments.fold_run"
    FOLD_PENDING = "experiments.fold_pending"
    SCHEDULE_JOBS = "jobs.schedule"
    OBSERVE_JOBS = "jobs.observe"
    CANCEL_JOB = "jobs.cancel"
    FORGET_ATTEMPTS = "jobs.forget_attempts"
    SWEEP_BLOBS = "artifacts.sweep_blobs"
    EXPIRE_TOKENS = "accounts.expire_tokens"
    SEND_DELIVERIES = "webhooks.send_deliveries"
    FORGET_DELIVERIES = "webhooks.forget_deliveries"
    RUN_TRANSFER = "transfers.run"
    RESUME_TRANSFERS = "transfers.resume"


def enqueue(name: TaskName, **kwargs: object) -> None:
    """Ring for the task now. Arguments must be JSON: ids, never objects.

    A broker that is away loses the message, not the caller's work: the periodic look finds it.
    """
    try:
        current_app.send_task(str(name), kwargs=kwargs)
    except OperationalError as exc:
        log.warning("doorbell_not_heard", task=str(name), error=str(exc))


def enqueue_on_commit(name: TaskName, **kwargs: object) -> None:
    """Ring for the task once the surrounding transaction is committed."""
    transaction.on_commit(lambda: enqueue(name, **kwargs))
