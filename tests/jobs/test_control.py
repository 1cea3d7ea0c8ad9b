"""Cancelling and retrying."""

from typing import Any

import pytest

from apps.experiments.models import Run
from apps.jobs.constants import JobState
from apps.jobs.contracts import Phase
from apps.jobs.errors import ResourcesTooLarge, WrongState
from apps.jobs.models import ComputeTarget, Job
from apps.jobs.services import code, control, observation, scheduling
from tests.accounts.make import make_actor
from tests.jobs.make import fake_of, make_job, make_running_job, owner_actor
from tests.jobs.test_observation import end, status_of_run
from tests.projects.make import make_project

pytestmark = pytest.mark.django_db


def test_a_queued_job_is_cancelled_at_once() -> None:
    job = make_job()
    control.cancel_job(actor=owner_actor(job), job=job)
    job.refresh_from_db()
    assert (job.state, status_of_run(job)) == (JobState.CANCELLED, "KILLED")
    assert scheduling.schedule() == 0


def test_cancelling_twice_is_cancelling_once() -> None:
    job = make_running_job()
    for _ in range(2):
        control.cancel_job(actor=owner_actor(job), job=job)
    assert control.cancel_job(actor=owner_actor(job), job=job).state == JobState.CANCELLING


def test_an_ended_job_is_not_cancelled() -> None:
    job = end(make_running_job(), Phase.SUCCEEDED)
    with pytest.raises(WrongState, match="has ended already"):
        control.cancel_job(actor=owner_actor(job), job=job)


def test_the_message_to_cancel_reaches_the_executor() -> None:
    job = make_running_job()
    control.cancel_job(actor=owner_actor(job), job=job)
    control.cancel_on_target(job.pk)
    control.cancel_on_target(job.pk)
    assert fake_of(job.target).cancelled


def test_the_message_to_cancel_what_runs_is_ignored_when_nobody_asked() -> None:
    job = make_running_job()
    control.cancel_on_target(job.pk)
    assert not fake_of(job.target).cancelled


@pytest.mark.parametrize("phase", [Phase.FAILED, Phase.CANCELLED])
def test_a_retry_has_a_run_of_its_own_in_the_same_experiment(phase: Phase) -> None:
    job = end(make_running_job(experiment="digits"), phase)
    first = Run.objects.get(run_id=job.run_id)
    control.retry_job(actor=owner_actor(job), job=job)
    job.refresh_from_db()
    second = Run.objects.get(run_id=job.run_id)
    assert (job.state, second.status) == (JobState.QUEUED, "SCHEDULED")
    assert first.run_id != second.run_id
    assert first.experiment_id == second.experiment_id
    assert first.job_id == second.job_id == job.pk


def test_a_retry_counts_its_attempts_anew() -> None:
    job = end(make_running_job(), Phase.LOST)
    scheduling.schedule()
    end(job, Phase.LOST)
    assert job.state == JobState.LOST
    control.retry_job(actor=owner_actor(job), job=job)
    scheduling.schedule()
    end(job, Phase.LOST)
    assert (job.state, job.attempts.count()) == (JobState.QUEUED, 3)


@pytest.mark.parametrize("phase", [Phase.SUCCEEDED, Phase.RUNNING])
def test_what_succeeded_or_runs_is_not_retried(phase: Phase) -> None:
    job = end(make_running_job(), phase)
    with pytest.raises(WrongState):
        control.retry_job(actor=owner_actor(job), job=job)


def test_a_retry_on_a_target_that_became_too_small_is_refused() -> None:
    job = end(make_running_job(cpus=2), Phase.FAILED)
    ComputeTarget.objects.filter(pk=job.target_id).update(cpus=1)
    with pytest.raises(ResourcesTooLarge):
        control.retry_job(actor=owner_actor(job), job=job)


def test_a_cancelled_job_makes_room(django_capture_on_commit_callbacks: Any) -> None:
    job = make_running_job(cpus=2)
    waiting = make_job(job.target, cpus=2)
    control.cancel_job(actor=owner_actor(job), job=job)
    observation.observe_targets()
    scheduling.schedule()
    waiting.refresh_from_db()
    assert waiting.state == JobState.STARTING


def test_deleting_a_project_stops_what_runs_in_it(
    django_capture_on_commit_callbacks: Any,
) -> None:
    project = make_project()
    kept = code.upload_code(actor=make_actor(), project=project, chunks=[b"1"], filename="a.py")
    job = make_running_job(project=project, code_id=kept.pk)
    fake = fake_of(job.target)
    with django_capture_on_commit_callbacks(execute=True):
        project.delete()
    assert [handle.attempt_id for handle in fake.cancelled] == [fake.submitted[0].attempt_id]
    assert not Job.objects.exists()
