"""`MlflowClient`'s methods of tracking that no other module here is about."""

import pandas as pd
from mlflow.data.pandas_dataset import from_pandas
from mlflow.entities import (
    Dataset,
    DatasetInput,
    InputTag,
    LoggedModelInput,
    LoggedModelOutput,
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


def test_a_dataset_by_its_source(both: Both) -> None:
    def scenario(here: Here) -> None:
        frame = pd.DataFrame({"x": [1, 2], "y": [0.5, 1.5]})
        dataset = from_pandas(frame, source="s3://bucket/d.csv", name="pairs", targets="y")
        entity = dataset._to_mlflow_entity()
        run_id = here.run()
        here.see("log", here.client.log_inputs, run_id, [DatasetInput(entity, [])])
        here.see("run", here.client.get_run, run_id)

    both(scenario)


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
