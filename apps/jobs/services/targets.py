"""Compute targets: the one of this machine exists by default; what each has is looked up."""

from datetime import timedelta

import structlog
from django.conf import settings
from django.db.models import Q

from apps.core import clock
from apps.jobs.constants import ATTEMPT_KEPT, LOCAL_TARGET, TARGET_CHECKED_EVERY
from apps.jobs.contracts import ExecutorError
from apps.jobs.executors import executor_for
from apps.jobs.models import Attempt, ComputeTarget

log = structlog.get_logger(__name__)
_FORGOTTEN_AT_ONCE = 50


def ensure_default_target() -> ComputeTarget | None:
    """The target of this machine, where the installation runs jobs on it at all."""
    if LOCAL_TARGET not in settings.NAIAD_EXECUTORS:
        return None
    target, created = ComputeTarget.objects.get_or_create(
        name=LOCAL_TARGET, defaults={"kind": "local"}
    )
    if created:
        refresh(target)
    return target


def refresh_stale() -> None:
    """Look again at targets that nobody has looked at for a while."""
    ensure_default_target()
    stale = clock.now() - TARGET_CHECKED_EVERY
    unseen = Q(checked_at=None) | Q(checked_at__lt=stale)
    for target in ComputeTarget.objects.filter(unseen):
        refresh(target)


def refresh(target: ComputeTarget) -> None:
    """Take over what the target has and enforces now, or that it cannot be reached."""
    try:
        report = executor_for(target).describe()
    except ExecutorError as exc:
        mark_unreachable(target, str(exc))
        return
    target.cpus = report.capacity.cpus
    target.memory_mb = report.capacity.memory_mb
    target.gpus = report.capacity.gpus
    target.enforced = list(report.enforced)
    target.message = report.message
    target.state = ComputeTarget.State.READY
    target.checked_at = clock.now()
    target.save(
        update_fields=["cpus", "memory_mb", "gpus", "enforced", "message", "state", "checked_at"]
    )


def mark_unreachable(target: ComputeTarget, message: str) -> None:
    """Say that the target does not answer; its jobs stay as they are until it does."""
    log.warning("target_unreachable", target=target.name, error=message)
    target.state, target.message = ComputeTarget.State.UNREACHABLE, message
    target.checked_at = clock.now()
    target.save(update_fields=["state", "message", "checked_at"])


def forget_attempts(*, kept_for: timedelta = ATTEMPT_KEPT) -> int:
    """Have executors remove what they keep of attempts that ended long ago; how many."""
    before = clock.now() - kept_for
    old = Attempt.objects.ended().filter(forgotten_at=None, ended_at__lt=before)
    attempts = list(old.select_related("target").order_by("ended_at")[:_FORGOTTEN_AT_ONCE])
    for attempt in attempts:
        try:
            executor_for(attempt.target).forget(attempt.handle)
        except ExecutorError as exc:
            log.warning("attempt_not_forgotten", attempt=attempt.external_name, error=str(exc))
        Attempt.objects.filter(pk=attempt.pk).update(forgotten_at=clock.now())
    return len(attempts)
