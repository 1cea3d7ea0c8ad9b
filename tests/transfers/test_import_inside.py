"""Imports in this very process, of each shape of MLflow, into a database of the test's own."""

from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from apps.accounts import selectors as accounts
from apps.artifacts.contracts import Owner
from apps.artifacts.selectors import listing
from apps.evaluation.models import EvaluationDataset, Scorer
from apps.experiments.models import LoggedModel, Run, RunInput
from apps.projects.models import Project
from apps.registry.models import ModelVersion, RegisteredModel
from apps.traces.models import Trace
from apps.transfers import selectors
from apps.transfers.constants import State
from apps.transfers.contracts import Report, Request
from apps.transfers.services import lease, opening, running, transfers
from tests.accounts.make import make_admin
from tests.projects.make import make_project
from tests.transfers.conftest import Filled

pytestmark = [
    pytest.mark.slow,
    pytest.mark.any_database,
    pytest.mark.timeout(900),
    pytest.mark.xdist_group("transfers"),
    pytest.mark.django_db,
]


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Settings) -> None:
    """A folder for files of the test's own."""
    settings.NAIAD_BLOB_URL = (tmp_path / "blobs").as_uri()


def import_(project: Project, address: str, *, files: str = "copy", files_from: str = "") -> Report:
    """The report of an import by one thread, which sees the test's transaction."""
    request = Request(address=address, files=files, files_from=files_from, workers=1, local=True)
    actor = accounts.actor_for(make_admin())
    made = transfers.create_transfer(actor=actor, project_key=project.key, request=request)
    held = lease.take(made.pk)
    assert held is not None
    made.refresh_from_db()
    source = opening.open_source(request, opening.credentials_of(address, {}))
    state = running.run(made, source, held)
    made.refresh_from_db()
    assert (state, made.message) == (State.DONE, "")
    return selectors.report(made)


def imported(report: Report) -> dict[str, int]:
    """How many things of each kind came."""
    return {each.kind: each.imported for each in report.counts}


def of(project: Project, model: Any, by: str = "project") -> int:
    """How many rows of a table the project has."""
    return int(model.objects.filter(**{by: project}).count())


def test_server_is_imported(served: Filled) -> None:
    project = make_project()
    report = import_(project, served.url)
    assert report.matches, report.failures
    assert imported(report)["runs"] == of(project, Run) == served.made["runs"]
    assert report.points == served.made["points"]
    assert imported(report)["traces"] == of(project, Trace) == served.made["traces"]
    assert imported(report)["logged_models"] == of(project, LoggedModel)
    assert of(project, ModelVersion, "model__project") == served.made["model_versions"]
    assert of(project, RunInput, "run__project") > 0


def test_database_is_imported_with_what_was_deleted(served: Filled) -> None:
    project = make_project()
    report = import_(project, served.database, files_from=str(served.files))
    assert report.matches, report.failures
    assert imported(report)["runs"] == of(project, Run) == served.made["runs"]
    assert report.points == served.made["points"]
    assert LoggedModel.objects.filter(project=project, deleted_at__isnull=False).exists()
    assert of(project, RegisteredModel) == imported(report)["registered_models"]
    assert of(project, EvaluationDataset) == imported(report)["evaluation_datasets"] > 0
    assert of(project, Scorer, "experiment__project") == imported(report)["scorers"] > 0
    again = import_(project, served.database, files_from=str(served.files))
    assert set(imported(again).values()) == {0}
    assert again.matches


def test_folder_is_imported(foldered: Filled) -> None:
    project = make_project()
    report = import_(project, str(foldered.folder / "mlruns"))
    assert report.matches, report.failures
    assert imported(report)["runs"] == of(project, Run) == foldered.made["runs"]
    run_id = Run.objects.filter(project=project, artifact_uri="").order_by("pk")[0].run_id
    assert report.bytes > 0
    assert [*listing.walk(owner=Owner("run", run_id))] or imported(report)["run_files"]


def test_database_whose_files_lie_behind_its_server(served: Filled) -> None:
    project = make_project()
    report = import_(project, served.database, files_from=served.url)
    assert report.matches, report.failures
    assert imported(report)["run_files"] > 0


def test_files_that_stay_are_referred_to_by_their_server(served: Filled) -> None:
    project = make_project()
    report = import_(project, served.url, files="reference")
    assert "run_files" not in imported(report)
    addresses = Run.objects.filter(project=project).values_list("artifact_uri", flat=True)
    served_at = f"{served.url}/api/2.0/mlflow-artifacts/artifacts/"
    assert all(uri.startswith(served_at) for uri in addresses)
