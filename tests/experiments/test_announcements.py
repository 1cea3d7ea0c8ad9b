"""Open pages hear of a change, and the fold of a run's end, once it is committed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from apps.artifacts.contracts import Owner
from apps.artifacts.services import removals, uploads
from apps.core import queue
from apps.core.events import Event
from apps.core.queue import TaskName
from apps.core.realtime import publisher
from apps.experiments.contracts import NewModel
from apps.experiments.models import Run
from apps.experiments.services import experiments, logged_models, runs, tags
from tests.experiments.make import make_experiment, make_run
from tests.projects.make import admin

pytestmark = pytest.mark.django_db

Rung = list[tuple[str, tuple[str, ...]]]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Rung:
    """What was announced: an event's type and topics, or a task's name and its run."""
    rung: Rung = []

    def publish(event: Event) -> None:
        rung.append((event.type, event.topics))

    def enqueue(name: TaskName, **ids: str) -> None:
        rung.append((str(name), tuple(ids.values())))

    monkeypatch.setattr(publisher, "publish", publish)
    monkeypatch.setattr(queue, "enqueue", enqueue)
    return rung


CHANGES: list[tuple[Callable[[Run], object], str]] = [
    (lambda run: runs.update_run(actor=admin(), run=run, name="n"), "run.changed"),
    (lambda run: tags.set_tags(actor=admin(), run=run, tags={"a": "b"}), "run.changed"),
    (lambda run: runs.delete_run(actor=admin(), run=run), "run.changed"),
    (lambda run: make_run(run.experiment), "run.created"),
    (lambda run: make_experiment(run.project), "experiment.changed"),
    (
        lambda run: experiments.rename_experiment(
            actor=admin(), experiment=run.experiment, name="n"
        ),
        "experiment.changed",
    ),
]


@pytest.mark.parametrize(("change", "event"), CHANGES)
def test_a_change_is_announced_in_its_project(
    change: Callable[[Run], object],
    event: str,
    heard: Rung,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    run = make_run()
    with django_capture_on_commit_callbacks(execute=True):
        change(run)
    types = [name for name, topics in heard if f"project:{run.project.key}" in topics]
    assert types == [event]


def make_logged_model(run: Run) -> str:
    new = NewModel(name="tree", source_run_id=run.run_id)
    made = logged_models.create_model(actor=admin(), experiment=run.experiment, new=new)
    return made.model_id


MODEL_CHANGES: list[Callable[[str], object]] = [
    lambda model_id: logged_models.finalize_model(
        actor=admin(), model_id=model_id, status="LOGGED_MODEL_READY"
    ),
    lambda model_id: logged_models.log_params(actor=admin(), model_id=model_id, params={"a": "1"}),
    lambda model_id: logged_models.set_tags(actor=admin(), model_id=model_id, tags={"a": "1"}),
    lambda model_id: logged_models.delete_model(actor=admin(), model_id=model_id),
]


@pytest.mark.parametrize("change", MODEL_CHANGES)
def test_a_logged_model_is_announced_to_the_page_of_its_run(
    change: Callable[[str], object],
    heard: Rung,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    run = make_run()
    with django_capture_on_commit_callbacks(execute=True):
        model_id = make_logged_model(run)
    with django_capture_on_commit_callbacks(execute=True):
        change(model_id)
    assert [name for name, topics in heard if f"run:{run.run_id}" in topics] == ["run.changed"] * 2


@pytest.mark.parametrize("kind", ["run", "model"])
def test_files_are_announced_to_the_page_of_their_run(
    kind: str,
    heard: Rung,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    tmp_path: Path,
    settings: Settings,
) -> None:
    settings.NAIAD_BLOB_URL = (tmp_path / "blobs").as_uri()
    run = make_run()
    owner = Owner(kind, run.run_id if kind == "run" else make_logged_model(run))
    with django_capture_on_commit_callbacks(execute=True):
        uploads.put(owner=owner, path="MLmodel", chunks=[b"bytes"])
        removals.delete(owner=owner, path="MLmodel")
    rung = [name for name, topics in heard if f"run:{run.run_id}" in topics]
    assert rung == ["run.files"] * 2


def test_the_end_of_a_run_with_points_rings_for_its_fold(
    heard: Rung, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    ended, settled = make_run(metrics={"m": 1.0}), make_run(metrics={"m": 1.0})
    with django_capture_on_commit_callbacks(execute=True):
        runs.update_run(actor=admin(), run=ended, status="FINISHED")
        runs.finish_run(run_id=settled.run_id, status="KILLED", end_time_ms=1)
        runs.update_run(actor=admin(), run=make_run(), status="FINISHED")
    folds = [ids for name, ids in heard if name == TaskName.FOLD_RUN]
    assert folds == [(ended.run_id,), (settled.run_id,)]
