"""Targets, jobs and attempts for tests."""

import itertools
import uuid
from typing import Any

from apps.accounts import selectors as accounts
from apps.accounts.contracts import Actor
from apps.accounts.models import User
from apps.jobs.contracts import NewJob, Resources
from apps.jobs.executors import executor_for
from apps.jobs.models import ComputeTarget, Job
from apps.jobs.services import observation, scheduling, submission, targets
from apps.projects.models import Project
from tests.jobs.fake_executor import FakeExecutor
from tests.projects.make import make_member, make_project

EXECUTORS = {"fake": "tests.jobs.fake_executor.FakeExecutor"}
_numbers = itertools.count(1)


def make_target(name: str = "", *, cpus: float = 2, **settings: Any) -> ComputeTarget:
    """A target with an executor of its own that does as it is told."""
    own = {"cpus": cpus, "instance": uuid.uuid4().hex, **settings}
    target = ComputeTarget.objects.create(
        name=name or f"fake-{next(_numbers)}", kind="fake", settings=own
    )
    targets.refresh(target)
    return target


def fake_of(target: ComputeTarget) -> FakeExecutor:
    """The executor of a target that `make_target` made."""
    executor = executor_for(target)
    assert isinstance(executor, FakeExecutor)
    return executor


def make_job(
    target: ComputeTarget | None = None,
    *,
    project: Project | None = None,
    user: User | None = None,
    **fields: Any,
) -> Job:
    """A queued job of a contributor of the project."""
    project = project or make_project()
    actor = accounts.actor_for(user or make_member(project))
    return submission.submit_job(
        actor=actor, project=project, new=make_new_job(target or make_target(), **fields)
    )


def make_new_job(target: ComputeTarget, **fields: Any) -> NewJob:
    """What somebody asks for; `cpus`, `memory_mb` and `gpus` are its resources."""
    needs = {name: fields.pop(name) for name in ("cpus", "memory_mb", "gpus") if name in fields}
    values: dict[str, Any] = {"name": "train", "command": ("python", "train.py")}
    return NewJob(target=target.name, resources=Resources(**needs), **values | fields)


def make_running_job(target: ComputeTarget | None = None, **fields: Any) -> Job:
    """A job that its executor runs."""
    job = make_job(target, **fields)
    scheduling.schedule()
    observation.observe_targets()
    job.refresh_from_db()
    return job


def owner_actor(job: Job) -> Actor:
    """The actor of the job's own person."""
    assert job.created_by is not None
    return accounts.actor_for(job.created_by)
