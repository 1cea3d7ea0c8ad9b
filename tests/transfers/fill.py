"""Fills an MLflow (a server, a database, a folder) with about everything that it can hold.

    python -m tests.transfers.fill URI [--runs 200] [--artifacts FOLDER]

What is made depends on the number of runs alone, but for ids and times that MLflow gives. It runs
in a process of its own: MLflow's client keeps the address it talks to in globals.
"""

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

os.environ.update(
    MLFLOW_ENABLE_ASYNC_TRACE_LOGGING="false",
    MLFLOW_DISABLE_TELEMETRY="true",
    MLFLOW_ALLOW_FILE_STORE="true",
    MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR="false",
    # An address is printed by asking for the run once more.
    MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT="true",
    GIT_PYTHON_REFRESH="quiet",
)

T0 = 1_700_000_000_000
EXPERIMENTS = ("vision", "sprach modell – größer 模型", "old ideas", "genai")
LONG_POINTS = 6_000
"""More than one chunk of a series."""


def fill(uri: str, *, runs: int = 200, genai: bool = True, timeout: float = 600) -> dict[str, Any]:
    """Fill the MLflow at this tracking URI; what was made, in numbers by kind.

    Raises:
        RuntimeError: it failed; with what it printed.
    """
    arguments = [sys.executable, "-m", "tests.transfers.fill", uri, "--runs", str(runs)]
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [*arguments, *([] if genai else ["--no-genai"])],
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout,
            env={**_plain(), "PYTHONPATH": str(Path(__file__).parents[2]), "PWD": folder},
        )
    if done.returncode:
        raise RuntimeError(f"filling {uri} failed:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _plain() -> dict[str, str]:
    """This environment without what a test may have told MLflow's client by it."""
    return {name: value for name, value in os.environ.items() if not name.startswith("MLFLOW_")}


class Filler:
    """Makes things through MLflow's own client, and counts them."""

    def __init__(self, uri: str, runs: int) -> None:
        import mlflow
        from mlflow import MlflowClient

        mlflow.set_tracking_uri(uri)
        mlflow.set_registry_uri(uri)
        self.client = MlflowClient(tracking_uri=uri, registry_uri=uri)
        self.uri = uri
        self.is_folder = not uri.startswith(("http", "sqlite", "postgresql", "mysql"))
        self.count = runs
        self.experiments: list[str] = []
        self.runs: list[str] = []
        self.models: list[str] = []
        self.made: dict[str, int] = {}

    def add(self, kind: str, number: int = 1) -> None:
        self.made[kind] = self.made.get(kind, 0) + number

    def make_experiments(self) -> None:
        client = self.client
        for name in EXPERIMENTS:
            tags = {"team": name[:3], "mlflow.note.content": f"About *{name}*"}
            self.experiments.append(client.create_experiment(name, tags=tags))
        doomed = client.create_experiment("abandoned")
        client.create_run(doomed, start_time=T0, run_name="left behind")
        client.delete_experiment(doomed)
        self.add("experiments", len(EXPERIMENTS) + 1)
        self.add("runs")

    def make_runs(self) -> None:
        for index in range(self.count):
            # A tenth goes to the default experiment, as people's first runs do.
            home = "0" if index % 10 == 9 else self.experiments[index % 3]
            self.runs.append(self._make_run(index, home))
        for run_id in self.runs[5::20]:
            self.client.delete_run(run_id)
        self.add("runs", self.count)

    def _make_run(self, index: int, experiment: str) -> str:
        from mlflow.entities import Metric, Param, RunTag

        client = self.client
        parent = {"mlflow.parentRunId": self.runs[index - 1]} if index % 7 == 3 else {}
        run = client.create_run(
            experiment,
            start_time=T0 + index * 1000,
            run_name=f"run {index}" if index % 5 else f"прогон-{index} ✨",
            tags={"mlflow.user": f"person{index % 4}", "mlflow.source.name": "train.py", **parent},
        )
        id_ = run.info.run_id
        params = {f"p{n}": f"v{(index * 7 + n) % 10}" for n in range(index % 6)}
        params |= {"lr": f"{0.1 / (1 + index):.6f}", "note/путь": "значение " * (index % 3 + 1)}
        if index % 11 == 0:
            params["long"] = "x" * 6000
        tags = {f"t{n}": f"tag {index % (n + 2)}" for n in range(index % 4)} | {"empty": ""}
        metrics = [
            Metric(key, value, T0 + index * 1000 + step * 10, step)
            for key, step, value in self._points(index)
        ]
        client.log_batch(
            id_,
            metrics[:1000],
            [Param(key, value) for key, value in params.items()],
            [RunTag(key, value) for key, value in tags.items()],
        )
        for start in range(1000, len(metrics), 1000):
            client.log_batch(id_, metrics[start : start + 1000])
        self.add("params", len(params))
        self.add("points", len(metrics))
        if index % 4 == 0:
            self._log_dataset(id_, index)
        if index % 13 != 1:
            status = ("FINISHED", "FAILED", "KILLED")[index % 3]
            client.set_terminated(id_, status, end_time=T0 + index * 1000 + 500)
        return str(id_)

    def _points(self, index: int) -> list[tuple[str, int, float]]:
        points = [
            (f"m{key}", step, math.sin(index + key + step / 3))
            for key in range(index % 5)
            for step in range(index % 9 + 1)
        ]
        if index % 6 == 0:
            odd = (math.nan, math.inf, -math.inf, -0.0, 1e308, 5e-324)
            # SQL databases keep infinities as the greatest numbers; the value is MLflow's affair.
            points += [("odd", step, value) for step, value in enumerate(odd)]
            points += [("only nan", 0, math.nan), ("negative/step", -5, 1.5)]
        if index == 2:
            points += [("long", step, math.cos(step / 100)) for step in range(LONG_POINTS)]
        return points

    def _log_dataset(self, run_id: str, index: int) -> None:
        from mlflow.entities import Dataset, DatasetInput, InputTag

        dataset = Dataset(
            name=f"data-{index % 3}",
            digest=f"d{index % 3}",
            source_type="local",
            source=json.dumps({"uri": f"/data/{index % 3}"}),
            schema=json.dumps({"columns": ["a", "b"]}),
            profile=json.dumps({"rows": index % 3}),
        )
        tags = [InputTag("mlflow.data.context", "training" if index % 8 else "eval")]
        self.client.log_inputs(run_id, [DatasetInput(dataset, tags)])
        self.add("dataset_inputs")

    def make_artifacts(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "notes.txt").write_text("Привет, artifacts\n")
            (folder / "empty.bin").write_bytes(b"")
            (folder / "weights.bin").write_bytes(bytes(range(256)) * 1200)
            for number, run_id in enumerate(self.runs[:12:3]):
                self.client.log_artifact(run_id, str(folder / "notes.txt"))
                self.client.log_artifact(run_id, str(folder / "empty.bin"), "sub dir/глубже")
                if number == 0:
                    self.client.log_artifact(run_id, str(folder / "weights.bin"), "model")
                self.add("run_files", 3 if number == 0 else 2)
            for model_id in self.models[:2]:
                (folder / "MLmodel").write_text(f"model_id: {model_id}\n")
                self.client.log_model_artifact(model_id, str(folder / "MLmodel"))
                self.add("model_files")

    def make_logged_models(self) -> None:
        from mlflow.entities import LoggedModelInput, LoggedModelOutput, Metric

        client = self.client
        living = [run for number, run in enumerate(self.runs) if number % 20 != 5 and run]
        for index, run_id in enumerate(living[:8]):
            experiment = client.get_run(run_id).info.experiment_id
            model = client.create_logged_model(
                experiment_id=experiment,
                name=f"model-{index}",
                source_run_id=run_id if index != 3 else None,
                tags={"k": "v", "вид": str(index)},
                params={"depth": str(index)},
                model_type="classifier" if index % 2 else "",
            )
            client.finalize_logged_model(model.model_id, "FAILED" if index == 5 else "READY")
            client.log_outputs(run_id, [LoggedModelOutput(model.model_id, step=index)])
            metric = Metric(
                "accuracy", 0.5 + index / 100, T0 + index, index, model_id=model.model_id,
                dataset_name="data-0", dataset_digest="d0",
            )  # fmt: skip
            client.log_batch(run_id, [metric])
            self.add("points")
            self.models.append(model.model_id)
            if index and index != 7:
                client.log_inputs(living[index + 20], models=[LoggedModelInput(self.models[0])])
        client.delete_logged_model(self.models[-1])
        self.add("logged_models", len(self.models))

    def make_registry(self) -> None:
        client = self.client
        for index in range(4):
            name = f"reg-{index} модель"
            client.create_registered_model(name, {"owner": f"o{index}"}, f"Registered *{index}*")
            for number in range(1, index + 3):
                run_id = self.runs[index * 3]
                client.create_model_version(
                    name,
                    source=f"runs:/{run_id}/model",
                    run_id=run_id,
                    tags={"n": str(number)},
                    description=f"version {number}",
                )
                self.add("model_versions")
            client.transition_model_version_stage(name, "1", "Production")
            client.transition_model_version_stage(name, "2", "Staging")
            client.set_registered_model_alias(name, "champion", "2")
            if index == 2:
                client.delete_model_version(name, "3")
                self.add("model_versions", -1)
            if index == 3:
                client.transition_model_version_stage(name, "3", "Archived")
                client.delete_model_version(name, "5")
                self.add("model_versions", -1)
        model_id = self.models[0]
        client.create_model_version("reg-0 модель", f"models:/{model_id}", model_id=model_id)
        client.create_registered_model("empty one")
        self.add("model_versions")
        self.add("registered_models", 5)

    def make_prompts(self) -> None:
        import mlflow

        for number in (1, 2):
            mlflow.genai.register_prompt(
                "greeting", f"Hello {{{{name}}}} {number}", f"commit {number}", tags={"lang": "en"}
            )
        mlflow.genai.set_prompt_alias("greeting", "live", 2)
        self.add("registered_models")
        self.add("model_versions", 2)

    def make_traces(self) -> None:
        import mlflow
        from mlflow.entities import AssessmentSource, SpanType

        mlflow.set_experiment(experiment_id=self.experiments[3])
        trace_id = ""
        for index in range(12):
            with mlflow.start_span(f"request {index}", span_type=SpanType.CHAIN) as root:
                root.set_inputs({"question": f"вопрос {index}"})
                with mlflow.start_span("retrieve", span_type=SpanType.RETRIEVER) as inner:
                    inner.set_attribute("top_k", index)
                    inner.set_outputs(["a", {"b": index}])
                mlflow.update_current_trace(tags={"topic": f"t{index % 3}"}, metadata={"m": "1"})
                if index == 4:
                    root.set_status("ERROR")
                root.set_outputs({"answer": index})
            trace_id = root.trace_id
            if index % 3 == 0:
                mlflow.log_feedback(
                    trace_id=trace_id, name="good", value=bool(index % 2), rationale="because",
                    source=AssessmentSource("HUMAN", "judge@example.org"), metadata={"k": "v"},
                )  # fmt: skip
                mlflow.log_expectation(trace_id=trace_id, name="expected", value={"a": [index]})
                self.add("assessments", 2)
            self.add("traces")
        self._make_odd_traces(trace_id)

    def _make_odd_traces(self, last_id: str) -> None:
        """Judgements that were taken back, failed or counted; a trace of a run, one that raised."""
        import mlflow
        from mlflow.entities import AssessmentError

        if not self.is_folder:
            first = mlflow.log_feedback(trace_id=last_id, name="tone", value="yes")
            mlflow.override_feedback(
                trace_id=last_id,
                assessment_id=str(first.assessment_id),
                value="no",
                rationale="heard",
            )
            error = AssessmentError("TIMEOUT", "the judge said nothing")
            mlflow.log_feedback(trace_id=last_id, name="failed", error=error)
            mlflow.log_feedback(trace_id=last_id, name="stars", value=4.5)
            self.add("assessments", 4)
        # The second run of all is one of the second experiment.
        mlflow.set_experiment(experiment_id=self.experiments[1])
        with mlflow.start_run(run_id=self.runs[1]), suppress(ValueError):
            with mlflow.start_span("chat") as span:
                mlflow.update_current_trace(
                    client_request_id="request-1",
                    metadata={"mlflow.trace.session": "s-1", "mlflow.trace.user": "ada"},
                )
                usage = {"input_tokens": 3, "output_tokens": 4, "total_tokens": 7}
                span.set_attribute("mlflow.chat.tokenUsage", usage)
            with mlflow.start_span("boom"):
                raise ValueError("no such thing")
        self.add("traces", 2)

    def make_evaluation(self) -> None:
        from mlflow.genai import datasets
        from mlflow.tracking._tracking_service.utils import _get_store

        for index in range(2):
            dataset = datasets.create_dataset(
                f"questions {index}", self.experiments[3], tags={"team": "a"}
            )
            records = [
                {"inputs": {"q": f"вопрос {n}"}, "expectations": {"answer": n}, "tags": {"t": "1"}}
                for n in range(5)
            ]
            dataset.merge_records(records)
            self.add("evaluation_datasets")
            self.add("dataset_records", 5)
        store = _get_store(self.uri)
        for version in (1, 2):
            scorer = {"name": "politeness", "instructions_judge_pydantic_data": None, "v": version}
            store.register_scorer(self.experiments[3], "politeness", json.dumps(scorer))
        self.add("scorers")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("uri")
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--no-genai", action="store_true")
    asked = parser.parse_args()
    filler = Filler(asked.uri, asked.runs)
    filler.make_experiments()
    filler.make_runs()
    filler.make_logged_models()
    filler.make_artifacts()
    filler.make_registry()
    if not asked.no_genai:
        filler.make_prompts()
        filler.make_traces()
        if not filler.is_folder:
            filler.make_evaluation()
    sys.stdout.write("\n" + json.dumps(filler.made) + "\n")


if __name__ == "__main__":
    main()
