"""Handing attempts to their executors. The row is there first, so nothing is started twice."""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from apps.accounts.services import tokens
from apps.core import clock
from apps.jobs.constants import DISPATCH_LEASE, TOKEN_LIFE, TOKEN_MARGIN, JobState
from apps.jobs.contracts import (
    CodeRef,
    ExitReason,
    JobSpec,
    Observation,
    PermanentExecutorError,
    Phase,
    TemporaryExecutorError,
)
from apps.jobs.executors import executor_for
from apps.jobs.models import Attempt, Job
from apps.jobs.services import settlement

log = structlog.get_logger(__name__)


def dispatch(attempt_id: UUID) -> None:
    """Hand the attempt to its executor, unless that is done or somebody is at it.

    An executor that cannot just now is asked again by a later pass; one that never will fails the
    attempt with its words.
    """
    attempt = _lease(attempt_id)
    if attempt is None:
        return
    try:
        executor_for(attempt.target).submit(_spec(attempt))
    except TemporaryExecutorError as exc:
        log.warning("attempt_not_submitted", attempt=attempt.external_name, error=str(exc))
        return
    except PermanentExecutorError as exc:
        settlement.conclude(
            attempt_id,
            Observation(phase=Phase.FAILED, reason=ExitReason.SUBMIT_FAILED, message=str(exc)),
        )
        return
    Attempt.objects.filter(pk=attempt_id, submitted_at=None).update(submitted_at=clock.now())


def list_undispatched() -> list[UUID]:
    """Attempts that no executor has and nobody is at: what a crash or a refusal left behind."""
    waiting = Attempt.objects.filter(_free(clock.now()), state=JobState.STARTING, submitted_at=None)
    return list(waiting.order_by("created_at").values_list("pk", flat=True))


def end_leases() -> None:
    """Take over at once what dispatchers had in hand. Only where all of them are known to be dead.

    An ended lease is not the same as none: its dispatcher may have reached the executor.
    """
    held = Attempt.objects.filter(submitted_at=None, dispatched_at__isnull=False)
    held.update(dispatched_at=clock.now() - 2 * DISPATCH_LEASE)


@transaction.atomic
def _lease(attempt_id: UUID) -> Attempt | None:
    """The attempt, ours for a while; None when it is not to be handed over by us."""
    now = clock.now()
    free = Attempt.objects.filter(
        _free(now), pk=attempt_id, state=JobState.STARTING, submitted_at=None
    )
    if not free.exclude(job__state=JobState.CANCELLING).update(dispatched_at=now):
        return None
    return Attempt.objects.select_related("job__code", "job__project", "target").get(pk=attempt_id)


def _free(now: datetime) -> Q:
    return Q(dispatched_at=None) | Q(dispatched_at__lt=now - DISPATCH_LEASE)


def _spec(attempt: Attempt) -> JobSpec:
    job = attempt.job
    code = job.code and CodeRef(
        sha256=job.code.sha256, size=job.code.size, filename=job.code.filename
    )
    return JobSpec(
        job_id=str(job.pk),
        attempt_id=str(attempt.pk),
        attempt_number=attempt.number,
        external_name=attempt.external_name,
        run_id=attempt.run_id,
        project_key=job.project.key,
        name=job.name,
        command=job.command if isinstance(job.command, str) else tuple(job.command),
        server_url=settings.NAIAD_AGENT_URL,
        created_at_ms=clock.to_ms(job.created_at),
        token=_token(attempt),
        environment=job.environment,
        requirements=job.requirements,
        code=code or None,
        resources=job.resources,
        gpu_devices=tuple(attempt.gpu_devices),
        time_limit_seconds=job.time_limit_seconds,
    )


def _token(attempt: Attempt) -> str:
    """The run's token, known to the executor alone."""
    job = attempt.job
    if job.created_by_id is None:
        raise PermanentExecutorError("The person whose job this was is gone.")
    _, text = tokens.create_run_token(
        user_id=job.created_by_id,
        run_id=attempt.run_id,
        project_key=job.project.key,
        expires_at=clock.now() + _token_life(job),
    )
    return text


def _token_life(job: Job) -> timedelta:
    if job.time_limit_seconds is None:
        return TOKEN_LIFE
    return timedelta(seconds=job.time_limit_seconds) + TOKEN_MARGIN
