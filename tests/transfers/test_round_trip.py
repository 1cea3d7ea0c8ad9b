"""In from MLflow and out again: what leaves Naiad is what came, to a server that knows no Naiad."""

import json
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.projects.make import make_project
from tests.transfers import snapshot, tables
from tests.transfers.conftest import Filled, Home
from tests.transfers.leaving import Leaving, make_runs, make_whole_project
from tests.transfers.servers import serving

pytestmark = [
    pytest.mark.slow,
    pytest.mark.any_database,
    pytest.mark.timeout(900),
    pytest.mark.xdist_group("transfers"),
]


@pytest.fixture
def exported(moved: Home, tmp_path: Path) -> Path:
    """The folder of a database and of files that `naiad export mlflow` has filled."""
    to = ("--to", f"sqlite:///{tmp_path / 'mlflow.db'}", "--artifacts-to", str(tmp_path / "files"))
    ended = moved.export("--project", "demo", *to)
    assert (ended["code"], ended["matches"]) == (0, True), ended
    return tmp_path


def test_round_trip(served: Filled, served_seen: dict[str, Any], exported: Path) -> None:
    with serving(f"sqlite:///{exported / 'mlflow.db'}", exported / "files") as url:
        assert snapshot.differences(served_seen, snapshot.take(url)) == []
    # What no client shows, but what another version of MLflow may come to show
    assert tables.differences(served.folder / "mlflow.db", exported / "mlflow.db") == []


@pytest.mark.django_db
def test_all_projects_are_workspaces_of_one_server(leaving: Leaving) -> None:
    whole, _, run_id = make_whole_project()
    other = make_project()
    make_runs(other, "b" * 32)
    leaving.workspaces = {whole.pk: "vision", other.pk: "speech"}
    leaving.run(whole, other)

    with serving(leaving.url, leaving.folder / "files", "--enable-workspaces") as url:
        assert _runs(url, "vision") == [run_id]
        assert _runs(url, "speech") == ["b" * 32]
        assert _runs(url, "default") == []
        place = leaving.rows(f"SELECT artifact_uri FROM runs WHERE run_uuid = '{run_id}'")[0][0]
        path = place.removeprefix("mlflow-artifacts:/workspaces/vision/")
        served = f"{url}/api/2.0/mlflow-artifacts/artifacts/{path}/model/weights.bin"
        assert _read(served, "vision") == b"weights"


def _runs(url: str, workspace: str) -> list[str]:
    """The runs that a client of the workspace finds."""
    found = _read(f"{url}/api/2.0/mlflow/experiments/search?max_results=100", workspace)
    ids = [each["experiment_id"] for each in json.loads(found)["experiments"]]
    body = json.dumps({"experiment_ids": ids}).encode()
    runs = json.loads(_read(f"{url}/api/2.0/mlflow/runs/search", workspace, body))
    return [run["info"]["run_id"] for run in runs.get("runs", [])]


def _read(url: str, workspace: str, body: bytes | None = None) -> bytes:
    headers = {"X-MLFLOW-WORKSPACE": workspace, "Content-Type": "application/json"}
    request = urllib.request.Request(url, body, headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return bytes(answer.read())
