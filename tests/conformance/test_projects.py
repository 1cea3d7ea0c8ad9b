"""`mlflow run` on a project folder: the entry point runs as a process and logs to the run given it."""

import os
import subprocess
import sys
from pathlib import Path

import mlflow
import pytest

from tests.conformance.portal import Portal, experiment

# Three interpreters start and import MLflow, one after another.
pytestmark = [pytest.mark.slow, pytest.mark.any_database, pytest.mark.timeout(240)]

MLPROJECT = """\
name: halving
entry_points:
  main:
    parameters:
      lr: {type: float, default: 0.1}
    command: "python train.py --lr {lr}"
"""
TRAIN = """\
import argparse

import mlflow

parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float)
lr = parser.parse_args().lr
with mlflow.start_run():
    for step in range(3):
        mlflow.log_metric("loss", lr / (step + 1), step=step)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one entry point that takes a param and logs a metric."""
    folder = tmp_path / "halving"
    folder.mkdir()
    (folder / "MLproject").write_text(MLPROJECT)
    (folder / "train.py").write_text(TRAIN)
    return folder


def test_a_project_runs_in_the_run_that_mlflow_made_for_it(portal: Portal, project: Path) -> None:
    experiment_id = experiment("projects")
    # `python` of the entry point is the one that has the client.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(
        [
            *(sys.executable, "-m", "mlflow", "run", str(project)),
            *("--env-manager", "local", "--experiment-id", experiment_id),
            *("-P", "lr=0.5"),
        ],
        check=True,
        timeout=200,
        env={**os.environ, "MLFLOW_TRACKING_URI": portal.naiad.url, "PATH": path},
    )
    (run,) = mlflow.search_runs([experiment_id], output_format="list")
    assert run.info.status == "FINISHED"
    assert run.data.params == {"lr": "0.5"}
    assert run.data.metrics == {"loss": pytest.approx(0.5 / 3)}
    assert run.data.tags["mlflow.project.entryPoint"] == "main"
    history = mlflow.MlflowClient().get_metric_history(run.info.run_id, "loss")
    assert [point.step for point in history] == [0, 1, 2]
