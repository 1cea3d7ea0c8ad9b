"""Targets: one of this machine by default, and what each was last seen to have."""

from datetime import timedelta
from typing import Any

import pytest

from apps.core import clock
from apps.jobs.contracts import Phase, TemporaryExecutorError
from apps.jobs.models import Attempt, ComputeTarget
from apps.jobs.services import targets
from tests.jobs.make import fake_of, make_running_job, make_target
from tests.jobs.test_observation import end

pytestmark = pytest.mark.django_db
LOCAL = {"local": "workers.executors.local.executor.LocalExecutor"}


def test_this_machine_is_a_target_by_default(settings: Any) -> None:
    settings.NAIAD_EXECUTORS = LOCAL
    target = targets.ensure_default_target()
    assert target is not None
    assert (target.name, target.kind, target.state) == ("local", "local", "ready")
    assert target.cpus >= 1
    assert target.memory_mb > 100
    assert "time" in target.enforced
    assert targets.ensure_default_target() == target


def test_an_installation_may_run_nothing_on_its_own_machine() -> None:
    assert targets.ensure_default_target() is None
    assert not ComputeTarget.objects.exists()


def test_a_target_is_looked_at_again_after_a_while() -> None:
    target = make_target(cpus=2)
    fake_of(target).settings = {"cpus": 7}
    targets.refresh_stale()
    target.refresh_from_db()
    assert target.cpus == 2
    ComputeTarget.objects.update(checked_at=clock.now() - timedelta(minutes=5))
    targets.refresh_stale()
    target.refresh_from_db()
    assert target.cpus == 7


def test_a_target_of_a_kind_that_is_not_installed_is_unreachable() -> None:
    target = ComputeTarget.objects.create(name="moon", kind="rocket")
    targets.refresh(target)
    assert target.state == "unreachable"
    assert "rocket" in target.message


def test_what_is_kept_of_old_attempts_is_removed_once() -> None:
    job = end(make_running_job(), Phase.SUCCEEDED)
    assert targets.forget_attempts() == 0
    Attempt.objects.update(ended_at=clock.now() - timedelta(days=8))
    assert [targets.forget_attempts() for _ in "ab"] == [1, 0]
    assert [handle.attempt_id for handle in fake_of(job.target).forgotten] == [
        str(job.attempts.get().pk)
    ]


def test_a_target_that_is_away_keeps_what_it_keeps() -> None:
    job = end(make_running_job(), Phase.SUCCEEDED)
    Attempt.objects.update(ended_at=clock.now() - timedelta(days=8))
    fake_of(job.target).failure = TemporaryExecutorError("away")
    targets.forget_attempts()
    assert job.attempts.get().forgotten_at is not None
