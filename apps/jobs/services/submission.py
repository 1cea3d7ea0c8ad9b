"""Asking for a job: everything that can be known to be wrong is refused here and now."""

import re
from typing import TYPE_CHECKING

from django.db import transaction

from apps.accounts.contracts import Actor
from apps.core import clock
from apps.core.errors import Invalid, PermissionDenied
from apps.core.queue import TaskName, enqueue_on_commit
from apps.jobs import selectors
from apps.jobs.constants import (
    MAX_COMMAND_BYTES,
    MAX_ENVIRONMENT_BYTES,
    MAX_REQUIREMENTS_BYTES,
    MAX_RETRIES,
    RESERVED_PREFIX,
    RESERVED_VARIABLES,
)
from apps.jobs.contracts import NewJob, Resources
from apps.jobs.errors import ResourcesTooLarge
from apps.jobs.models import ComputeTarget, Job
from apps.jobs.services import moves, runs

if TYPE_CHECKING:
    from apps.projects.models import Project

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@transaction.atomic
def submit_job(*, actor: Actor, project: "Project", new: NewJob) -> Job:
    """Queue a job in a project that the actor may contribute to; its run waits for it.

    Raises:
        Invalid: something in it cannot be run; `errors` names the fields.
        ResourcesTooLarge: the target will never have that much.
        TargetNotFound, CodeNotFound: it names what is not there.
    """
    refuse_run_token(actor)
    _check(new)
    target = selectors.get_target(name=new.target)
    check_fits(new.resources, target)
    code = new.code_id and selectors.get_code(project_id=project.pk, code_id=new.code_id)
    experiment = runs.experiment_of(actor=actor, project=project, name=new.experiment)
    job = Job(
        project=project,
        created_by_id=actor.user_id,
        name=new.name.strip(),
        command=new.command if isinstance(new.command, str) else list(new.command),
        code=code or None,
        environment=dict(new.environment),
        requirements=new.requirements,
        target=target,
        cpus=new.resources.cpus,
        memory_mb=new.resources.memory_mb,
        gpus=new.resources.gpus,
        priority=new.priority,
        max_retries=new.max_retries,
        time_limit_seconds=new.time_limit_seconds,
        reason="Waiting for the scheduler.",
        queued_at=clock.now(),
    )
    job.run_id = runs.schedule_run(actor=actor, experiment=experiment, job=job)
    job.save(force_insert=True)
    moves.tell(job)
    enqueue_on_commit(TaskName.SCHEDULE_JOBS)
    return job


def refuse_run_token(actor: Actor) -> None:
    """A job may log to its run; it may not start or steer jobs."""
    if actor.run_id:
        raise PermissionDenied(
            "The token of a job's run cannot do this.", fix="Use an API token of your own."
        )


def check_fits(needs: Resources, target: ComputeTarget) -> None:
    """Refuse what the target will never have."""
    capacity = target.capacity
    pairs = {
        "cpus": (needs.cpus, capacity.cpus, "CPUs"),
        "memory_mb": (needs.memory_mb, capacity.memory_mb, "MB of memory"),
        "gpus": (needs.gpus, capacity.gpus, "GPUs"),
    }
    too_large = {
        f"resources.{name}": [f"The target {target.name} has {has:g} {noun}, not {need:g}."]
        for name, (need, has, noun) in pairs.items()
        if need > has
    }
    if too_large:
        raise ResourcesTooLarge(
            " ".join(sentence for [sentence] in too_large.values()),
            fix="Ask for less, or choose a larger target.",
            errors=too_large,
        )


def _check(new: NewJob) -> None:
    found = {
        "name": _name_faults(new.name),
        "command": _command_faults(new.command),
        "environment": _environment_faults(new),
        "requirements": _requirements_faults(new.requirements),
        "resources": _resources_faults(new.resources),
        "max_retries": _range_faults(new.max_retries, 0, MAX_RETRIES),
        "priority": _range_faults(new.priority, -100, 100),
        "time_limit_seconds": _range_faults(new.time_limit_seconds or 1, 1, 10**8),
    }
    wrong = {name: faults for name, faults in found.items() if faults}
    if wrong:
        raise Invalid(
            "The job cannot be run as it is.",
            fix="Correct the fields named in `errors`.",
            errors=wrong,
        )


def _name_faults(name: str) -> list[str]:
    return [] if 0 < len(name.strip()) <= 250 else ["A name has 1 to 250 characters."]


def _command_faults(command: tuple[str, ...] | str) -> list[str]:
    words = [command] if isinstance(command, str) else command
    if not words or not words[0].strip():
        return ["A job needs a command."]
    if any("\0" in word for word in words):
        return ["A command has no NUL characters."]
    size = sum(len(word.encode()) for word in words)
    return [] if size <= MAX_COMMAND_BYTES else [f"At most {MAX_COMMAND_BYTES} bytes."]


def _environment_faults(new: NewJob) -> list[str]:
    faults = [
        f"{name!r} is not a variable's name." for name in new.environment if not _is_name(name)
    ]
    faults += [
        f"{name} is set by Naiad itself."
        for name in new.environment
        if name in RESERVED_VARIABLES or name.startswith(RESERVED_PREFIX)
    ]
    if any("\0" in value for value in new.environment.values()):
        faults.append("A value has no NUL characters.")
    size = sum(len(name) + len(value.encode()) for name, value in new.environment.items())
    return faults if size <= MAX_ENVIRONMENT_BYTES else [*faults, "The variables are too large."]


def _is_name(name: str) -> bool:
    return _VARIABLE.fullmatch(name) is not None


def _requirements_faults(text: str) -> list[str]:
    return [] if len(text.encode()) <= MAX_REQUIREMENTS_BYTES else ["The list is too long."]


def _resources_faults(needs: Resources) -> list[str]:
    fine = (
        0 < needs.cpus <= 10**6 and 0 <= needs.memory_mb <= 2**31 - 1 and 0 <= needs.gpus <= 10**6
    )
    return [] if fine else ["More than no processor is needed, and no amount is negative."]


def _range_faults(value: int, least: int, most: int) -> list[str]:
    return [] if least <= value <= most else [f"Between {least} and {most}."]
