"""Evaluations of models, which run in the client: what is left of them on the server."""

from typing import Any

import mlflow
import numpy as np
import pandas as pd
from mlflow.entities import Feedback
from mlflow.genai import datasets as genai
from mlflow.genai import scorer
from mlflow.metrics import make_metric
from mlflow.models import MetricThreshold
from sklearn.linear_model import LinearRegression, LogisticRegression

from tests.conformance.differential.both import Both
from tests.conformance.differential.here import Here
from tests.conformance.differential.marks import DIFFERENTIAL

pytestmark = DIFFERENTIAL

X = np.arange(20, dtype=float).reshape(-1, 1)
CLASSES = (X[:, 0] > 9).astype(int)
VALUES = 3 * X[:, 0] + 1
# Given, or the client starts an interpreter to find out.
NEEDS = ["scikit-learn"]
PLAIN = {"log_explainer": False, "log_model_explainability": False}


def off_by_two(predictions: pd.Series, targets: pd.Series) -> float:
    return float(np.mean(np.abs(predictions - targets) > 2))


def test_a_classifier_is_evaluated(both: Both) -> None:
    def scenario(here: Here) -> None:
        result = _evaluate(here, LogisticRegression().fit(X, CLASSES), CLASSES, "classifier")
        for label, threshold in (("good enough", 0.5), ("not good enough", 1.1)):
            asked = MetricThreshold(threshold=threshold, greater_is_better=True)
            validate = mlflow.validate_evaluation_results
            here.see(label, validate, {"accuracy_score": asked}, result)

    both(scenario)


def test_a_regressor_is_evaluated(both: Both) -> None:
    def scenario(here: Here) -> None:
        metric = make_metric(eval_fn=off_by_two, greater_is_better=False, name="off_by_two")
        model = LinearRegression().fit(X, VALUES)
        _evaluate(here, model, VALUES, "regressor", extra_metrics=[metric])

    both(scenario)


def test_predictions_are_evaluated_without_a_model(both: Both) -> None:
    def scenario(here: Here) -> None:
        frame = pd.DataFrame({"x": X[:, 0], "y": CLASSES, "predicted": 1 - CLASSES})
        mlflow.set_experiment(here.unique("e"))
        with mlflow.start_run() as run:
            mlflow.evaluate(
                data=frame,
                targets="y",
                predictions="predicted",
                model_type="classifier",
                evaluator_config=PLAIN,
            )
        here.note("run", _run(run.info.run_id))

    both(scenario)


@scorer
def exact(outputs: str, expectations: dict[str, str]) -> bool:
    return outputs == expectations["answer"]


@scorer
def length(outputs: str) -> Feedback:
    return Feedback(value=len(outputs), rationale="Counted.", metadata={"unit": "characters"})


@scorer
def broken(outputs: str) -> float:
    raise ZeroDivisionError("nobody can know")


def shout(question: str) -> str:
    with mlflow.start_span("inner") as span:
        span.set_inputs({"question": question})
        return question.upper()


DATA = [
    {"inputs": {"question": "a"}, "expectations": {"answer": "A"}},
    {"inputs": {"question": "bc"}, "expectations": {"answer": "B"}},
]


def test_a_function_is_evaluated_by_functions(both: Both) -> None:
    def scenario(here: Here) -> None:
        experiment_id = mlflow.set_experiment(here.unique("e")).experiment_id
        result = mlflow.genai.evaluate(data=DATA, predict_fn=shout, scorers=[exact, length, broken])
        here.note("metrics", result.metrics)
        here.note("run", _run(result.run_id))
        here.note("traces", _traces(experiment_id))
        found = mlflow.search_traces(locations=[experiment_id], run_id=result.run_id)
        here.note("traces of the run", len(found))

    both(scenario)


def test_a_dataset_of_the_server_is_evaluated(both: Both) -> None:
    def scenario(here: Here) -> None:
        experiment_id = mlflow.set_experiment(here.unique("e")).experiment_id
        dataset = genai.create_dataset(name="questions", experiment_id=experiment_id)
        dataset.merge_records(DATA)
        result = mlflow.genai.evaluate(data=dataset, predict_fn=shout, scorers=[exact])
        here.note("metrics", result.metrics)
        here.note("run", _run(result.run_id))
        here.note("traces", _traces(experiment_id))
        filled = genai.create_dataset(name="from traces", experiment_id=experiment_id)
        traces: Any = mlflow.search_traces(locations=[experiment_id], return_type="list")
        filled.merge_records(traces)
        frame = filled.to_df().to_dict("records")
        rows = [[row["inputs"], row["expectations"], row["source_type"]] for row in frame]
        here.note("records of traces", sorted(rows, key=str))
        by_trace = {row["source_id"] for row in frame}
        here.note("their source", by_trace == {trace.info.trace_id for trace in traces})

    both(scenario)


def _evaluate(here: Here, model: Any, targets: Any, kind: str, **more: Any) -> Any:
    mlflow.set_experiment(here.unique("e"))
    frame = pd.DataFrame({"x": X[:, 0], "y": targets})
    with mlflow.start_run() as run:
        info = mlflow.sklearn.log_model(model, name="m", pip_requirements=NEEDS)
        result = mlflow.models.evaluate(
            info.model_uri,
            frame,
            targets="y",
            model_type=kind,
            evaluator_config=PLAIN,
            **more,
        )
    here.note("metrics", result.metrics)
    here.note("artifacts", sorted(result.artifacts))
    here.note("run", _run(run.info.run_id))
    model_metrics = mlflow.get_logged_model(info.model_id).metrics or []
    here.note("metrics of the model", sorted([each.key, each.value] for each in model_metrics))
    return result


def _run(run_id: str) -> dict[str, Any]:
    """What the evaluation left of the run."""
    run = mlflow.get_run(run_id)
    client = mlflow.MlflowClient()
    inputs = run.inputs.dataset_inputs if run.inputs else []
    return {
        "status": run.info.status,
        "metrics": run.data.metrics,
        "params": run.data.params,
        "tags": sorted(key for key in run.data.tags if key != "mlflow.user"),
        "files": sorted(each.path for each in client.list_artifacts(run_id)),
        "datasets": sorted(each.dataset.source_type for each in inputs),
    }


def _traces(experiment_id: str) -> list[Any]:
    """The traces with what was thought of them."""
    traces: Any = mlflow.search_traces(locations=[experiment_id], return_type="list")
    found = [
        {
            "request": trace.data.request,
            "response": trace.data.response,
            "spans": [span.name for span in trace.data.spans],
            "state": trace.info.state,
            "assessments": sorted(
                (_assessment(each) for each in trace.info.assessments),
                key=lambda each: each["name"],
            ),
        }
        for trace in traces
    ]
    return sorted(found, key=lambda each: str(each["request"]))


def _assessment(assessment: Any) -> dict[str, Any]:
    error = assessment.error
    return {
        "name": assessment.name,
        "value": assessment.value,
        "rationale": assessment.rationale,
        "source": assessment.source.source_type,
        "metadata": sorted(assessment.metadata or {}),
        "error": error.error_code if error else None,
    }
