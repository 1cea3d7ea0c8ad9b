"""`naiad export mlflow`: what was logged here is in MLflow's own tables and folder afterwards."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.conformance.portal import Portal, environment
from tests.naiad_process import NaiadProcess

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.any_database]

POINTS = [(0, 1.0), (1, 0.5), (1, 0.25), (2, float("nan")), (3, float("inf"))]


def logged(portal: Portal) -> str:
    """A run with params, tags, a metric and a file; a model that refers to it."""
    run_id = portal.make_run()
    metrics = [
        {"key": "loss", "value": str(value), "timestamp": 10 + step, "step": step}
        for step, value in POINTS
    ]
    params = [{"key": "lr", "value": "0.1"}]
    portal.post("runs/log-batch", run_id=run_id, metrics=metrics, params=params)
    portal.post("registered-models/create", name="net")
    with portal.http as http:
        info = http.get("/api/2.0/mlflow/runs/get", params={"run_id": run_id}).json()["run"]["info"]
        path = info["artifact_uri"].removeprefix("mlflow-artifacts:/")
        put = http.put(f"/api/2.0/mlflow-artifacts/artifacts/{path}/a/b.txt", content=b"bytes")
        put.raise_for_status()
    portal.post("model-versions/create", name="net", source=info["artifact_uri"], run_id=run_id)
    return run_id


def export(naiad: NaiadProcess, folder: Path, *more: str) -> dict[str, Any]:
    to = ("--to", f"sqlite:///{folder / 'mlflow.db'}", "--artifacts-to", str(folder / "files"))
    # Longer than NaiadProcess.run allows: MLflow makes its tables by a hundred migrations.
    done = subprocess.run(
        [*naiad.program, "export", "mlflow", "--project", "demo", *to, "--json", *more],
        env=naiad._environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    answer = json.loads(done.stdout.splitlines()[-1]) if done.stdout else {}
    return {**answer, "code": done.returncode, "said": done.stderr}


def rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    engine = sa.create_engine(f"sqlite:///{folder / 'mlflow.db'}")
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.text(query))]


def test_a_project_is_exported_refused_twice_and_gone_on_with(tmp_path: Path) -> None:
    naiad = NaiadProcess(data_dir=tmp_path / "data", environment=environment()).start()
    try:
        run_id = logged(Portal(naiad=naiad, token=naiad.token()))
        first = export(naiad, tmp_path)
        assert (first["code"], first["matches"]) == (0, True), first

        history = rows(tmp_path, "SELECT step, value, is_nan FROM metrics ORDER BY step, value")
        assert history == [
            (0, 1.0, 0),
            (1, 0.25, 0),
            (1, 0.5, 0),
            (2, 0.0, 1),
            (3, 1.7976931348623157e308, 0),
        ]
        assert rows(tmp_path, "SELECT key, value FROM params") == [("lr", "0.1")]
        ((experiment_id, address),) = rows(tmp_path, "SELECT experiment_id, artifact_uri FROM runs")
        assert address == f"mlflow-artifacts:/{experiment_id}/{run_id}/artifacts"
        file = tmp_path / "files" / str(experiment_id) / run_id / "artifacts" / "a" / "b.txt"
        assert file.read_bytes() == b"bytes"
        assert rows(tmp_path, "SELECT name, version, source, run_id FROM model_versions") == [
            ("net", 1, address, run_id)
        ]

        again = export(naiad, tmp_path)
        assert again["code"] == 1
        assert "--resume" in again["said"]

        file.unlink()
        engine = sa.create_engine(f"sqlite:///{tmp_path / 'mlflow.db'}")
        with engine.begin() as connection:
            for table in ("metrics", "latest_metrics", "params", "tags", "runs"):
                connection.execute(sa.text(f"DELETE FROM {table}"))
        resumed = export(naiad, tmp_path, "--resume")
        assert (resumed["code"], resumed["matches"]) == (0, True), resumed
        assert len(rows(tmp_path, "SELECT * FROM metrics")) == len(POINTS)
        assert file.read_bytes() == b"bytes"
    finally:
        naiad.kill()
