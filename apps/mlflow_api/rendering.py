"""Experiments, runs and models as MLflow's protocol writes them."""

from collections.abc import Iterable, Mapping

from apps.core.clock import to_ms
from apps.experiments.contracts import (
    DatasetInput,
    ExperimentInfo,
    LatestMetric,
    LoggedModelInfo,
    ModelMetric,
    RunInfo,
    RunLinks,
    RunValues,
)
from apps.mlflow_api.contracts import Json
from apps.mlflow_api.wire import number


def experiment(info: ExperimentInfo) -> Json:
    """An experiment."""
    return {
        "experiment_id": str(info.id),
        "name": info.name,
        "artifact_location": info.artifact_uri,
        "lifecycle_stage": _stage(deleted=info.deleted),
        "creation_time": to_ms(info.created_at),
        "last_update_time": to_ms(info.updated_at),
        "tags": pairs(info.tags),
        "workspace": info.project_key,
    }


def run(info: RunInfo, values: RunValues | None = None, links: RunLinks | None = None) -> Json:
    """A run with what was logged to it."""
    data = values or RunValues(params={}, metrics={}, tags={})
    return {
        "info": run_info(info),
        "data": {
            "metrics": [_latest(key, metric) for key, metric in data.metrics.items()],
            "params": pairs(data.params),
            "tags": pairs(data.tags),
        },
        "inputs": _inputs(links),
        "outputs": _outputs(links),
    }


def run_info(info: RunInfo) -> Json:
    """A run without what was logged to it."""
    rendered: Json = {
        "run_id": info.run_id,
        "run_uuid": info.run_id,
        "run_name": info.name,
        "experiment_id": str(info.experiment_id),
        "user_id": info.user_name,
        "status": info.status,
        "start_time": info.start_time_ms,
        "artifact_uri": info.artifact_uri,
        "lifecycle_stage": _stage(deleted=info.deleted),
    }
    if info.end_time_ms is not None:
        rendered["end_time"] = info.end_time_ms
    return rendered


def logged_model(info: LoggedModelInfo) -> Json:
    """A logged model with its params, tags and metrics."""
    rendered: Json = {
        "model_id": info.model_id,
        "experiment_id": str(info.experiment_id),
        "name": info.name,
        "model_type": info.model_type,
        "status": info.status,
        "creation_timestamp_ms": info.created_at_ms,
        "last_updated_timestamp_ms": info.updated_at_ms,
        "artifact_uri": info.artifact_uri,
        "tags": pairs(info.tags),
    }
    if info.source_run_id:
        rendered["source_run_id"] = info.source_run_id
    if info.status_message:
        rendered["status_message"] = info.status_message
    metrics = [_model_metric(metric) for metric in info.metrics]
    return {"info": rendered, "data": {"params": pairs(info.params), "metrics": metrics}}


def pairs(values: Mapping[str, str]) -> list[Json]:
    """Params or tags."""
    return [{"key": key, "value": value} for key, value in values.items()]


def files(entries: Iterable[tuple[str, int | None]]) -> list[Json]:
    """Files with their sizes; None is a directory."""
    return [
        {"path": path, "is_dir": True}
        if size is None
        else {"path": path, "is_dir": False, "file_size": size}
        for path, size in entries
    ]


def _stage(*, deleted: bool) -> str:
    return "deleted" if deleted else "active"


def _latest(key: str, metric: LatestMetric) -> Json:
    return {
        "key": key,
        "value": number(metric.value),
        "timestamp": metric.timestamp_ms,
        "step": metric.step,
    }


def _model_metric(metric: ModelMetric) -> Json:
    rendered: Json = {
        "key": metric.key,
        "value": number(metric.value),
        "timestamp": metric.timestamp_ms,
        "step": metric.step,
        "model_id": metric.model_id,
        "run_id": metric.run_id,
    }
    if metric.dataset_name:
        rendered["dataset_name"] = metric.dataset_name
        rendered["dataset_digest"] = metric.dataset_digest
    return rendered


def _inputs(links: RunLinks | None) -> Json:
    if links is None:
        return {}
    return {
        "dataset_inputs": [
            {"tags": pairs(dataset.tags), "dataset": _dataset(dataset)}
            for dataset in links.datasets
        ],
        "model_inputs": [{"model_id": model_id} for model_id in links.model_inputs],
    }


def _dataset(dataset: DatasetInput) -> Json:
    """What was said of it: clients tell a schema that is nothing from one that is not there."""
    optional = {"schema": dataset.schema, "profile": dataset.profile}
    return {
        "name": dataset.name,
        "digest": dataset.digest,
        "source_type": dataset.source_type,
        "source": dataset.source,
        **{name: text for name, text in optional.items() if text},
    }


def _outputs(links: RunLinks | None) -> Json:
    if links is None:
        return {}
    outputs = [{"model_id": output.model_id, "step": output.step} for output in links.model_outputs]
    return {"model_outputs": outputs}
