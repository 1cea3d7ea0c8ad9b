"""The scheduler's pass and what is handed to executors: once, whatever crashes in between."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from apps.accounts.models import ApiToken
from apps.core import clock
from apps.jobs.constants import DISPATCH_LEASE, JobState
from apps.jobs.contracts import PermanentExecutorError, TemporaryExecutorError
from apps.jobs.models import Attempt, Job
from apps.jobs.services import dispatching, observation, scheduling, targets
from tests.jobs.make import fake_of, make_job, make_running_job, make_target

pytestmark = pytest.mark.django_db


def test_what_fits_is_submitted_and_the_rest_is_told_why_it_waits() -> None:
    target = make_target(cpus=2)
    first = make_job(target, cpus=2, name="digits")
    second = make_job(target, cpus=1, project=first.project)
    assert scheduling.schedule() == 1
    second.refresh_from_db()
    assert [spec.name for spec in fake_of(target).submitted] == ["digits"]
    assert second.reason == "Waiting for 1 CPU: 2 of 2 in use by digits."


def test_the_executor_gets_all_it_needs_and_the_token_nobody_keeps() -> None:
    job = make_job(environment={"EPOCHS": "3"}, requirements="six", time_limit_seconds=60)
    scheduling.schedule()
    [spec] = fake_of(job.target).submitted
    assert (spec.run_id, spec.environment, spec.requirements) == (
        job.run_id,
        {"EPOCHS": "3"},
        "six",
    )
    assert (spec.command, spec.time_limit_seconds) == (("python", "train.py"), 60)
    token = ApiToken.objects.get(run_id=job.run_id)
    assert spec.token.startswith(token.prefix)
    assert spec.token not in str(ApiToken.objects.values().get(pk=token.pk))


def test_the_row_is_there_before_the_executor_hears_of_it() -> None:
    job = make_job()
    fake_of(job.target).failure = TemporaryExecutorError("away")
    scheduling.schedule()
    attempt = job.attempts.get()
    assert attempt.external_name == f"naiad-{attempt.pk.hex}"
    assert (attempt.state, attempt.submitted_at) == (JobState.STARTING, None)


def test_an_attempt_that_a_crash_left_behind_is_handed_over_later() -> None:
    job = make_job()
    fake = fake_of(job.target)
    fake.failure = TemporaryExecutorError("away")
    scheduling.schedule()
    fake.failure = None
    observation.observe_targets()
    assert not fake.submitted  # another dispatcher may be at it still
    Attempt.objects.update(dispatched_at=clock.now() - DISPATCH_LEASE - timedelta(seconds=1))
    observation.observe_targets()
    assert len(fake.submitted) == 1


def test_a_dispatcher_that_died_after_submitting_starts_nothing_twice() -> None:
    job = make_job()
    scheduling.schedule()
    long_ago = clock.now() - DISPATCH_LEASE * 2
    Attempt.objects.update(submitted_at=None, dispatched_at=long_ago)
    observation.observe_targets()
    assert len(fake_of(job.target).submitted) == 1
    assert job.attempts.get().submitted_at is not None


def test_leases_of_dispatchers_that_are_dead_end_at_once() -> None:
    job = make_job()
    fake_of(job.target).failure = TemporaryExecutorError("away")
    scheduling.schedule()
    fake_of(job.target).failure = None
    dispatching.end_leases()
    observation.observe_targets()
    assert len(fake_of(job.target).submitted) == 1


def test_two_dispatchers_submit_once() -> None:
    job = make_job()
    scheduling.schedule()
    dispatching.dispatch(job.attempts.get().pk)
    assert len(fake_of(job.target).submitted) == 1
    assert ApiToken.objects.filter(run_id=job.run_id).count() == 1


def test_what_an_executor_will_never_do_fails_with_its_words() -> None:
    job = make_job()
    fake_of(job.target).failure = PermanentExecutorError("No such image.")
    scheduling.schedule()
    job.refresh_from_db()
    assert (job.state, job.reason) == (JobState.FAILED, "No such image.")
    assert job.attempts.get().exit_reason == "SUBMIT_FAILED"


def test_a_target_that_is_away_starts_nothing_and_says_so() -> None:
    job = make_job()
    targets.mark_unreachable(job.target, "no route")
    assert scheduling.schedule() == 0
    job.refresh_from_db()
    assert "no route" in job.reason


def test_gpus_are_given_by_number() -> None:
    target = make_target(cpus=4)
    make_job(target, gpus=1)
    make_job(target, gpus=1)
    scheduling.schedule()
    assert {spec.gpu_devices for spec in fake_of(target).submitted} == {(0,), (1,)}


def test_an_idle_pass_asks_one_query(django_assert_num_queries: Any) -> None:
    make_running_job()
    with django_assert_num_queries(1):
        scheduling.schedule()


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_at_once_start_no_job_twice() -> None:
    target = make_target(cpus=3)
    for _ in range(6):
        make_job(target)
    barrier = threading.Barrier(3)

    def one_pass() -> None:
        barrier.wait()
        scheduling.schedule()
        connection.close()

    threads = [threading.Thread(target=one_pass) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(fake_of(target).submitted) == 3
    assert Attempt.objects.count() == 3
    assert Job.objects.filter(state=JobState.QUEUED).count() == 3
