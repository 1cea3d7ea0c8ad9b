"""What executors see becomes what people see: states, runs, retries, consoles."""

from datetime import timedelta
from typing import Any

import pytest

from apps.accounts import selectors as accounts
from apps.accounts.models import ApiToken
from apps.core import clock
from apps.experiments.contracts import NewRun
from apps.experiments.models import Run
from apps.experiments.selectors import console as consoles
from apps.experiments.selectors import runs as run_reads
from apps.experiments.services import runs
from apps.jobs.constants import DISPATCH_LEASE, JobState
from apps.jobs.contracts import ExitReason, Phase, TemporaryExecutorError
from apps.jobs.models import Attempt, ComputeTarget, Job
from apps.jobs.services import control, observation, scheduling, settlement
from tests.jobs.make import fake_of, make_job, make_running_job, make_target, owner_actor

pytestmark = pytest.mark.django_db


def end(
    job: Job, phase: Phase, *, reason: ExitReason | None = None, code: int | None = None
) -> Job:
    """Let the job's attempt end, and look."""
    fake_of(job.target).end(phase, reason=reason, code=code)
    observation.observe_targets()
    job.refresh_from_db()
    return job


def start_run(job: Job) -> None:
    """What the job's script does first."""
    actor = owner_actor(job)
    run = run_reads.get_run(actor=actor, run_id=job.run_id)
    runs.update_run(actor=actor, run=run, status="RUNNING")


def status_of_run(job: Job) -> str:
    return Run.objects.get(run_id=job.run_id).status


def test_a_job_that_its_executor_runs_is_running() -> None:
    job = make_running_job()
    assert (job.state, job.attempts.get().state) == (JobState.RUNNING, JobState.RUNNING)
    assert job.started_at is not None
    assert status_of_run(job) == "SCHEDULED"  # the script starts it, not we


@pytest.mark.parametrize(
    ("phase", "state", "status"),
    [
        (Phase.SUCCEEDED, JobState.SUCCEEDED, "FINISHED"),
        (Phase.FAILED, JobState.FAILED, "FAILED"),
        (Phase.CANCELLED, JobState.CANCELLED, "KILLED"),
    ],
)
def test_the_end_of_an_attempt_ends_its_job_and_its_run(
    phase: Phase, state: JobState, status: str
) -> None:
    job = make_running_job()
    start_run(job)
    end(job, phase)
    assert (job.state, status_of_run(job)) == (state, status)
    assert job.ended_at is not None


def test_a_run_that_its_script_ended_keeps_its_end() -> None:
    job = make_running_job()
    actor = owner_actor(job)
    run = run_reads.get_run(actor=actor, run_id=job.run_id)
    runs.update_run(actor=actor, run=run, status="FAILED", end_time_ms=5)
    end(job, Phase.SUCCEEDED)
    assert status_of_run(job) == "FAILED"


def test_runs_that_the_script_left_open_below_its_own_end_with_the_job() -> None:
    job = make_running_job()
    start_run(job)
    script = accounts.authenticate_token(fake_of(job.target).submitted[-1].token)
    parent = Run.objects.get(run_id=job.run_id)
    child = runs.create_run(
        actor=script, experiment=parent.experiment, new=NewRun(parent_run_id=job.run_id)
    )
    end(job, Phase.CANCELLED)
    child.refresh_from_db()
    assert child.status == "KILLED"


def test_the_reason_and_the_exit_code_are_kept() -> None:
    job = end(make_running_job(), Phase.FAILED, reason=ExitReason.OUT_OF_MEMORY, code=137)
    attempt = job.attempts.get()
    assert (job.exit_code, attempt.exit_code, attempt.exit_reason) == (137, 137, "OUT_OF_MEMORY")
    assert job.reason == "It ended: FAILED."


def test_the_run_s_token_ends_with_the_job() -> None:
    job = make_running_job()
    end(job, Phase.SUCCEEDED)
    assert not ApiToken.objects.filter(run_id=job.run_id, revoked_at=None).exists()


def test_a_failed_job_is_tried_again_as_often_as_asked() -> None:
    job = make_running_job(max_retries=1)
    end(job, Phase.FAILED)
    assert job.state == JobState.QUEUED
    assert "Trying again" in job.reason
    scheduling.schedule()
    end(job, Phase.FAILED)
    assert (job.state, job.attempts.count()) == (JobState.FAILED, 2)


def test_a_lost_job_is_tried_again_once_in_any_case() -> None:
    job = make_running_job()
    fake_of(job.target).seen.clear()
    observation.observe_targets()
    scheduling.schedule()
    job.refresh_from_db()
    assert job.attempts.count() == 2
    fake_of(job.target).seen.clear()
    observation.observe_targets()
    job.refresh_from_db()
    assert (job.state, status_of_run(job)) == (JobState.LOST, "FAILED")


def test_a_retry_gets_a_token_of_its_own() -> None:
    job = make_running_job(max_retries=1)
    end(job, Phase.FAILED)
    scheduling.schedule()
    tokens = ApiToken.objects.filter(run_id=job.run_id)
    assert (tokens.count(), tokens.filter(revoked_at=None).count()) == (2, 1)


def test_an_end_is_taken_over_once() -> None:
    job = make_running_job(max_retries=3)
    attempt = job.attempts.get()
    end(job, Phase.FAILED)
    seen = fake_of(job.target).observe([attempt.handle])[attempt.handle]
    settlement.conclude(attempt.pk, seen)
    assert job.attempts.count() == 1
    assert Job.objects.get(pk=job.pk).state == JobState.QUEUED


def test_console_that_the_agent_could_not_deliver_is_fetched() -> None:
    job = make_running_job()
    attempt = job.attempts.get()
    fake_of(job.target).printed[str(attempt.pk)] = b"the last words"
    end(job, Phase.SUCCEEDED)
    ref = run_reads.find_run_ref(job.run_id)
    assert ref is not None
    read = consoles.read_console(ref)
    assert (read.text, read.complete) == ("the last words", True)


def test_a_second_attempt_writes_behind_the_first() -> None:
    job = make_running_job(max_retries=1)
    fake = fake_of(job.target)
    fake.printed[fake.submitted[-1].attempt_id] = b"first\n"
    end(job, Phase.FAILED)
    scheduling.schedule()
    fake.printed[fake.submitted[-1].attempt_id] = b"second\n"
    end(job, Phase.SUCCEEDED)
    ref = run_reads.find_run_ref(job.run_id)
    assert ref is not None
    assert consoles.read_console(ref).text == "first\nsecond\n"


def test_one_call_observes_all_of_a_target() -> None:
    target = make_target(cpus=4)
    for _ in range(4):
        make_job(target)
    scheduling.schedule()
    observation.observe_targets()
    assert fake_of(target).observe_calls == 1


def test_a_target_that_is_away_leaves_its_jobs_as_they_are() -> None:
    job, other = make_running_job(), make_running_job()
    fake_of(job.target).failure = TemporaryExecutorError("no route")
    end(other, Phase.SUCCEEDED)
    job.refresh_from_db()
    target = ComputeTarget.objects.get(pk=job.target_id)
    assert (job.state, target.state) == (JobState.RUNNING, "unreachable")
    assert other.state == JobState.SUCCEEDED
    fake_of(job.target).failure = None
    observation.observe_targets()
    target.refresh_from_db()
    assert target.state == "ready"


def test_a_cancellation_is_passed_on_and_pressed() -> None:
    job = make_running_job()
    control.cancel_job(actor=owner_actor(job), job=job)
    job.refresh_from_db()
    assert job.state == JobState.CANCELLING
    observation.observe_targets()  # as if the message to cancel had been lost
    job.refresh_from_db()
    assert (job.state, status_of_run(job)) == (JobState.CANCELLED, "KILLED")


def test_a_cancelled_attempt_that_nobody_handed_over_ends_at_once() -> None:
    job = make_job()
    attempts = scheduling._plan_target(job.target_id)
    control.cancel_job(actor=owner_actor(job), job=job)
    observation.observe_targets()
    job.refresh_from_db()
    assert len(attempts) == 1
    assert job.state == JobState.CANCELLED
    assert not fake_of(job.target).submitted


def test_a_cancelled_attempt_whose_dispatcher_died_is_asked_for() -> None:
    job = make_running_job()
    long_ago = clock.now() - DISPATCH_LEASE - timedelta(seconds=1)
    Attempt.objects.update(state="STARTING", submitted_at=None, dispatched_at=long_ago)
    control.cancel_job(actor=owner_actor(job), job=job)
    observation.observe_targets()
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert fake_of(job.target).cancelled


def test_a_cancelled_job_that_is_lost_meanwhile_is_cancelled() -> None:
    job = make_running_job(max_retries=5)
    Job.objects.filter(pk=job.pk).update(state=JobState.CANCELLING)
    fake_of(job.target).seen.clear()
    settlement.conclude(
        job.attempts.get().pk,
        fake_of(job.target).observe([job.attempts.get().handle])[job.attempts.get().handle],
    )
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_an_idle_look_costs_the_same_with_many_ended_jobs(
    django_assert_max_num_queries: Any,
) -> None:
    target = make_target(cpus=8)
    for _ in range(5):
        end(make_running_job(target), Phase.SUCCEEDED)
    with django_assert_max_num_queries(6):
        observation.observe_targets()
