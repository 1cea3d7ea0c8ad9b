"""MLflow's client tracks runs."""

import json
import math
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import mlflow
import pandas as pd
import pytest
from mlflow import MlflowClient
from mlflow.data.pandas_dataset import from_pandas
from mlflow.entities import Metric, Param, RunTag, ViewType
from mlflow.exceptions import MlflowException, RestException

from tests.conformance.portal import Portal, experiment
from tests.naiad_process import NaiadProcess

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("portal")]


def test_a_run_is_logged_and_read_back() -> None:
    experiment()
    with mlflow.start_run(run_name="first") as run:
        mlflow.log_params({"lr": 0.1, "layers": [1, 2]})
        for step in range(5):
            mlflow.log_metric("loss", 1 / (step + 1), step=step)
        mlflow.log_metrics({"a": 1.0, "b": math.nan}, step=3)
        mlflow.set_tags({"team": "vision"})
    data = mlflow.get_run(run.info.run_id).data
    assert data.params == {"lr": "0.1", "layers": "[1, 2]"}
    assert data.metrics["loss"] == 0.2
    assert math.isnan(data.metrics["b"])
    assert data.tags["team"] == "vision"
    history = MlflowClient().get_metric_history(run.info.run_id, "loss")
    assert [metric.step for metric in history] == [0, 1, 2, 3, 4]
    finished = mlflow.get_run(run.info.run_id).info
    assert (finished.status, finished.run_name) == ("FINISHED", "first")
    assert finished.end_time >= finished.start_time


def test_a_failing_script_is_a_failed_run() -> None:
    experiment()
    with pytest.raises(ZeroDivisionError), mlflow.start_run() as run:
        raise ZeroDivisionError
    assert mlflow.get_run(run.info.run_id).info.status == "FAILED"


def test_runs_are_nested() -> None:
    experiment()
    with mlflow.start_run() as parent, mlflow.start_run(nested=True) as child:
        pass
    found = mlflow.search_runs(filter_string=f"tags.mlflow.parentRunId = '{parent.info.run_id}'")
    assert list(found["run_id"]) == [child.info.run_id]


def test_a_batch_of_everything() -> None:
    client = MlflowClient()
    run_id = client.create_run(experiment()).info.run_id
    now = int(time.time() * 1000)
    client.log_batch(
        run_id,
        metrics=[Metric("m", step / 10, now + step, step) for step in range(1000)],
    )
    client.log_batch(run_id, params=[Param("p", "1")], tags=[RunTag("t", "2")])
    client.set_terminated(run_id)
    run = client.get_run(run_id)
    assert (run.data.metrics["m"], run.data.params["p"], run.data.tags["t"]) == (99.9, "1", "2")
    assert len(client.get_metric_history(run_id, "m")) == 1000


def test_a_param_cannot_be_changed() -> None:
    experiment()
    with mlflow.start_run():
        mlflow.log_param("lr", 1)
        mlflow.log_param("lr", 1)
        with pytest.raises(MlflowException) as refused:
            mlflow.log_param("lr", 2)
    assert refused.value.error_code == "INVALID_PARAMETER_VALUE"


def test_models_described_at_once_are_all_kept(portal: Portal) -> None:
    run_id = portal.make_run()

    def describe(number: int) -> None:
        mlmodel = {"artifact_path": f"m{number}", "flavors": {}, "run_id": run_id}
        description = json.dumps({**mlmodel, "utc_time_created": "2026-01-01 00:00:00"})
        portal.post("runs/log-model", run_id=run_id, model_json=description)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(describe, range(24)))
    history = json.loads(mlflow.get_run(run_id).data.tags["mlflow.log-model.history"])
    assert sorted(each["artifact_path"] for each in history) == sorted(f"m{n}" for n in range(24))


def test_logging_in_the_background_loses_nothing() -> None:
    experiment()
    with mlflow.start_run() as run:
        for step in range(200):
            mlflow.log_metric("loss", step, step=step, synchronous=False)
        mlflow.flush_async_logging()
    history = MlflowClient().get_metric_history(run.info.run_id, "loss")
    assert sorted(metric.step for metric in history) == list(range(200))


def test_runs_are_searched_into_a_data_frame() -> None:
    experiment()
    for rate in (0.1, 0.2, 0.3):
        with mlflow.start_run():
            mlflow.log_param("lr", rate)
            mlflow.log_metric("acc", 1 - rate)
    found = mlflow.search_runs(
        filter_string="metrics.acc > 0.75 and params.lr != '0.3'", order_by=["metrics.acc ASC"]
    )
    assert list(found["params.lr"]) == ["0.2", "0.1"]
    assert set(found["status"]) == {"FINISHED"}


def test_system_metrics_are_logged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_SYSTEM_METRICS_SAMPLING_INTERVAL", "0.1")
    experiment()
    with mlflow.start_run(log_system_metrics=True) as run:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and not _system_metrics(run.info.run_id):
            time.sleep(0.1)
    assert "system/cpu_utilization_percentage" in _system_metrics(run.info.run_id)


def _system_metrics(run_id: str) -> set[str]:
    return {key for key in mlflow.get_run(run_id).data.metrics if key.startswith("system/")}


def test_runs_are_deleted_and_restored() -> None:
    client = MlflowClient()
    experiment_id = experiment()
    run_id = client.create_run(experiment_id).info.run_id
    client.delete_run(run_id)
    assert client.search_runs([experiment_id]) == []
    deleted = client.search_runs([experiment_id], run_view_type=ViewType.DELETED_ONLY)
    assert [run.info.run_id for run in deleted] == [run_id]
    client.restore_run(run_id)
    assert client.get_run(run_id).info.lifecycle_stage == "active"


def test_experiments_are_made_renamed_deleted_restored() -> None:
    client = MlflowClient()
    experiment_id = client.create_experiment(f"e-{time.time_ns()}", tags={"a": "1"})
    client.rename_experiment(experiment_id, f"renamed-{experiment_id}")
    client.set_experiment_tag(experiment_id, "b", "2")
    client.delete_experiment(experiment_id)
    client.restore_experiment(experiment_id)
    got = client.get_experiment_by_name(f"renamed-{experiment_id}")
    assert got is not None
    assert (got.experiment_id, got.tags) == (experiment_id, {"a": "1", "b": "2"})
    assert client.get_experiment_by_name("nobody made this") is None


def test_without_an_experiment_the_default_one_is_used() -> None:
    with mlflow.start_run(experiment_id="0") as run:
        mlflow.log_metric("x", 1)
    assert mlflow.get_experiment(run.info.experiment_id).name == "Default"


def test_a_dataset_is_logged_as_input(tmp_path: Path) -> None:
    experiment()
    frame = pd.DataFrame({"x": [1, 2], "y": [0, 1]})
    dataset = from_pandas(frame, source=str(tmp_path / "d.csv"), name="pairs")
    with mlflow.start_run() as run:
        mlflow.log_input(dataset, context="training")
    inputs = mlflow.get_run(run.info.run_id).inputs
    assert inputs is not None
    found = [(one.dataset.name, one.tags[0].value) for one in inputs.dataset_inputs]
    assert found == [("pairs", "training")]


def test_basic_authentication_with_a_token(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MLFLOW_TRACKING_TOKEN")
    monkeypatch.setenv("MLFLOW_TRACKING_USERNAME", "admin@naiad.local")
    monkeypatch.setenv("MLFLOW_TRACKING_PASSWORD", portal.token)
    experiment()
    with mlflow.start_run() as run:
        mlflow.log_metric("x", 1)
    assert mlflow.get_run(run.info.run_id).data.metrics == {"x": 1.0}


def test_without_a_token_the_client_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MLFLOW_TRACKING_TOKEN")
    with pytest.raises(MlflowException, match="MLFLOW_TRACKING_TOKEN"):
        experiment()


def test_a_workspace_is_a_project(naiad: NaiadProcess) -> None:
    key = f"room-{time.time_ns()}"
    mlflow.create_workspace(key, description="Ours.")
    assert key in {workspace.name for workspace in mlflow.list_workspaces()}
    mlflow.set_workspace(key)
    try:
        experiment_id = experiment("inside")
        with mlflow.start_run() as run:
            mlflow.log_metric("x", 1)
        assert mlflow.get_experiment(experiment_id).workspace == key
        assert run.info.experiment_id == experiment_id
    finally:
        mlflow.set_workspace(None)
    with pytest.raises(RestException):
        MlflowClient().get_run("0" * 32)
