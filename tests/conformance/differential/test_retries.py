"""The same request again, as a client sends it that heard no answer to the first."""

from collections.abc import Callable
from typing import Any

from tests.conformance.differential import differences
from tests.conformance.differential.both import Both
from tests.conformance.differential.here import Here
from tests.conformance.differential.marks import DIFFERENTIAL

pytestmark = DIFFERENTIAL


def test_what_is_logged_twice(both: Both) -> None:
    def scenario(here: Here) -> None:
        run_id = here.run()
        point = {"key": "m", "value": 0.5, "timestamp": 1, "step": 1}
        batch = {
            "run_id": run_id,
            "metrics": [point, {**point, "step": 2}],
            "params": [{"key": "p", "value": "1"}],
            "tags": [{"key": "t", "value": "1"}],
        }
        data = {"name": "iris", "digest": "d", "source_type": "s", "source": "x"}
        for path, body in (
            ("runs/log-batch", batch),
            ("runs/log-metric", {"run_id": run_id, **point, "key": "n"}),
            ("runs/log-parameter", {"run_id": run_id, "key": "q", "value": "1"}),
            ("runs/set-tag", {"run_id": run_id, "key": "u", "value": "1"}),
            ("runs/log-inputs", {"run_id": run_id, "datasets": [{"dataset": data}]}),
            ("runs/update", {"run_id": run_id, "status": "FINISHED", "end_time": 5}),
        ):
            twice(here, path, body)
        another = {**batch, "params": [{"key": "p", "value": "2"}], "tags": []}
        here.post("another value", "runs/log-batch", another)
        here.see("run", here.client.get_run, run_id)
        here.see("history", here.client.get_metric_history, run_id, "m")

    both(scenario)


def test_runs_and_experiments_twice(both: Both) -> None:
    def scenario(here: Here) -> None:
        client, experiment_id = here.client, here.experiment()
        run = {"experiment_id": experiment_id, "start_time": 1, "run_name": "r", "user_id": "bob"}
        twice(here, "runs/create", run)
        here.note("runs", len(client.search_runs([experiment_id])))
        run_id = here.run(experiment_id)
        of_run, of_experiment = {"run_id": run_id}, {"experiment_id": experiment_id}
        twice(here, "runs/delete-tag", {**of_run, "key": "mlflow.runName"})
        twice(here, "runs/delete", of_run)
        here.see("deleted", client.get_run, run_id)
        twice(here, "runs/restore", of_run)
        here.see("restored", client.get_run, run_id)
        tag = {**of_experiment, "key": "a", "value": "1"}
        twice(here, "experiments/set-experiment-tag", tag)
        twice(here, "experiments/delete-experiment-tag", {**of_experiment, "key": "a"})
        twice(here, "experiments/update", {**of_experiment, "new_name": here.unique("new")})
        twice(here, "experiments/create", {"name": here.unique("other")})
        twice(here, "experiments/delete", of_experiment)
        here.see("gone", client.get_experiment, experiment_id)
        twice(here, "experiments/restore", of_experiment)
        here.see("back", client.get_experiment, experiment_id)

    both(scenario)


def test_models_twice(both: Both) -> None:
    def scenario(here: Here) -> None:
        name, client = here.unique("m"), here.client
        model = {"name": name}
        twice(here, "registered-models/create", model)
        source = {**model, "source": "s3://bucket/model"}
        twice(here, "model-versions/create", source)
        here.note("versions", len(client.search_model_versions(f"name = '{name}'")))
        version = {**model, "version": "1"}
        twice(here, "registered-models/alias", {**version, "alias": "best"})
        twice(here, "registered-models/set-tag", {**model, "key": "a", "value": "1"})
        twice(here, "model-versions/set-tag", {**version, "key": "a", "value": "1"})
        twice(here, "model-versions/transition-stage", {**version, "stage": "Production"})
        for path, body in (
            ("registered-models/alias", {**model, "alias": "best"}),
            ("registered-models/delete-tag", {**model, "key": "a"}),
            ("model-versions/delete-tag", {**version, "key": "a"}),
            ("model-versions/delete", version),
        ):
            twice(here, path, body, method="DELETE")
        twice(here, "registered-models/rename", {**model, "new_name": f"{name}2"})
        twice(here, "registered-models/delete", {"name": f"{name}2"}, method="DELETE")

    both(scenario, may=(differences.OWNER,))


def test_logged_models_twice(both: Both) -> None:
    def scenario(here: Here) -> None:
        client, experiment_id = here.client, here.experiment()
        twice(here, "logged-models", {"experiment_id": experiment_id, "name": "m"}, shown=nothing)
        here.note("models", len(client.search_logged_models([experiment_id])))
        model_id = client.create_logged_model(experiment_id, name="n").model_id
        place = f"logged-models/{model_id}"
        params = {"model_id": model_id, "params": [{"key": "p", "value": "1"}]}
        twice(here, f"{place}/params", params)
        tags = {"model_id": model_id, "tags": [{"key": "t", "value": "1"}]}
        twice(here, f"{place}/tags", tags, method="PATCH", shown=nothing)
        ready = {"model_id": model_id, "status": "LOGGED_MODEL_READY"}
        twice(here, place, ready, method="PATCH", shown=nothing)
        run_id = here.run(experiment_id)
        outputs = {"run_id": run_id, "models": [{"model_id": model_id, "step": 1}]}
        twice(here, "runs/outputs", outputs)
        here.see("run", client.get_run, run_id)
        twice(here, f"{place}/tags/t", {}, method="DELETE")
        twice(here, place, {}, method="DELETE")
        here.see("model", client.get_logged_model, model_id)

    both(scenario, may=(differences.WRITTEN_TWICE,))


def twice(
    here: Here,
    path: str,
    body: dict[str, Any],
    method: str = "POST",
    shown: Callable[[Any], Any] | None = None,
) -> None:
    """Send the same request two times and note both answers."""
    named = here.eraser.clean(path)
    for time in ("first", "again"):
        here.request(f"{method} {named} {time}", method, path, json=body, shown=shown)


def nothing(_answer: Any) -> str:
    """That it was taken; what came of it is looked at afterwards."""
    return "taken"
