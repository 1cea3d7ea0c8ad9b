"""Asking for a job: queued with its run, or refused with a reason."""

from typing import Any

import pytest

from apps.accounts.contracts import Actor
from apps.core.errors import Invalid, PermissionDenied
from apps.experiments.models import Run
from apps.jobs.constants import JobState
from apps.jobs.errors import CodeNotFound, ResourcesTooLarge, TargetNotFound
from apps.jobs.models import Job
from apps.jobs.services import code, submission
from tests.accounts.make import make_actor
from tests.jobs.make import make_job, make_new_job, make_target, owner_actor
from tests.projects.make import make_member, make_member_actor, make_project

pytestmark = pytest.mark.django_db


def test_a_job_is_queued_with_a_run_that_waits_for_it() -> None:
    job = make_job(name="cnn", experiment="digits")
    run = Run.objects.get(run_id=job.run_id)
    assert (job.state, run.status, run.name) == (JobState.QUEUED, "SCHEDULED", "cnn")
    assert (run.job_id, run.experiment.name) == (job.pk, "digits")


def test_a_job_without_an_experiment_goes_to_the_default_one() -> None:
    run = Run.objects.get(run_id=make_job().run_id)
    assert run.experiment.is_default


def test_an_experiment_that_exists_is_used() -> None:
    project, target = make_project(), make_target()
    first, second = (make_job(target, project=project, experiment="digits") for _ in "ab")
    runs = [Run.objects.get(run_id=job.run_id) for job in (first, second)]
    assert runs[0].experiment_id == runs[1].experiment_id


def test_what_the_target_never_has_is_refused_with_numbers() -> None:
    with pytest.raises(ResourcesTooLarge, match="has 2 CPUs, not 4") as refusal:
        make_job(make_target(cpus=2), cpus=4)
    assert list(refusal.value.details["errors"]) == ["resources.cpus"]  # type: ignore[call-overload]  # details are JSON
    assert not Job.objects.exists()
    assert not Run.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "  "),
        ("command", ()),
        ("command", " "),
        ("command", ("a\0b",)),
        ("command", ("x" * 40_000,)),
        ("environment", {"1X": "a"}),
        ("environment", {"MLFLOW_RUN_ID": "a"}),
        ("environment", {"NAIAD_JOB_ID": "a"}),
        ("environment", {"X": "a\0"}),
        ("environment", {"X": "a" * 200_000}),
        ("requirements", "x" * 1_100_000),
        ("priority", 101),
        ("max_retries", -1),
        ("time_limit_seconds", -5),
    ],
)
def test_what_cannot_be_run_is_refused_by_field(field: str, value: Any) -> None:
    with pytest.raises(Invalid) as refusal:
        make_job(**{field: value})
    assert field in refusal.value.details["errors"]  # type: ignore[operator]  # details are JSON


@pytest.mark.parametrize("needs", [{"cpus": 0}, {"cpus": -1}, {"memory_mb": -1}, {"gpus": -1}])
def test_amounts_that_make_no_sense_are_refused(needs: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        make_job(**needs)


def test_an_unknown_target_is_refused_with_those_there_are() -> None:
    known = make_target("gpu-box")
    with pytest.raises(TargetNotFound) as refusal:
        submission.submit_job(
            actor=make_actor(),
            project=make_project(),
            new=make_new_job(known).__class__(name="a", command="b", target="moon"),
        )
    assert "gpu-box" in refusal.value.fix


def test_code_of_another_project_is_not_there() -> None:
    elsewhere = make_project()
    kept = code.upload_code(
        actor=make_member_actor(elsewhere), project=elsewhere, chunks=[b"1"], filename="a.py"
    )
    with pytest.raises(CodeNotFound):
        make_job(code_id=kept.pk)


def test_a_job_cannot_submit_jobs_with_its_own_token() -> None:
    job = make_job()
    person = owner_actor(job)
    script = Actor(user_id=person.user_id, email=person.email, run_id=job.run_id)
    with pytest.raises(PermissionDenied):
        submission.submit_job(actor=script, project=job.project, new=make_new_job(job.target))


def test_submitting_rings_for_the_scheduler(django_capture_on_commit_callbacks: Any) -> None:
    project = make_project()
    member, target = make_member(project), make_target()
    with django_capture_on_commit_callbacks() as callbacks:
        make_job(target, project=project, user=member)
    assert callbacks
