"""A run's tree shows its own files and those of the models that it logged."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from apps.artifacts.contracts import Owner
from apps.artifacts.services import uploads
from apps.experiments.contracts import RunRef
from apps.experiments.models import LoggedModel, Run
from apps.experiments.selectors import run_files, runs
from tests.experiments.make import make_run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def blobs(tmp_path: Path, settings: Settings) -> None:
    settings.NAIAD_BLOB_URL = (tmp_path / "blobs").as_uri()


def make_model(run: Run, number: int, *paths: str, name: str = "model") -> None:
    model_id = f"m-{number:032x}"
    LoggedModel.objects.create(
        model_id=model_id,
        project=run.project,
        experiment=run.experiment,
        source_run=run,
        name=name,
        created_at_ms=number,
        updated_at_ms=number,
    )
    for path in paths:
        uploads.put(owner=Owner("model", model_id), path=path, chunks=[b"bytes"])


def make_file(run: Run, path: str) -> None:
    uploads.put(owner=Owner("run", run.run_id), path=path, chunks=[b"bytes"])


def ref_of(run: Run) -> RunRef:
    ref = runs.find_run_ref(run.run_id)
    assert ref is not None
    return ref


def listed(run: Run, path: str = "") -> list[str]:
    page = run_files.list_directory(ref_of(run), path=path, limit=100, after="")
    return [entry.path for entry in page.entries]


def test_logged_model_is_a_directory_of_the_run() -> None:
    run = make_run()
    make_file(run, "figure.png")
    make_model(run, 1, "MLmodel", "data/weights.bin")
    assert listed(run) == ["model", "figure.png"]
    assert listed(run, "model") == ["model/MLmodel", "model/data"]
    assert listed(run, "model/data") == ["model/data/weights.bin"]


def test_file_of_a_model_is_found_by_its_path_in_the_run() -> None:
    run = make_run()
    make_model(run, 1, "data/weights.bin")
    place = run_files.find_place(ref_of(run), "model/data/weights.bin")
    assert (place.owner, place.path) == (Owner("model", f"m-{1:032x}"), "data/weights.bin")


def test_models_of_one_name_have_directories_of_their_own() -> None:
    run = make_run()
    make_model(run, 1, "MLmodel")
    make_model(run, 2, "MLmodel")
    assert listed(run) == ["model", "model-00000000"]


def test_runs_own_directory_stands_before_a_model_of_its_name() -> None:
    run = make_run()
    make_file(run, "model/mine.txt")
    make_model(run, 1, "MLmodel")
    assert listed(run) == ["model"]
    assert listed(run, "model") == ["model/mine.txt"]


def test_model_of_another_run_is_not_shown() -> None:
    run = make_run()
    make_model(make_run(experiment=run.experiment), 1, "MLmodel")
    assert listed(run) == []
