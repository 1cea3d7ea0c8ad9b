"""A job's token: its own run, what that run makes, and the experiment its script names."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from apps.accounts import selectors as accounts
from apps.accounts.services import tokens
from apps.core import clock
from apps.experiments.contracts import NewRun
from apps.experiments.services.experiments import ensure_default
from apps.experiments.services.runs import create_run
from apps.projects.models import Project
from tests.accounts.make import make_token_text
from tests.mlflow_api.make import Client, Refused, make_run, point
from tests.projects.make import make_member, make_project

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, kw_only=True)
class Job:
    """A run that waits for its script, the script's client, and its author's own client."""

    project: Project
    run_id: str
    script: Client
    author: Client

    @property
    def run(self) -> Any:
        return self.author.get("runs/get", run_id=self.run_id)["run"]


@pytest.fixture
def job() -> Job:
    project = make_project()
    user = make_member(project)
    run = create_run(
        actor=accounts.actor_for(user),
        experiment=ensure_default(project_id=project.pk),
        new=NewRun(name="job", status="SCHEDULED"),
    )
    _, text = tokens.create_run_token(
        user_id=user.pk,
        run_id=run.run_id,
        project_key=project.key,
        expires_at=clock.now() + timedelta(hours=1),
    )
    author = Client(token=make_token_text(user, project_key=project.key))
    return Job(project=project, run_id=run.run_id, script=Client(token=text), author=author)


def test_a_waiting_run_follows_its_script_to_an_experiment(job: Job) -> None:
    experiment_id = job.author.post("experiments/create", name="digits")["experiment_id"]
    job.script.get("experiments/get-by-name", experiment_name="digits")
    assert job.run["info"]["experiment_id"] == experiment_id


def test_and_to_one_that_the_script_makes(job: Job) -> None:
    experiment_id = job.script.post("experiments/create", name="fresh")["experiment_id"]
    assert job.run["info"]["experiment_id"] == experiment_id


def test_a_run_that_has_begun_stays(job: Job) -> None:
    before = job.run["info"]["experiment_id"]
    job.author.post("experiments/create", name="digits")
    job.script.post("runs/update", run_id=job.run_id, status="RUNNING")
    job.script.get("experiments/get-by-name", experiment_name="digits")
    assert job.run["info"]["experiment_id"] == before


def test_nobody_elses_reading_moves_it(job: Job) -> None:
    before = job.run["info"]["experiment_id"]
    job.author.post("experiments/create", name="digits")
    job.author.get("experiments/get-by-name", experiment_name="digits")
    assert job.run["info"]["experiment_id"] == before


def test_a_deleted_experiment_draws_nothing(job: Job) -> None:
    before = job.run["info"]["experiment_id"]
    owner = Client(token=make_token_text(job.project.created_by, project_key=job.project.key))
    experiment_id = owner.post("experiments/create", name="gone")["experiment_id"]
    owner.post("experiments/delete", experiment_id=experiment_id)
    job.script.get("experiments/get-by-name", experiment_name="gone")
    assert job.run["info"]["experiment_id"] == before


def test_the_script_writes_its_run_and_what_that_makes(job: Job) -> None:
    child = make_run(job.script)
    for run_id in (job.run_id, child):
        job.script.post("runs/log-batch", run_id=run_id, metrics=[point()])
        job.script.put(f"1/{run_id}/artifacts/a.txt", b"x")


def test_the_script_reads_but_does_not_write_other_runs(job: Job) -> None:
    other = make_run(job.author)
    job.script.get("runs/get", run_id=other)
    attempts: tuple[Callable[[], Any], ...] = (
        lambda: job.script.post("runs/log-batch", run_id=other, metrics=[point()]),
        lambda: job.script.post("runs/set-tag", run_id=other, key="k", value="v"),
        lambda: job.script.put(f"1/{other}/artifacts/a.txt", b"x"),
    )
    for attempt in attempts:
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.code == "PERMISSION_DENIED"


def test_the_script_registers_what_its_run_logged(job: Job) -> None:
    job.script.post("registered-models/create", name="digits")
    source = f"runs:/{job.run_id}/model"
    job.script.post("model-versions/create", name="digits", source=source, run_id=job.run_id)
    job.script.post("model-versions/set-tag", name="digits", version="1", key="k", value="v")
    job.script.post("registered-models/alias", name="digits", alias="newest", version="1")


def test_the_script_changes_nothing_else_in_the_registry(job: Job) -> None:
    other = make_run(job.author)
    job.author.post("registered-models/create", name="digits")
    body = {"name": "digits", "source": f"runs:/{other}/model", "run_id": other}
    job.author.post("model-versions/create", **body)
    version = {"name": "digits", "version": "1"}
    for path, sent in (
        ("model-versions/create", body),
        ("model-versions/set-tag", {**version, "key": "k", "value": "v"}),
        ("model-versions/transition-stage", {**version, "stage": "Production"}),
        ("registered-models/alias", {**version, "alias": "champion"}),
        ("registered-models/set-tag", {"name": "digits", "key": "k", "value": "v"}),
        ("registered-models/rename", {"name": "digits", "new_name": "mine"}),
    ):
        with pytest.raises(Refused) as refused:
            job.script.post(path, **sent)
        assert refused.value.code == "PERMISSION_DENIED"
