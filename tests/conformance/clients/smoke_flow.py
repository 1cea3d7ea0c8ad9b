"""What a script does with MLflow's client, whatever its release; run by that release's own Python.

Prints each step that it has done.
"""

import math
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import mlflow
import numpy as np
from mlflow import MlflowClient
from mlflow.entities import Metric, Param, RunTag, ViewType
from mlflow.exceptions import MlflowException
from sklearn.linear_model import LogisticRegression

RELEASE = tuple(int(part) for part in mlflow.__version__.split(".")[:2])
UNIQUE = f"{mlflow.__version__}-{time.time_ns()}"
X = np.array([[0.0], [1.0], [2.0], [3.0]])
Y = np.array([0, 0, 1, 1])


def params_metrics_tags_and_history() -> None:
    with mlflow.start_run(run_name="first") as run:
        mlflow.log_param("lr", 0.1)
        mlflow.log_params({"layers": [1, 2], "none": None})
        for step in range(3):
            mlflow.log_metric("loss", 1 / (step + 1), step=step)
        mlflow.log_metrics({"nan": math.nan, "inf": math.inf})
        mlflow.set_tag("team", "vision")
        mlflow.set_tags({"mlflow.note.content": "A run."})
    got = mlflow.get_run(run.info.run_id)
    assert (got.info.status, got.info.run_name) == ("FINISHED", "first")
    assert got.data.params == {"lr": "0.1", "layers": "[1, 2]", "none": "None"}
    assert got.data.tags["team"] == "vision"
    assert got.data.metrics["inf"] == math.inf
    assert math.isnan(got.data.metrics["nan"])
    history = MlflowClient().get_metric_history(run.info.run_id, "loss")
    assert [(point.step, point.value) for point in history] == [(0, 1.0), (1, 0.5), (2, 1 / 3)]


def a_batch_and_a_refusal() -> None:
    client = MlflowClient()
    run = client.create_run(_experiment_id(), tags={"a": "1"})
    run_id = run.info.run_id
    metrics = [Metric("m", step / 10, 1_000 + step, step) for step in range(500)]
    client.log_batch(run_id, metrics, [Param("p", "1")], [RunTag("t", "2")])
    assert _refusal(lambda: client.log_param(run_id, "p", "2")) == "INVALID_PARAMETER_VALUE"
    client.delete_tag(run_id, "a")
    client.set_terminated(run_id, "KILLED")
    got = client.get_run(run_id)
    assert (got.info.status, got.data.params["p"], got.data.metrics["m"]) == ("KILLED", "1", 49.9)
    assert "a" not in got.data.tags


def files() -> None:
    with tempfile.TemporaryDirectory() as folder, mlflow.start_run() as run:
        path = Path(folder) / "notes.txt"
        path.write_text("hello")
        mlflow.log_artifact(str(path))
        mlflow.log_artifacts(folder, "all")
        mlflow.log_dict({"a": 1}, "config/a.json")
        mlflow.log_text("x" * 2_000_000, "big.txt")
        listed = MlflowClient().list_artifacts(run.info.run_id)
        sizes = {each.path: each.file_size for each in listed}
        assert sizes == {"all": None, "big.txt": 2_000_000, "config": None, "notes.txt": 5}
        uri = f"runs:/{run.info.run_id}"
        fetched = mlflow.artifacts.download_artifacts(f"{uri}/all", dst_path=folder)
        assert (Path(fetched) / "notes.txt").read_text() == "hello"
        assert mlflow.artifacts.load_dict(f"{uri}/config/a.json") == {"a": 1}
        assert len(mlflow.artifacts.load_text(f"{uri}/big.txt")) == 2_000_000


def nested_runs_are_found() -> None:
    with mlflow.start_run() as parent:
        for rate in (0.1, 0.2):
            with mlflow.start_run(nested=True):
                mlflow.log_param("lr", rate)
                mlflow.log_metric("acc", 1 - rate)
    by_parent = f"tags.mlflow.parentRunId = '{parent.info.run_id}'"
    frame = mlflow.search_runs(filter_string=by_parent, order_by=["metrics.acc ASC"])
    assert list(frame["params.lr"]) == ["0.2", "0.1"]
    better = mlflow.search_runs(filter_string=f"{by_parent} and metrics.acc > 0.85")
    assert list(better["metrics.acc"]) == [0.9]


def runs_and_experiments_are_deleted_and_restored() -> None:
    client = MlflowClient()
    experiment_id = client.create_experiment(f"put aside {UNIQUE}", tags={"a": "1"})
    run_id = client.create_run(experiment_id).info.run_id
    client.delete_run(run_id)
    assert client.search_runs([experiment_id]) == []
    assert len(client.search_runs([experiment_id], run_view_type=ViewType.DELETED_ONLY)) == 1
    client.restore_run(run_id)
    assert client.get_run(run_id).info.lifecycle_stage == "active"
    client.rename_experiment(experiment_id, f"renamed {UNIQUE}")
    client.delete_experiment(experiment_id)
    assert client.get_experiment(experiment_id).lifecycle_stage == "deleted"
    client.restore_experiment(experiment_id)
    (found,) = client.search_experiments(filter_string=f"name = 'renamed {UNIQUE}'")
    assert (found.experiment_id, found.tags["a"]) == (experiment_id, "1")


def a_model_is_logged_registered_and_loaded() -> None:
    client, name = MlflowClient(), f"digits {UNIQUE}"
    model = LogisticRegression().fit(X, Y)
    with mlflow.start_run() as run:
        signature = mlflow.models.infer_signature(X, Y)
        needs = ["scikit-learn"]
        mlflow.sklearn.log_model(
            model, "model", registered_model_name=name, signature=signature, pip_requirements=needs
        )
    uri = f"runs:/{run.info.run_id}/model"
    assert mlflow.sklearn.load_model(uri).predict(X).tolist() == Y.tolist()
    assert mlflow.pyfunc.load_model(uri).predict(X).tolist() == Y.tolist()
    assert mlflow.register_model(uri, name).version in {2, "2"}
    client.set_registered_model_alias(name, "champion", "1")
    client.set_model_version_tag(name, "1", "k", "v")
    client.update_registered_model(name, description="Digits.")
    for each in (f"models:/{name}/2", f"models:/{name}@champion", f"models:/{name}/latest"):
        assert mlflow.sklearn.load_model(each).predict(X).tolist() == Y.tolist()
    assert int(client.get_model_version_by_alias(name, "champion").version) == 1
    (found,) = client.search_model_versions(f"name = '{name}' and tags.k = 'v'")
    assert (int(found.version), found.run_id) == (1, run.info.run_id)
    (known,) = client.search_registered_models(f"name = '{name}'")
    assert known.description == "Digits."


def a_version_moves_through_stages() -> None:
    client, name = MlflowClient(), f"staged {UNIQUE}"
    client.create_registered_model(name)
    run = client.create_run(_experiment_id())
    for _ in range(2):
        client.create_model_version(name, f"{run.info.artifact_uri}/model", run.info.run_id)
    client.transition_model_version_stage(name, "1", "Production")
    client.transition_model_version_stage(name, "2", "Production", archive_existing_versions=True)
    stages = {
        int(v.version): v.current_stage for v in client.search_model_versions(f"name = '{name}'")
    }
    assert stages == {1: "Archived", 2: "Production"}
    (latest,) = client.get_latest_versions(name, ["Production"])
    assert int(latest.version) == 2
    client.delete_model_version(name, "1")
    client.delete_registered_model(name)
    assert client.search_registered_models(f"name = '{name}'") == []


def autologging() -> None:
    mlflow.sklearn.autolog(silent=True)
    try:
        with mlflow.start_run() as run:
            LogisticRegression().fit(X, Y)
    finally:
        mlflow.sklearn.autolog(disable=True)
    got = mlflow.get_run(run.info.run_id)
    assert got.data.params["C"] == "1.0"
    assert "training_score" in got.data.metrics
    assert got.inputs is not None
    assert got.inputs.dataset_inputs
    loaded = mlflow.sklearn.load_model(f"runs:/{run.info.run_id}/model")
    assert loaded.predict(X).tolist() == Y.tolist()


def traces() -> None:
    @mlflow.trace
    def add(a: int, b: int) -> int:
        with mlflow.start_span("inner") as span:
            span.set_inputs({"a": a})
            return a + b

    assert add(1, 2) == 3
    client = MlflowClient()
    (trace,) = client.search_traces(experiment_ids=[_experiment_id()])
    assert [span.name for span in trace.data.spans] == ["add", "inner"]
    trace_id = getattr(trace.info, "trace_id", None) or trace.info.request_id
    client.set_trace_tag(trace_id, "k", "v")
    assert client.get_trace(trace_id).info.tags["k"] == "v"


STEPS: list[tuple[tuple[int, int], Callable[[], None]]] = [
    ((2, 9), params_metrics_tags_and_history),
    ((2, 9), a_batch_and_a_refusal),
    ((2, 9), files),
    ((2, 9), nested_runs_are_found),
    ((2, 9), runs_and_experiments_are_deleted_and_restored),
    ((2, 9), a_model_is_logged_registered_and_loaded),
    ((2, 9), a_version_moves_through_stages),
    ((2, 9), autologging),
    ((2, 22), traces),
]


def _experiment_id() -> str:
    experiment = mlflow.get_experiment_by_name(f"flow {UNIQUE}")
    assert experiment is not None
    return str(experiment.experiment_id)


def _refusal(call: Callable[[], object]) -> str:
    """The code of the error that the call ends in."""
    try:
        call()
    except MlflowException as refusal:
        return str(refusal.error_code)
    return ""


def main() -> None:
    """Every step that this release knows, in an experiment of its own."""
    warnings.simplefilter("ignore")
    mlflow.set_experiment(f"flow {UNIQUE}")
    for since, step in STEPS:
        if since <= RELEASE:
            print(step.__name__, file=sys.stderr, flush=True)
            step()
            print(f"done {step.__name__}")


if __name__ == "__main__":
    main()
