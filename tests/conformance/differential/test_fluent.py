"""`mlflow.…`: the functions that scripts call, one by one."""

import contextlib
import io
from pathlib import Path
from typing import Any

import matplotlib as mpl
import mlflow
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from mlflow.data.pandas_dataset import from_pandas
from mlflow.entities import LoggedModelInput, LoggedModelOutput, Run
from mlflow.utils.time import get_current_time_millis

from tests.conformance.differential.both import Both
from tests.conformance.differential.here import Here
from tests.conformance.differential.marks import DIFFERENTIAL

pytestmark = DIFFERENTIAL


def test_a_script_that_logs_everything(both: Both) -> None:
    def scenario(here: Here) -> None:
        here.see("set experiment", mlflow.set_experiment, "digits")
        here.see("set it again", mlflow.set_experiment, "digits")
        with mlflow.start_run(run_name="first", tags={"a": "1"}, description="Ours.") as run:
            run_id = run.info.run_id
            here.note("active", mlflow.active_run() is not None)
            here.see("param", mlflow.log_param, "lr", 0.1)
            here.see("params", mlflow.log_params, {"layers": [1, 2], "none": None})
            here.see("metric", mlflow.log_metric, "loss", 0.5, step=1, timestamp=1_000)
            here.see("metrics", mlflow.log_metrics, {"a": 1.0, "b": 2}, step=2, timestamp=1_000)
            mlflow.log_metric("late", 1.0, synchronous=False)
            here.see("tag", mlflow.set_tag, "team", "vision")
            here.see("tags", mlflow.set_tags, {"x": 1, "y": "2"})
            here.see("delete tag", mlflow.delete_tag, "x")
            here.see("delete no tag", mlflow.delete_tag, "nobody")
            here.see("uri", mlflow.get_artifact_uri, "files")
            here.see("param anew", mlflow.log_param, "lr", 0.2)
            mlflow.flush_async_logging()
        here.see("last", mlflow.last_active_run)
        here.see("run", mlflow.get_run, run_id)
        here.see("by experiment", mlflow.search_runs, experiment_names=["digits"])
        here.see("as a list", mlflow.search_runs, output_format="list")
        here.see("of nobody", mlflow.search_runs, experiment_names=["nobody"])

    both(scenario)


def test_every_way_to_start_and_end(both: Both) -> None:
    def scenario(here: Here) -> None:
        experiment_id = here.see("create", mlflow.create_experiment, "e", tags={"a": "1"})
        mlflow.set_experiment(experiment_id=experiment_id)
        place: dict[str, Any] = {"experiment_id": experiment_id}
        with (
            mlflow.start_run(run_name="parent", **place) as parent,
            mlflow.start_run(run_name="child", nested=True, **place) as child,
        ):
            here.see("parent", mlflow.get_parent_run, child.info.run_id)
        here.see("child", mlflow.get_run, child.info.run_id)
        with mlflow.start_run(
            experiment_id=experiment_id, parent_run_id=parent.info.run_id, run_name="by id"
        ) as named:
            pass
        here.see("named", mlflow.get_run, named.info.run_id)
        with mlflow.start_run(run_id=named.info.run_id, tags={"again": "1"}):
            mlflow.log_param("p", 1)
        here.see("gone on", mlflow.get_run, named.info.run_id)
        with contextlib.suppress(ZeroDivisionError), mlflow.start_run(run_id=named.info.run_id):
            raise ZeroDivisionError
        here.see("failed", mlflow.get_run, named.info.run_id)
        mlflow.start_run(run_id=parent.info.run_id)
        here.see("killed", mlflow.end_run, "KILLED")
        here.see("delete", mlflow.delete_run, named.info.run_id)
        here.see("start a deleted one", mlflow.start_run, run_id=named.info.run_id)
        here.see("restore", mlflow.restore_run, named.info.run_id)
        here.see("start nobody", mlflow.start_run, run_id="0" * 32)
        here.see("start in nothing", mlflow.start_run, experiment_id="99999999")

    both(scenario)


def test_experiments_of_a_script(both: Both) -> None:
    def scenario(here: Here) -> None:
        made = mlflow.set_experiment("e").experiment_id
        here.see("tag", mlflow.set_experiment_tag, "a", "1")
        here.see("tags", mlflow.set_experiment_tags, {"b": "2", "c": "3"})
        here.see("delete tag", mlflow.delete_experiment_tag, "b")
        here.see("get", mlflow.get_experiment, made)
        here.see("by name", mlflow.get_experiment_by_name, "e")
        here.see("search", mlflow.search_experiments, filter_string="name = 'e'")
        here.see("delete", mlflow.delete_experiment, made)
        here.see("set a deleted one", mlflow.set_experiment, "e")
        here.see("restore", mlflow.restore_experiment, made)
        here.see("by id", mlflow.set_experiment, experiment_id=made)

    both(scenario)


def test_files_of_a_script(both: Both) -> None:
    mpl.use("Agg")

    def scenario(here: Here) -> None:
        mlflow.set_experiment("e")
        Path("one.txt").write_text("one")
        Path("folder").mkdir()
        Path("folder/two.txt").write_text("two")
        with mlflow.start_run() as run:
            here.see("artifact", mlflow.log_artifact, "one.txt", "files")
            here.see("artifacts", mlflow.log_artifacts, "folder", "more")
            here.see("text", mlflow.log_text, "text", "text.txt")
            here.see("dict", mlflow.log_dict, {"a": 1}, "d.json")
            here.see("stream", mlflow.log_stream, io.BytesIO(b"bytes"), "stream.bin")
            figure = Figure()
            figure.add_subplot().plot([1, 2])
            here.see("figure", mlflow.log_figure, figure, "figure.png")
            image = np.zeros((2, 2, 3), dtype=np.uint8)
            here.see("image", mlflow.log_image, image, "image.png")
            here.see("Image", mlflow.log_image, mlflow.Image(image), "other.png")
            here.see("table", mlflow.log_table, {"x": [1, 2]}, "table.json")
            mlflow.flush_artifact_async_logging()
        here.see("load", mlflow.load_table, "table.json", run_ids=[run.info.run_id])
        here.see("list", here.client.list_artifacts, run.info.run_id)
        here.see("list more", here.client.list_artifacts, run.info.run_id, "more")

    both(scenario)


def test_inputs_and_models_of_a_script(both: Both) -> None:
    def scenario(here: Here) -> None:
        mlflow.set_experiment("e")
        frame = from_pandas(pd.DataFrame({"x": [1, 2]}), source="s3://b/d.csv", name="pairs")
        with mlflow.start_run() as run:
            here.see("input", mlflow.log_input, frame, context="training", tags={"k": "v"})
            here.see("inputs", mlflow.log_inputs, [frame], ["testing"], [None])
            model = here.see("begin", mlflow.initialize_logged_model, "m", params={"p": "1"})
            assert model is not None
            here.see("params", mlflow.log_model_params, {"q": "2"}, model.model_id)
            known: dict[str, Any] = {"model_id": model.model_id, "step": 1, "timestamp": 1_000}
            here.see("metric", mlflow.log_metric, "f1", 0.5, **known)
            here.see("metric on data", mlflow.log_metric, "f2", 0.5, dataset=frame, **known)
            outputs = [LoggedModelOutput(model.model_id, 1)]
            here.see("output", mlflow.log_outputs, models=outputs)
            here.see(
                "read",
                here.client.log_inputs,
                run.info.run_id,
                models=[LoggedModelInput(model.model_id)],
            )
        here.see("done", mlflow.finalize_logged_model, model.model_id, "READY")
        here.see("tags", mlflow.set_logged_model_tags, model.model_id, {"a": "1"})
        here.see("delete tag", mlflow.delete_logged_model_tag, model.model_id, "a")
        here.see("get", mlflow.get_logged_model, model.model_id)
        here.see("last", mlflow.last_logged_model)
        here.see("run", mlflow.get_run, run.info.run_id)
        here.see("search", mlflow.search_logged_models, output_format="list")
        here.see("external", mlflow.create_external_model, name="x", model_type="agent")
        here.see(
            "found", mlflow.search_logged_models, filter_string="name = 'x'", output_format="list"
        )

    both(scenario)


def test_the_active_model(both: Both) -> None:
    def scenario(here: Here) -> None:
        mlflow.set_experiment("e")
        active = here.see("set", mlflow.set_active_model, name="m")
        here.note("is it", active is not None and mlflow.get_active_model_id() == active.model_id)
        here.see("again", mlflow.set_active_model, name="m")
        with mlflow.start_run() as run:
            mlflow.log_metric("f1", 0.5, step=1, timestamp=1_000)
        here.see("run", mlflow.get_run, run.info.run_id)
        here.see("model", mlflow.get_logged_model, mlflow.get_active_model_id())
        here.see("clear", mlflow.clear_active_model)
        here.note("none", mlflow.get_active_model_id())

    both(scenario)


def test_system_metrics(both: Both) -> None:
    def scenario(here: Here) -> None:
        mlflow.set_experiment("e")
        mlflow.enable_system_metrics_logging()
        mlflow.set_system_metrics_sampling_interval(0.05)
        mlflow.set_system_metrics_samples_before_logging(1)
        mlflow.set_system_metrics_node_id("node")
        try:
            with mlflow.start_run() as run:
                until = get_current_time_millis() + 30_000
                while get_current_time_millis() < until and not _system(run):
                    pass
        finally:
            mlflow.disable_system_metrics_logging()
            mlflow.set_system_metrics_node_id(None)
            mlflow.set_system_metrics_sampling_interval(None)
            mlflow.set_system_metrics_samples_before_logging(None)
        here.note("logged", "system/node/cpu_utilization_percentage" in _system(run))

    both(scenario)


def _system(run: Run) -> set[str]:
    return set(mlflow.get_run(run.info.run_id).data.metrics)


def test_workspaces_of_a_script(both: Both) -> None:
    def scenario(here: Here) -> None:
        name = f"x{here.suffix}"
        here.see("create", mlflow.create_workspace, name, description="Ours.")
        here.see("again", mlflow.create_workspace, name)
        here.see("get", mlflow.get_workspace, name)
        here.see("describe", mlflow.update_workspace, name, description="Yours.")
        here.note("listed", name in {each.name for each in mlflow.list_workspaces()})
        mlflow.set_workspace(name)
        here.see("in it", mlflow.search_experiments, filter_string="name != 'Default'")
        here.see("nobody", mlflow.get_workspace, "nobody-made-this")

    both(scenario)
