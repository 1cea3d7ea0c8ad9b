"""All that MLflow's client can see of a tracking server, as plain data that can be compared.

    python -m tests.transfers.snapshot URI [--no-genai]

Experiments are named by their names and not by their ids, and addresses of files are written
relative to whose files they are, since a move changes both. It runs in a process of its own, as
`fill` does.
"""

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

# Written by the server that answers, and no part of what was logged
_OWN_TRACE_TAGS = {"mlflow.artifactLocation", "mlflow.trace.spansLocation"}
_OWN_TRACE_METADATA = {"mlflow.trace.sizeStats"}


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
        return {
            each.name: {
                "stage": each.lifecycle_stage,
                "tags": dict(each.tags),
                "created": each.creation_time if each.name != "Default" else None,
            }
            for each in found
        }

    def runs(self) -> dict[str, Any]:
        return {run.info.run_id: self._run(run) for run in self._all_runs()}

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
        """Every file with its content's length and sum, read through the client."""
        found: dict[str, Any] = {}
        for each in self.client.list_artifacts(run_id, path):
            if each.is_dir:
                found |= self._files(run_id, each.path)
            else:
                found[each.path] = self._content(run_id, each.path)
        return found

    def _content(self, run_id: str, path: str) -> list[int]:
        with tempfile.TemporaryDirectory() as folder:
            data = Path(self.client.download_artifacts(run_id, path, folder)).read_bytes()
        return [len(data), sum(data)]

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
                    "files": sorted(
                        each.path for each in self.client.list_logged_model_artifacts(model.model_id)
                    ),
                }  # fmt: skip
        return found

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
            "created": model.creation_timestamp,
            "versions": {str(v.version): self._version(v) for v in versions},
        }

    def _version(self, version: Any) -> dict[str, Any]:
        return {
            "description": version.description or "",
            "stage": version.current_stage,
            "source": self._relative(version.source or ""),
            "run": version.run_id or "",
            "tags": dict(version.tags),
            "created": version.creation_timestamp,
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
                "created": dataset.created_time,
                "records": sorted(
                    (
                        {
                            "id": r.dataset_record_id,
                            "inputs": r.inputs,
                            "outputs": r.outputs,
                            "expectations": r.expectations,
                            "tags": r.tags,
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
    }


def _assessment(assessment: Any) -> dict[str, Any]:
    found = dict(assessment.to_dictionary())
    found.pop("trace_id", None)
    return found


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
    if not asked.no_genai:
        found["traces"] = reader.traces()
        if asked.uri.startswith(("http", "sqlite", "postgresql", "mysql")):
            found["evaluation_datasets"] = reader.evaluation_datasets()
            found["scorers"] = reader.scorers()
    sys.stdout.write("\n" + json.dumps(found, default=str) + "\n")


if __name__ == "__main__":
    main()
