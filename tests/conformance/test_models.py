"""MLflow's client logs, registers and loads models."""

import time

import mlflow
import numpy as np
import pandas as pd
import pytest
from mlflow import MlflowClient
from sklearn.linear_model import LogisticRegression

from tests.conformance.portal import experiment

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("portal"), pytest.mark.any_database]

X = np.array([[0.0], [1.0], [2.0], [3.0]])
Y = np.array([0, 0, 1, 1])
# Given, or the client starts an interpreter to find out.
NEEDS = ["scikit-learn"]


def fitted() -> LogisticRegression:
    return LogisticRegression().fit(X, Y)


def test_autologging_logs_params_metrics_and_the_model() -> None:
    experiment()
    mlflow.sklearn.autolog(silent=True)
    with mlflow.start_run() as run:
        fitted()
    got = mlflow.get_run(run.info.run_id)
    assert got.data.params["C"] == "1.0"
    assert "training_score" in got.data.metrics
    assert got.outputs is not None
    assert len(got.outputs.model_outputs) == 1
    models = mlflow.search_logged_models(experiment_ids=[run.info.experiment_id])
    assert list(models["source_run_id"]) == [run.info.run_id]


def test_a_logged_model_is_loaded_again() -> None:
    experiment()
    with mlflow.start_run():
        info = mlflow.sklearn.log_model(
            fitted(), name="forest", input_example=X[:1], pip_requirements=NEEDS
        )
    loaded = mlflow.sklearn.load_model(info.model_uri)
    assert loaded.predict(X).tolist() == Y.tolist()
    assert mlflow.pyfunc.load_model(info.model_uri).predict(X).tolist() == Y.tolist()
    model = mlflow.get_logged_model(info.model_id)
    assert model.status == "READY"
    assert model.name == "forest"


def test_a_model_is_registered_and_loaded_by_version_and_alias() -> None:
    experiment()
    name = f"digits-{time.time_ns()}"
    with mlflow.start_run() as run:
        info = mlflow.sklearn.log_model(
            fitted(), name="m", registered_model_name=name, pip_requirements=NEEDS
        )
    version = mlflow.register_model(info.model_uri, name, tags={"a": "1"})
    assert (version.version, version.run_id) == ("2", run.info.run_id)
    client = MlflowClient()
    client.set_registered_model_alias(name, "champion", "1")
    for uri in (f"models:/{name}/2", f"models:/{name}@champion", f"models:/{name}/latest"):
        assert mlflow.sklearn.load_model(uri).predict(X).tolist() == Y.tolist()
    assert client.get_model_version_by_alias(name, "champion").version == "1"
    assert client.get_registered_model(name).aliases == {"champion": "1"}


def test_a_runs_model_is_registered_by_its_address() -> None:
    experiment()
    name = f"by-run-{time.time_ns()}"
    with mlflow.start_run() as run:
        mlflow.sklearn.log_model(fitted(), name="m", pip_requirements=NEEDS)
    version = mlflow.register_model(f"runs:/{run.info.run_id}/m", name)
    assert mlflow.sklearn.load_model(f"models:/{name}/{version.version}").predict(X).tolist()


def test_versions_are_staged_searched_copied_and_deleted() -> None:
    experiment()
    name = f"staged-{time.time_ns()}"
    client = MlflowClient()
    with mlflow.start_run():
        mlflow.sklearn.log_model(
            fitted(), name="m", registered_model_name=name, pip_requirements=NEEDS
        )
    client.set_model_version_tag(name, "1", "k", "v")
    client.update_model_version(name, "1", description="One.")
    found = client.search_model_versions(f"name = '{name}' and tags.k = 'v'")
    assert [(v.version, v.description) for v in found] == [("1", "One.")]
    copy = client.copy_model_version(f"models:/{name}/1", f"{name}-copy")
    assert mlflow.sklearn.load_model(f"models:/{copy.name}/1").predict(X).tolist() == Y.tolist()
    client.delete_model_version(name, "1")
    client.delete_registered_model(name)
    assert client.search_registered_models(f"name = '{name}'") == []


def test_an_evaluation_is_logged() -> None:
    experiment()
    frame = pd.DataFrame({"x": X[:, 0], "y": Y, "predicted": fitted().predict(X)})
    with mlflow.start_run() as run:
        mlflow.models.evaluate(
            data=frame,
            targets="y",
            predictions="predicted",
            model_type="classifier",
            evaluator_config={"log_explainer": False},
        )
    assert mlflow.get_run(run.info.run_id).data.metrics["accuracy_score"] == 1.0
