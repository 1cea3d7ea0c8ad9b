"""`MlflowClient`'s methods of tracking that no other module here is about."""

from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from mlflow.data.pandas_dataset import from_pandas
from mlflow.entities import (
    Dataset,
    DatasetInput,
    InputTag,
    LoggedModelInput,
    LoggedModelOutput,
    LoggedModelStatus,
    Metric,
    Param,
    RunTag,
    ViewType,
)

from tests.conformance.differential import differences
from tests.conformance.differential.both import Both
from tests.conformance.differential.here import Here
from tests.conformance.differential.marks import DIFFERENTIAL

pytestmark = DIFFERENTIAL


def test_what_is_logged_is_read(both: Both) -> None:
    def scenario(here: Here) -> None:
        client = here.client
        experiment_id = here.experiment()
        tags = {"a": "1", "mlflow.user": "bob", "mlflow.source.name": "x.py"}
        run = here.see("create", client.create_run, experiment_id, 1_000, tags, "first")
        assert run is not None
        run_id = run.info.run_id
        here.see("param", client.log_param, run_id, "p", [1, 2])
        here.see("metric", client.log_metric, run_id, "m", 0.5, 1_000, 3)
        here.see("tag", client.set_tag, run_id, "t", {"x": 1})
        here.see("rename by tag", client.set_tag, run_id, "mlflow.runName", "second")
        here.see("batch", client.log_batch, run_id, [Metric("n", 1, 1, 0)], [Param("q", "1")], [])
        here.see("delete tag", client.delete_tag, run_id, "t")
        here.see("delete tag again", client.delete_tag, run_id, "t")
        here.see("get", client.get_run, run_id)
        here.see("rename", client.update_run, run_id, name="third")
        here.see("rename to nothing", client.update_run, run_id, name="")
        here.see("fail", client.set_terminated, run_id, "FAILED", 5_000)
        here.see("log to a finished run", client.log_metric, run_id, "m", 1.0, 2_000, 4)
        here.see("go on", client.update_run, run_id, status="RUNNING")
        here.see("get again", client.get_run, run_id)
        here.see("tags", client.log_batch, run_id, tags=[RunTag("x", "1"), RunTag("a", "2")])
        here.see("search", client.search_runs, [experiment_id], "tags.a = '2'")
        here.see("unknown", client.log_metric, "nobody", "m", 1.0)

    both(scenario)


def test_parents_and_children(both: Both) -> None:
    def scenario(here: Here) -> None:
        client = here.client
        experiment_id = here.experiment()
        parent = client.create_run(experiment_id, 1_000, run_name="parent").info.run_id
        tags = {"mlflow.parentRunId": parent}
        child = client.create_run(experiment_id, 2_000, tags, "child").info.run_id
        here.see("parent", client.get_parent_run, child)
        here.see("of a parent", client.get_parent_run, parent)
        found = f"tags.mlflow.parentRunId = '{parent}'"
        here.see("children", client.search_runs, [experiment_id], found)
        client.delete_run(parent)
        here.see("deleted parent", client.get_parent_run, child)
        here.see("child of a deleted parent", client.get_run, child)
        client.set_tag(child, "mlflow.parentRunId", "0" * 32)
        here.see("lost parent", client.get_parent_run, child)

    both(scenario)


def test_inputs_and_outputs(both: Both) -> None:
    def scenario(here: Here) -> None:
        client = here.client
        experiment_id = here.experiment()
        run_id, other = here.run(experiment_id), here.run(experiment_id)
        iris = Dataset("iris", "d1", "local", "x", "schema", "profile")
        training = DatasetInput(iris, [InputTag("mlflow.data.context", "training")])
        here.see("log", client.log_inputs, run_id, [training])
        testing = DatasetInput(iris, [InputTag("mlflow.data.context", "testing")])
        here.see("again in another context", client.log_inputs, run_id, [testing])
        here.see("in another run", client.log_inputs, other, [DatasetInput(iris, [])])
        changed = Dataset("iris", "d1", "local", "y", "other", "other")
        here.see("changed", client.log_inputs, other, [DatasetInput(changed, [])])
        model = client.create_logged_model(experiment_id, name="m", source_run_id=run_id)
        here.see("model in", client.log_inputs, other, models=[LoggedModelInput(model.model_id)])
        outputs = [LoggedModelOutput(model.model_id, 3)]
        here.see("model out", client.log_outputs, run_id, outputs)
        here.see(
            "model out again", client.log_outputs, run_id, [LoggedModelOutput(model.model_id, 3)]
        )
        nobody = "m-" + "0" * 32
        here.see("run", client.get_run, run_id)
        here.see("other", client.get_run, other)
        differs = differences.LINK_TO_NOTHING
        links = [LoggedModelInput(nobody)]
        here.see("nobody in", client.log_inputs, run_id, models=links, differs=differs)
        outputs = [LoggedModelOutput(nobody, 0)]
        here.see("nobody out", client.log_outputs, run_id, outputs, differs=differs)
        body = {"experiment_ids": [experiment_id]}
        here.post("datasets", SEARCH_DATASETS, body, shown=_summaries)

    both(scenario, may=(differences.WRITTEN_TWICE,))


SEARCH_DATASETS = "/ajax-api/2.0/mlflow/experiments/search-datasets"


def _summaries(answer: dict[str, list[dict[str, str]]]) -> list[dict[str, str]]:
    # They come in no order.
    return sorted(answer["dataset_summaries"], key=lambda each: each.get("context", ""))


BAD_INPUTS: list[dict[str, object]] = [
    {},
    {"datasets": []},
    {"datasets": [{}]},
    {"datasets": [{"dataset": {}}]},
    {"datasets": [{"dataset": {"name": "n"}}]},
    {"datasets": [{"dataset": {"name": "n", "digest": "d"}}]},
    {"datasets": [{"dataset": {"name": "n", "digest": "d", "source_type": "s"}}]},
    {
        "datasets": [
            {"dataset": {"name": "n" * 501, "digest": "d", "source_type": "s", "source": "x"}}
        ]
    },
    {
        "datasets": [
            {"dataset": {"name": "n", "digest": "d" * 37, "source_type": "s", "source": "x"}}
        ]
    },
    {"datasets": "x"},
]


def test_inputs_that_are_none(both: Both) -> None:
    def scenario(here: Here) -> None:
        run_id = here.run()
        for number, body in enumerate(BAD_INPUTS):
            here.post(f"{number}", "runs/log-inputs", {"run_id": run_id, **body})

    both(scenario, may=(differences.STRICT_INPUT,))


def test_files_of_every_kind(both: Both) -> None:
    mpl.use("Agg")

    def scenario(here: Here) -> None:
        client, run_id = here.client, here.run()
        Path("one.txt").write_text("one")
        Path("folder/deep").mkdir(parents=True)
        Path("folder/deep/two.txt").write_text("two")
        here.see("artifact", client.log_artifact, run_id, "one.txt", "files")
        here.see("artifacts", client.log_artifacts, run_id, "folder", "more")
        here.see("text", client.log_text, run_id, "text", "text.txt")
        here.see("dict", client.log_dict, run_id, {"a": [1, 2]}, "d.json")
        here.see("yaml", client.log_dict, run_id, {"a": [1, 2]}, "d.yaml")
        figure = Figure()
        figure.add_subplot().plot([1, 2])
        here.see("figure", client.log_figure, run_id, figure, "figure.png")
        image = np.zeros((2, 2, 3), dtype=np.uint8)
        here.see("image", client.log_image, run_id, image, "image.png")
        here.see("image of a step", client.log_image, run_id, image, key="shot", step=1)
        here.see("table", client.log_table, run_id, {"x": [1, 2]}, "table.json")
        here.see("more table", client.log_table, run_id, pd.DataFrame({"x": [3]}), "table.json")
        here.see(
            "load table",
            client.load_table,
            here.client.get_run(run_id).info.experiment_id,
            "table.json",
            [run_id],
        )
        for path in (None, "files", "more", "more/deep", "nowhere", "text.txt", "../x"):
            here.see(f"list {path}", client.list_artifacts, run_id, path)
        got = here.client.download_artifacts(run_id, "text.txt", str(here.folder))
        here.note("downloaded", Path(got).read_text())
        here.see("download nothing", client.download_artifacts, run_id, "nothing.txt")

    both(scenario)


def test_a_dataset_by_its_source(both: Both) -> None:
    def scenario(here: Here) -> None:
        frame = pd.DataFrame({"x": [1, 2], "y": [0.5, 1.5]})
        dataset = from_pandas(frame, source="s3://bucket/d.csv", name="pairs", targets="y")
        entity = dataset._to_mlflow_entity()
        run_id = here.run()
        here.see("log", here.client.log_inputs, run_id, [DatasetInput(entity, [])])
        here.see("run", here.client.get_run, run_id)

    both(scenario)


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


MODELS = [
    *("", "name = 'a'", "name != 'a'", "name LIKE 'a%'", "name ILIKE 'A%'", "name IN ('a', 'b')"),
    *("name NOT IN ('a')", "attributes.name = 'a'", "attribute.name = 'a'", "`name` = 'a'"),
    *(
        "model_type = 'sklearn'",
        "status = 'READY'",
        "status = 'LOGGED_MODEL_READY'",
        "status != 'READY'",
    ),
    *("status IN ('READY', 'PENDING')", "creation_timestamp > 0", "creation_time > 0"),
    *(
        "last_updated_timestamp < 0",
        "source_run_id = 'x'",
        "source_run_id LIKE '%'",
        "model_id LIKE 'm-%'",
    ),
    *(
        "metrics.f1 > 0.5",
        "metrics.f1 <= 0.5",
        "metrics.f1 != 0.5",
        "metric.f1 > 0.5",
        "metrics.`f1` > 0",
    ),
    *(
        "metrics.nobody > 0",
        "params.depth = '3'",
        "params.depth LIKE '%'",
        "params.depth IN ('3', '5')",
    ),
    *(
        "params.depth != '3'",
        "param.depth = '3'",
        "tags.t = 'x'",
        "tags.t != 'x'",
        "tags.nobody = 'x'",
    ),
    *("tags.t IS NULL", "params.depth IS NOT NULL", "params.depth > '1'", "metrics.f1 LIKE '1'"),
    *(
        "name = 'a' AND metrics.f1 > 0",
        "name = 'a' OR name = 'b'",
        "nonsense = 'a'",
        "name",
        "name =",
    ),
    *(
        "name > 'a'",
        "status LIKE 'R%'",
        "metrics.f1 > 'x'",
        "creation_timestamp = 'x'",
        "foo.bar = 'x'",
    ),
    *("experiment_id = '1'", "name like 'a%'", "name = 'a' and name != 'b'", 'name = "a"'),
]
MODEL_ORDERS = [
    [{"field_name": "name"}],
    [{"field_name": "name", "ascending": False}],
    [{"field_name": "creation_timestamp", "ascending": True}],
    [{"field_name": "creation_time"}],
    [{"field_name": "model_type"}, {"field_name": "name"}],
    [{"field_name": "metrics.f1", "ascending": True}],
    [{"field_name": "metrics.f1", "ascending": False}],
    [{"field_name": "metrics.f1", "dataset_name": "iris"}, {"field_name": "name"}],
    [{"field_name": "metrics.f1", "dataset_name": "iris", "dataset_digest": "d1"}],
    [{"field_name": "metrics.f1", "dataset_digest": "d1"}],
    [{"field_name": "metrics.nobody"}, {"field_name": "name"}],
    [{"field_name": "params.depth"}],
    [{"field_name": "tags.t"}],
    [{"field_name": "status"}, {"field_name": "name"}],
    [{"field_name": "nonsense"}],
    [{"field_name": "name", "dataset_name": "iris"}],
    [{}],
]
MODEL_DATASETS = [
    [],
    [{"dataset_name": "iris"}],
    [{"dataset_name": "iris", "dataset_digest": "d1"}],
    [{"dataset_name": "iris", "dataset_digest": "d2"}],
    [{"dataset_name": "wine"}, {"dataset_name": "iris"}],
    [{"dataset_name": "nobody"}],
    [{"dataset_digest": "d1"}],
    [{}],
]


_BY_NAME = [{"field_name": "name"}]
MODELS_ASKED: dict[str, list[Any]] = {
    "filter": MODELS,
    "order_by": MODEL_ORDERS,
    "datasets": MODEL_DATASETS,
    "max_results": [1, 0, -1, "2", 50, 51, 1_000, 50_001, None],
    "page_token": ["", "x", "{}"],
    "experiment_ids": [[], ["99999999"], ["x"], None],
}


def test_searches_of_logged_models(both: Both) -> None:
    def scenario(here: Here) -> None:
        experiment_id = _make_models(here)
        plain = {"experiment_ids": [experiment_id], "order_by": _BY_NAME}
        for field, values in MODELS_ASKED.items():
            for value in values:
                body = {**plain, field: value}
                here.post(f"{field} {value!r}", "logged-models/search", body, shown=_names)
        for datasets in MODEL_DATASETS:
            body = {**plain, "datasets": datasets, "filter": "metrics.f1 > 0.55"}
            here.post(f"f1 on {datasets!r}", "logged-models/search", body, shown=_names)
        here.note("pages", _pages(here, experiment_id))

    both(
        scenario,
        may=(
            differences.LENIENT_FILTER,
            differences.SERVER_FAILS,
            differences.STRICT_INPUT,
            differences.FOUND_AMONG_MODELS,
        ),
    )


def _names(answer: dict[str, list[dict[str, dict[str, str]]]]) -> list[str]:
    return [model["info"]["name"] for model in answer.get("models", [])]


def _pages(here: Here, experiment_id: str) -> list[list[str]]:
    pages: list[list[str]] = []
    token = None
    while len(pages) < 9:
        page = here.client.search_logged_models(
            [experiment_id], max_results=2, order_by=[{"field_name": "name"}], page_token=token
        )
        pages.append([model.name for model in page])
        if not (token := page.token):
            break
    return pages


def _make_models(here: Here) -> str:
    """An experiment with models that have a bit of everything."""
    client, experiment_id = here.client, here.experiment()
    run_id = here.run(experiment_id)
    for number, (name, kind, values) in enumerate(
        (
            ("a", "sklearn", {"": 0.5, "iris": 0.6}),
            ("b", "sklearn", {"": 0.7}),
            ("c", "torch", {"iris": 0.4, "wine": 0.9}),
            ("d", "", {}),
            ("A", "torch", {"wine": 0.1}),
        )
    ):
        model = client.create_logged_model(
            experiment_id,
            name=name,
            model_type=kind or None,
            source_run_id=run_id if number % 2 else None,
            tags={"t": "x"} if number < 2 else {"t": "y"} if number == 2 else {},
            params={"depth": str(3 + number % 2)} if number < 4 else {},
        )
        if number % 2:
            client.finalize_logged_model(model.model_id, "READY")
        for step, (dataset, value) in enumerate(values.items()):
            known: dict[str, Any] = (
                {"dataset_name": dataset, "dataset_digest": "d1"} if dataset else {}
            )
            client.log_metric(run_id, "f1", value, 1_000, step, model_id=model.model_id, **known)
    return experiment_id


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


def test_all_views_of_runs(both: Both) -> None:
    def scenario(here: Here) -> None:
        client, experiment_id = here.client, here.experiment()
        for number in range(4):
            run = client.create_run(experiment_id, number + 1, run_name=str(number))
            if number % 2:
                client.delete_run(run.info.run_id)
        for view in (ViewType.ACTIVE_ONLY, ViewType.DELETED_ONLY, ViewType.ALL):
            here.see(f"{view}", client.search_runs, [experiment_id], run_view_type=view)

    both(scenario)
