"""The scheduler's pass: whoever fits gets an attempt, whoever waits gets a reason."""

from uuid import UUID

from django.db import transaction

from apps.core import clock
from apps.jobs import planning
from apps.jobs.constants import JobState
from apps.jobs.models import Attempt, ComputeTarget, Job
from apps.jobs.services import dispatching, moves, runs


def schedule() -> int:
    """Start what fits on every target; how many attempts were made.

    Two passes at once do not start a job twice: each holds the target's row while it decides, and
    the attempt's row is committed before its executor hears of it.
    """
    waiting = Job.objects.queued().order_by().values_list("target", flat=True).distinct()
    started: list[UUID] = []
    for target_id in list(waiting):
        started += _plan_target(target_id)
    for attempt_id in started:
        dispatching.dispatch(attempt_id)
    return len(started)


@transaction.atomic
def _plan_target(target_id: int) -> list[UUID]:
    target = ComputeTarget.objects.select_for_update().get(pk=target_id)
    jobs = {job.pk: job for job in _queue(target)}
    if target.state == ComputeTarget.State.UNREACHABLE:
        for job in jobs.values():
            _explain(job, f"Waiting for the target {target.name}: {target.message}")
        return []
    plan = planning.plan(
        target.capacity,
        holders=_holders(target),
        queue=[_candidate(job) for job in jobs.values()],
        now=clock.now(),
    )
    for job_id, reason in plan.reasons.items():
        _explain(jobs[job_id], reason)
    return [_start(jobs[start.job_id], start) for start in plan.starts]


def _queue(target: ComputeTarget) -> list[Job]:
    jobs = Job.objects.queued().filter(target=target).select_related("project")
    return list(jobs.select_for_update(of=("self",)))


def _holders(target: ComputeTarget) -> list[planning.Holder]:
    attempts = Attempt.objects.active().filter(target=target).select_related("job")
    return [
        planning.Holder(
            project_id=attempt.job.project_id,
            name=attempt.job.name,
            needs=attempt.job.resources,
            gpu_devices=tuple(attempt.gpu_devices),
        )
        for attempt in attempts
    ]


def _candidate(job: Job) -> planning.Candidate:
    return planning.Candidate(
        job_id=job.pk,
        project_id=job.project_id,
        name=job.name,
        needs=job.resources,
        priority=job.priority,
        queued_at=job.queued_at,
    )


def _start(job: Job, start: planning.Start) -> UUID:
    attempt = Attempt(
        job=job,
        target=job.target,
        number=job.attempts.count() + 1,
        run_id=job.run_id,
        gpu_devices=list(start.gpu_devices),
        console_start=runs.console_size(job.run_id),
    )
    attempt.external_name = f"naiad-{attempt.pk.hex}"
    attempt.save(force_insert=True)
    moves.move_job(job, JobState.STARTING, reason="Starting.")
    return attempt.pk


def _explain(job: Job, reason: str) -> None:
    if job.reason == reason:
        return
    job.reason = reason
    job.save(update_fields=["reason", "updated_at"])
    moves.tell(job)
