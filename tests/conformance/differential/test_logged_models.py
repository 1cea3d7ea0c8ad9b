"""Logged models: how they come, change and go, and their files."""

from pathlib import Path
from typing import Any

from mlflow.entities import (
    LoggedModelStatus,
)

from tests.conformance.differential import differences
from tests.conformance.differential.both import Both
from tests.conformance.differential.here import Here
from tests.conformance.differential.marks import DIFFERENTIAL

pytestmark = DIFFERENTIAL


def test_the_life_of_a_logged_model(both: Both) -> None:
    def scenario(here: Here) -> None:
        client = here.client
        experiment_id = here.experiment()
        run_id = here.run(experiment_id)
        made = here.see(
            "create",
            client.create_logged_model,
            experiment_id,
            name="tree",
            source_run_id=run_id,
            tags={"a": "1"},
            params={"depth": "3"},
            model_type="sklearn",
        )
        assert made is not None
        model_id = made.model_id
        here.see("nameless", client.create_logged_model, experiment_id)
        here.see("more params", client.log_model_params, model_id, {"leaves": "7"})
        here.see("param again", client.log_model_params, model_id, {"leaves": "7"})
        here.see("param changed", client.log_model_params, model_id, {"leaves": "8"})
        here.see("tags", client.set_logged_model_tags, model_id, {"a": "2", "b": "3"})
        here.see("get", client.get_logged_model, model_id)
        here.see("delete tag", client.delete_logged_model_tag, model_id, "b")
        here.see("delete tag again", client.delete_logged_model_tag, model_id, "b")
        here.see("ready", client.finalize_logged_model, model_id, LoggedModelStatus.READY)
        here.see("failed then", client.finalize_logged_model, model_id, "FAILED")
        client.log_metric(run_id, "f1", 0.5, 1_000, 1, model_id=model_id)
        here.see(
            "metric on a dataset",
            client.log_metric,
            run_id,
            "f1",
            0.7,
            2_000,
            2,
            dataset_name="iris",
            dataset_digest="d1",
            model_id=model_id,
        )
        here.see("get measured", client.get_logged_model, model_id)
        here.see("run", client.get_run, run_id)
        here.see("delete", client.delete_logged_model, model_id)
        here.see("delete again", client.delete_logged_model, model_id)
        here.see("get deleted", client.get_logged_model, model_id)
        here.see("tag a deleted one", client.set_logged_model_tags, model_id, {"a": "3"})
        here.see("nobody", client.get_logged_model, "m-" + "0" * 32)

    both(scenario, may=(differences.WRITTEN_TWICE,))


def test_files_of_a_logged_model(both: Both) -> None:
    def scenario(here: Here) -> None:
        client = here.client
        model_id = client.create_logged_model(here.experiment(), name="m").model_id
        Path("weights.bin").write_bytes(b"123")
        Path("folder").mkdir()
        Path("folder/two.txt").write_text("two")
        here.see("one", client.log_model_artifact, model_id, "weights.bin")
        here.see("many", client.log_model_artifacts, model_id, "folder")
        here.see("list", client.list_logged_model_artifacts, model_id)
        here.see("list one", client.list_logged_model_artifacts, model_id, "weights.bin")
        here.see("of nobody", client.list_logged_model_artifacts, "m-" + "0" * 32)

    both(scenario)


def test_logged_models_in_a_bad_way(both: Both) -> None:
    def scenario(here: Here) -> None:
        experiment_id = here.experiment()
        good = {"experiment_id": experiment_id, "name": "m"}
        for name in (
            "",
            " ",
            "a/b",
            "a.b",
            "a:b",
            "..",
            "x" * 500,
            "x" * 501,
            "é",
            None,
            5,
            "a%b",
            "a'b",
            'a"b',
        ):
            here.post(f"name {name!r:.20}", "logged-models", {**good, "name": name}, shown=_taken)
        for wrong in ("", "x", "99999999", None, 5):
            here.post(
                f"experiment {wrong!r}",
                "logged-models",
                {**good, "experiment_id": wrong},
                shown=_taken,
            )
            here.post(
                f"run {wrong!r}", "logged-models", {**good, "source_run_id": wrong}, shown=_taken
            )
        for key, value in (
            ("", "1"),
            ("k" * 250, "1"),
            ("k" * 251, "1"),
            ("a$", "1"),
            ("v", "x" * 6_001),
            ("e", ""),
        ):
            pair = [{"key": key, "value": value}]
            here.post(f"param {key:.9}", "logged-models", {**good, "params": pair}, shown=_taken)
            here.post(f"tag {key:.9}", "logged-models", {**good, "tags": pair}, shown=_taken)
        model_id = here.client.create_logged_model(experiment_id, name="n").model_id
        own = {"model_id": model_id}
        here.request("no status", "PATCH", f"logged-models/{model_id}", json=own, shown=_taken)
        for status in ("LOGGED_MODEL_READY", 1, 2, 3, 0, "READY"):
            here.request(
                f"status {status}",
                "PATCH",
                f"logged-models/{model_id}",
                json={**own, "status": status},
                shown=_taken,
            )
        here.post("no params", f"logged-models/{model_id}/params", own, shown=_taken)
        here.request("no tags", "PATCH", f"logged-models/{model_id}/tags", json=own, shown=_taken)
        here.get("of nobody", "logged-models/x")

    both(scenario, may=(differences.LINK_TO_NOTHING, differences.STRICT_INPUT))


def _taken(_answer: Any) -> str:
    """That it was taken; what came of it, others look at."""
    return "taken"
