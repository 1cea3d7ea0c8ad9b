"""Reads of jobs, targets and code. Access is decided here, where a row is fetched."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from apps.accounts.contracts import Actor, Scope
from apps.accounts.permissions import require_scope
from apps.artifacts.contracts import Owner
from apps.core.api import paging
from apps.jobs import errors
from apps.jobs.constants import ACTIVE, UNFINISHED, JobState
from apps.jobs.models import Attempt, ComputeTarget, Job, JobCode
from apps.jobs.permissions import rights, role_to_control
from apps.projects import selectors as projects
from apps.projects.permissions import Role


@dataclass(frozen=True, kw_only=True, slots=True)
class CodePlace:
    """Where uploaded code is kept among the artifacts."""

    owner: Owner
    path: str


def code_owner(project_id: int) -> Owner:
    """Under whom a project's code is kept."""
    return Owner("code", str(project_id))


def get_job(*, actor: Actor, job_id: UUID, role: Role = Role.VIEWER) -> Job:
    """The job with all to show, if the actor has at least this role in its project.

    Raises:
        JobNotFound: there is none, or the actor is a stranger to its project.
    """
    job = Job.objects.with_all_to_show().visible_to(actor).filter(pk=job_id).first()
    if job is None:
        raise errors.JobNotFound("There is no such job.")
    _add_rights([job], actor)
    if role is not Role.VIEWER:
        projects.require_role(actor=actor, project_id=job.project_id, role=role)
    return job


def get_job_to_control(*, actor: Actor, job_id: UUID) -> Job:
    """The job, if the actor may cancel and retry it.

    Raises:
        JobNotFound: as `get_job`.
        PermissionDenied: the actor's role is too weak for it.
    """
    job = get_job(actor=actor, job_id=job_id)
    role = role_to_control(is_own=job.created_by_id == actor.user_id)
    projects.require_role(actor=actor, project_id=job.project_id, role=role)
    return job


def list_jobs(
    *, actor: Actor, project_key: str, state: str = "", limit: int = 50, page_token: str = ""
) -> tuple[list[Job], str | None]:
    """A project's jobs, newest first, and the token of the next page."""
    project = projects.get_project(actor=actor, key=project_key)
    jobs = Job.objects.with_all_to_show().filter(project=project)
    if state:
        jobs = jobs.filter(state=JobState(state))
    if page_token:
        before, job_id = _position(page_token)
        jobs = jobs.filter(Q(created_at__lt=before) | Q(created_at=before, pk__lt=job_id))
    found = list(jobs[: limit + 1])
    _add_rights(found, actor)
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    return found[:limit], paging.encode([last.created_at.isoformat(), str(last.pk)])


def list_targets(*, actor: Actor, project_key: str) -> list[ComputeTarget]:
    """The targets that the project's jobs may run on, with how many run and wait there."""
    projects.get_project(actor=actor, key=project_key)
    return list(
        ComputeTarget.objects.annotate(
            running_count=Count("jobs", filter=Q(jobs__state__in=sorted(ACTIVE))),
            queued_count=Count("jobs", filter=Q(jobs__state=JobState.QUEUED)),
        )
    )


def get_target(*, name: str) -> ComputeTarget:
    """The target of this name, for whoever may submit jobs.

    Raises:
        TargetNotFound: there is none.
    """
    target = ComputeTarget.objects.filter(name=name).first()
    if target is None:
        known = ", ".join(ComputeTarget.objects.values_list("name", flat=True)) or "none yet"
        raise errors.TargetNotFound(
            f"There is no compute target named {name!r}.",
            fix=f"Name one of: {known}.",
            errors={"target": ["There is no such target."]},
        )
    return target


def get_code(*, project_id: int, code_id: UUID) -> JobCode:
    """Code that was uploaded to the project, which the caller has been let into.

    Raises:
        CodeNotFound: there is none in this project.
    """
    code = JobCode.objects.filter(project=project_id, pk=code_id).first()
    if code is None:
        raise errors.CodeNotFound(
            "There is no such code in this project.", fix="Upload it to this project first."
        )
    return code


def get_attempt_of_agent(*, actor: Actor, attempt_id: UUID) -> Attempt:
    """The running attempt that the actor's run token was made for.

    Raises:
        AttemptNotFound: there is none, it has ended, or the token is another one.
    """
    require_scope(actor, Scope.WRITE)
    attempts = Attempt.objects.active().select_related("job__code", "job__project", "target")
    attempt = attempts.filter(pk=attempt_id).first()
    if attempt is None or not actor.run_id or attempt.run_id != actor.run_id:
        raise errors.AttemptNotFound("There is no such attempt for this token.")
    return attempt


def get_place_of_code(attempt: Attempt) -> CodePlace:
    """Where the code of an attempt's job is kept.

    Raises:
        CodeNotFound: the job came without code.
    """
    code = attempt.job.code
    if code is None:
        raise errors.CodeNotFound("The job has no code of its own.")
    return CodePlace(owner=code_owner(code.project_id), path=code.sha256)


def count_unfinished() -> int:
    """How many jobs wait or run, in the whole installation."""
    return Job.objects.filter(state__in=sorted(UNFINISHED)).count()


def _add_rights(jobs: list[Job], actor: Actor) -> None:
    """Say of each job of one project what the actor may do to it."""
    if not jobs:
        return
    role = projects.role_of(actor=actor, project_id=jobs[0].project_id)
    for job in jobs:
        job.can = rights(
            actor=actor,
            role=role,
            state=JobState(job.state),
            is_own=job.created_by_id == actor.user_id,
        )


def _position(page_token: str) -> tuple[datetime, UUID]:
    created, job_id = paging.decode(page_token, length=2)
    try:
        return datetime.fromisoformat(str(created)), UUID(str(job_id))
    except ValueError as exc:
        raise paging.BadPageToken("The page token belongs to another listing.") from exc
