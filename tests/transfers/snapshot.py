"""All that MLflow's client can see of a tracking server, as plain data that can be compared.

    python -m tests.transfers.snapshot URI [--no-genai]

Experiments are named by their names and not by their ids, and addresses of files are written
relative to whose files they are, since a move changes both. It runs in a process of its own, as
`fill` does.
"""

import argparse
import hashlib
import json
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

# Written by the server that answers, and no part of what was logged
_OWN_TRACE_TAGS = {"mlflow.artifactLocation", "mlflow.trace.spansLocation"}
_OWN_TRACE_METADATA = {"mlflow.trace.sizeStats"}

RUN_SEARCHES = (
    "metrics.m1 > 0.5 AND params.p1 = 'v3'",
    "tags.t1 LIKE 'tag%' AND attributes.status = 'FAILED'",
    "params.`note/путь` ILIKE '%ЗНАЧЕНИЕ%' AND metrics.m2 <= 0",
    "datasets.name = 'data-1'",
    "attributes.start_time > 1700000150000",
)
VERSION_SEARCHES = ("name LIKE 'reg-%' AND tags.n = '2'", "tags.n = '1'")
TRACE_SEARCHES = (
    "tags.topic = 't1'",
    "attributes.status = 'ERROR'",
    "feedback.good = 'true'",
    "span.name = 'retrieve' AND attributes.name LIKE 'request 1%'",
    "trace.text LIKE '%вопрос 7%'",
)


def take(uri: str, *, token: str = "", genai: bool = True, timeout: float = 300) -> dict[str, Any]:
    """What the client sees at this tracking URI.

    Raises:
        RuntimeError: it could not be read; with what the client printed.
    """
    environment = {
        **os.environ,
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "MLFLOW_ALLOW_FILE_STORE": "true",
        "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
        "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1",
        "GIT_PYTHON_REFRESH": "quiet",
        **({"MLFLOW_TRACKING_TOKEN": token} if token else {}),
    }
    arguments = [sys.executable, "-m", "tests.transfers.snapshot", uri]
    done = subprocess.run(
        [*arguments, *([] if genai else ["--no-genai"])],
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout,
        env=environment,
        cwd=Path(__file__).parents[2],
    )
    if done.returncode:
        raise RuntimeError(f"reading {uri} failed:\n{done.stderr[-4000:]}")
    return dict(json.loads(done.stdout.splitlines()[-1]))


def differences(one: Any, other: Any, path: str = "") -> list[str]:
    """Every place where the two differ, as `path: one != other`."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        found = [f"{path}/{key}: only in the first" for key in one if key not in other]
        found += [f"{path}/{key}: only in the second" for key in other if key not in one]
        for key in one:
            if key in other:
                found += differences(one[key], other[key], f"{path}/{key}")
        return found
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True))
        return [line for at, pair in pairs for line in differences(*pair, f"{path}/{at}")]
    return [] if one == other else [f"{path}: {str(one)[:300]} != {str(other)[:300]}"]


class Reader:
    """Reads everything, kind by kind."""

    def __init__(self, uri: str) -> None:
        import mlflow
        from mlflow import MlflowClient

        mlflow.set_tracking_uri(uri)
        mlflow.set_registry_uri(uri)
        self.client = MlflowClient(tracking_uri=uri, registry_uri=uri)
        self.names: dict[str, str] = {}
        self.roots: dict[str, str] = {}

    def experiments(self) -> dict[str, Any]:
        found = self.client.search_experiments(view_type=3)
        self.names = {each.experiment_id: each.name for each in found}
        return {each.name: self._experiment(each) for each in found}

    def _experiment(self, experiment: Any) -> dict[str, Any]:
        found = {"stage": experiment.lifecycle_stage, "tags": dict(experiment.tags)}
        if experiment.name != "Default":  # every server makes its own
            found["id"] = experiment.experiment_id
            found["times"] = [experiment.creation_time, experiment.last_update_time]
        return found

    def runs(self) -> dict[str, Any]:
        # Several at once, for the client and the server to work at the same time.
        with ThreadPoolExecutor(4) as readers:
            return dict(readers.map(self._named_run, self._all_runs()))

    def _named_run(self, run: Any) -> tuple[str, dict[str, Any]]:
        return run.info.run_id, self._run(run)

    def _all_runs(self) -> Iterator[Any]:
        token: str | None = None
        while True:
            page = self.client.search_runs(
                list(self.names), run_view_type=3, max_results=200, page_token=token
            )
            yield from page
            token = page.token
            if not token:
                return

    def _run(self, run: Any) -> dict[str, Any]:
        info, data = run.info, run.data
        self.roots[info.artifact_uri] = f"run:{info.run_id}"
        inputs = run.inputs.dataset_inputs if run.inputs else []
        # A search of MLflow's does not tell of models as inputs.
        whole = self.client.get_run(info.run_id)
        return {
            "experiment": self.names[info.experiment_id],
            "name": info.run_name,
            "status": info.status,
            "start": info.start_time,
            "end": info.end_time,
            "stage": info.lifecycle_stage,
            "user": info.user_id or data.tags.get("mlflow.user"),
            "params": dict(data.params),
            "tags": dict(data.tags),
            "latest": {key: _number(value) for key, value in data.metrics.items()},
            "history": {key: self._history(info.run_id, key) for key in data.metrics},
            "datasets": sorted(
                [
                    each.dataset.name,
                    each.dataset.digest,
                    each.dataset.source_type,
                    each.dataset.source,
                    each.dataset.schema,
                    each.dataset.profile,
                    {tag.key: tag.value for tag in each.tags},
                ]
                for each in inputs
            ),
            "model_inputs": sorted(
                each.model_id for each in (whole.inputs.model_inputs if whole.inputs else [])
            ),
            "model_outputs": sorted(
                [each.model_id, each.step]
                for each in (run.outputs.model_outputs if run.outputs else [])
            ),
            "files": self._files(info.run_id),
        }

    def _history(self, run_id: str, key: str) -> list[Any]:
        points = self.client.get_metric_history(run_id, key)
        return sorted([p.step, p.timestamp, _number(p.value)] for p in points)

    def _files(self, run_id: str, path: str | None = None) -> dict[str, Any]:
        """Every file with its content's digest, read through the client."""
        found: dict[str, Any] = {}
        for each in self.client.list_artifacts(run_id, path):
            if each.is_dir:
                found |= self._files(run_id, each.path)
            else:
                found[each.path] = self._content(run_id, each.path)
        return found

    def _content(self, run_id: str, path: str) -> str:
        with tempfile.TemporaryDirectory() as folder:
            return _digest(Path(self.client.download_artifacts(run_id, path, folder)))

    def logged_models(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for experiment in self.names:
            for model in self.client.search_logged_models([experiment], max_results=100):
                self.roots[model.artifact_location] = f"model:{model.model_id}"
                found[model.model_id] = {
                    "experiment": self.names[model.experiment_id],
                    "name": model.name,
                    "type": model.model_type,
                    "status": str(model.status),
                    "run": model.source_run_id or "",
                    "created": model.creation_timestamp,
                    "updated": model.last_updated_timestamp,
                    "params": dict(model.params or {}),
                    "tags": dict(model.tags or {}),
                    "metrics": sorted(
                        [m.key, _number(m.value), m.timestamp, m.step, m.run_id,
                         m.dataset_name, m.dataset_digest]
                        for m in model.metrics or []
                    ),
                    "files": self._model_files(model.model_id),
                }  # fmt: skip
        return found

    def _model_files(self, model_id: str) -> dict[str, str]:
        import mlflow

        if not self.client.list_logged_model_artifacts(model_id):
            return {}
        with tempfile.TemporaryDirectory() as folder:
            root = mlflow.artifacts.download_artifacts(f"models:/{model_id}", dst_path=folder)
            files = [path for path in Path(root).rglob("*") if path.is_file()]
            return {str(path.relative_to(root)): _digest(path) for path in sorted(files)}

    def registered_models(self) -> dict[str, Any]:
        # The client hides prompts from who asks for models; the store behind it does not.
        store = self.client._get_registry_client().store
        prompts = "tags.`mlflow.prompt.is_prompt` = 'true'"
        found = {m.name for m in self.client.search_registered_models(max_results=500)}
        found |= {m.name for m in self.client.search_registered_models(prompts, max_results=500)}
        return {name: self._registered(store.get_registered_model(name)) for name in sorted(found)}

    def _registered(self, model: Any) -> dict[str, Any]:
        name = model.name
        versions = [
            version
            for condition in ("", " AND tags.`mlflow.prompt.is_prompt` = 'true'")
            for version in self.client.search_model_versions(
                f"name='{name}'{condition}", max_results=500
            )
        ]
        return {
            "description": model.description or "",
            "tags": dict(model.tags),
            "aliases": {alias: str(number) for alias, number in model.aliases.items()},
            "times": [model.creation_timestamp, model.last_updated_timestamp],
            "versions": {str(v.version): self._version(v) for v in versions},
        }

    def _version(self, version: Any) -> dict[str, Any]:
        return {
            "description": version.description or "",
            "stage": version.current_stage,
            "source": self._relative(version.source or ""),
            "run": version.run_id or "",
            "run_link": version.run_link or "",
            "tags": dict(version.tags),
            "times": [version.creation_timestamp, version.last_updated_timestamp],
            "status": version.status,
        }

    def traces(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for experiment in self.names:
            token = None
            while True:
                page = self.client.search_traces(
                    locations=[experiment], max_results=100, page_token=token
                )
                for trace in page:
                    found[trace.info.trace_id] = self._trace(trace)
                token = page.token
                if not token:
                    break
        return found

    def _trace(self, trace: Any) -> dict[str, Any]:
        info = trace.info
        metadata = {k: v for k, v in info.trace_metadata.items() if k not in _OWN_TRACE_METADATA}
        return {
            "experiment": self.names[info.experiment_id],
            "state": str(info.state),
            "time": info.request_time,
            "duration": info.execution_duration,
            "client_request_id": info.client_request_id,
            "previews": [info.request_preview, info.response_preview],
            "tags": {k: v for k, v in info.tags.items() if k not in _OWN_TRACE_TAGS},
            "metadata": metadata,
            "spans": sorted((_span(span) for span in trace.data.spans), key=lambda s: s["id"]),
            "assessments": sorted(
                (_assessment(each) for each in info.assessments), key=lambda a: a["assessment_id"]
            ),
        }

    def evaluation_datasets(self) -> dict[str, Any]:
        from mlflow.tracking._tracking_service.utils import _get_store

        store = _get_store()
        found: dict[str, Any] = {}
        for dataset in store.search_datasets(max_results=100):
            records, _ = store._load_dataset_records(dataset.dataset_id, max_results=None)
            found[dataset.dataset_id] = {
                "name": dataset.name,
                "tags": dict(dataset.tags or {}),
                "experiments": sorted(
                    self.names[i] for i in store.get_dataset_experiment_ids(dataset.dataset_id)
                ),
                "times": [dataset.created_time, dataset.last_update_time],
                "by": [dataset.created_by, dataset.last_updated_by],
                "schema": dataset.schema,
                "profile": dataset.profile,
                "digest": dataset.digest,
                "records": sorted(
                    (
                        {
                            "id": r.dataset_record_id,
                            "inputs": r.inputs,
                            "outputs": r.outputs,
                            "expectations": r.expectations,
                            "tags": r.tags,
                            "source": r.source.to_dict() if r.source else None,
                            "times": [r.created_time, r.last_update_time],
                        }
                        for r in records
                    ),
                    key=lambda r: str(r["id"]),
                ),
            }
        return found

    def scorers(self) -> dict[str, Any]:
        from mlflow.tracking._tracking_service.utils import _get_store

        store = _get_store()
        return {
            f"{self.names[experiment]}/{scorer.scorer_name}": {
                str(version.scorer_version): version._serialized_scorer
                for version in store.list_scorer_versions(experiment, scorer.scorer_name)
            }
            for experiment in self.names
            if self.names[experiment] != "abandoned"
            for scorer in store.list_scorers(experiment)
        }

    def searches(self, *, genai: bool) -> dict[str, list[str]]:
        """What is found by some of the conditions that people write."""
        found: dict[str, list[str]] = {}
        for condition in RUN_SEARCHES:
            runs = self.client.search_runs(list(self.names), condition, run_view_type=1)
            found[f"runs where {condition}"] = sorted(run.info.run_id for run in runs)
        for condition in VERSION_SEARCHES:
            versions = self.client.search_model_versions(condition)
            found[f"versions where {condition}"] = sorted(f"{v.name}/{v.version}" for v in versions)
        for condition in TRACE_SEARCHES if genai else ():
            traces = self.client.search_traces(
                locations=list(self.names), filter_string=condition, include_spans=False
            )
            found[f"traces where {condition}"] = sorted(t.info.trace_id for t in traces)
        return found

    def _relative(self, uri: str) -> str:
        for root, name in self.roots.items():
            if uri.startswith(root):
                return name + uri[len(root) :]
        return uri


def _span(span: Any) -> dict[str, Any]:
    return {
        "id": span.span_id,
        "parent": span.parent_id,
        "name": span.name,
        "start": span.start_time_ns,
        "end": span.end_time_ns,
        "status": str(span.status.status_code),
        "attributes": dict(span.attributes),
        "events": [[each.name, each.timestamp, dict(each.attributes)] for each in span.events],
    }


def _assessment(assessment: Any) -> dict[str, Any]:
    found = dict(assessment.to_dictionary())
    found.pop("trace_id", None)
    return found


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _number(value: float) -> float | str:
    return "NaN" if math.isnan(value) else value if math.isfinite(value) else str(value)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("uri")
    parser.add_argument("--no-genai", action="store_true")
    asked = parser.parse_args()
    reader = Reader(asked.uri)
    found = {
        "experiments": reader.experiments(),
        "runs": reader.runs(),
        "logged_models": reader.logged_models(),
        "registered_models": reader.registered_models(),
    }
    # A folder has neither evaluation datasets nor scorers, and searches less.
    is_whole = asked.uri.startswith(("http", "sqlite", "postgresql", "mysql"))
    if not asked.no_genai:
        found["traces"] = reader.traces()
        if is_whole:
            found["evaluation_datasets"] = reader.evaluation_datasets()
            found["scorers"] = reader.scorers()
    found["searches"] = reader.searches(genai=is_whole and not asked.no_genai)
    sys.stdout.write("\n" + json.dumps(found, default=str) + "\n")


if __name__ == "__main__":
    main()
