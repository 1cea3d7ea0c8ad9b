"""Rows of experiments, runs with their histories, and logged models."""

from collections.abc import Iterator, Mapping

from apps.core.clock import to_ms
from apps.experiments.contracts import ExperimentInfo, LatestMetric, LoggedModelInfo, ModelMetric
from apps.experiments.selectors.exports import WholeRun
from apps.transfers.mlflow.export.places import Places
from apps.transfers.mlflow.export.points import Tally, points_of, stored_value
from apps.transfers.mlflow.export.target import Row, Target

_MODEL_STATUS = {
    "LOGGED_MODEL_PENDING": 1,
    "LOGGED_MODEL_READY": 2,
    "LOGGED_MODEL_UPLOAD_FAILED": 3,
}


def add_experiment(target: Target, places: Places, experiment: ExperimentInfo) -> None:
    """An experiment with its tags; the default one takes the place of MLflow's own."""
    number = places.experiment(experiment.id)
    row = {
        "experiment_id": number,
        "name": experiment.name,
        "workspace": places.workspace,
        "artifact_location": experiment.artifact_location or places.root(experiment.id),
        "lifecycle_stage": stage(deleted=experiment.deleted),
        "creation_time": to_ms(experiment.created_at),
        "last_update_time": to_ms(experiment.updated_at),
    }
    target.put("experiments", row, key="experiment_id")
    there = target.known("experiment_tags", "key", experiment_id=number)
    target.add(
        "experiment_tags",
        (
            {"experiment_id": number, "key": key, "value": value}
            for key, value in experiment.tags.items()
            if key not in there
        ),
    )


def add_run(target: Target, places: Places, run: WholeRun, tally: Tally) -> None:
    """A run with everything that was logged to it but its inputs and outputs."""
    info, values = run.info, run.values
    target.add("runs", [_run(places, run)])
    for table, pairs in (("params", values.params), ("tags", values.tags)):
        target.add(table, _pairs(info.run_id, pairs))
    target.add("latest_metrics", (_latest(info.run_id, *each) for each in values.metrics.items()))
    target.add("metrics", points_of(run, tally))


def _run(places: Places, run: WholeRun) -> Row:
    info = run.info
    return {
        "run_uuid": info.run_id,
        "name": info.name,
        "source_type": info.source_type or "UNKNOWN",
        "source_name": info.source_name,
        "entry_point_name": "",
        "user_id": info.user_name,
        "status": info.status,
        "start_time": info.start_time_ms,
        "end_time": info.end_time_ms,
        "deleted_time": run.deleted_at_ms,
        "source_version": run.values.tags.get("mlflow.source.git.commit", "")[:50],
        "lifecycle_stage": stage(deleted=info.deleted),
        "artifact_uri": places.moved(info.artifact_uri),
        "experiment_id": places.experiment(info.experiment_id),
    }


def _pairs(run_id: str, pairs: Mapping[str, str]) -> Iterator[Row]:
    return ({"run_uuid": run_id, "key": key, "value": value} for key, value in pairs.items())


def _latest(run_id: str, key: str, metric: LatestMetric) -> Row:
    value, is_nan = stored_value(metric.value)
    return {
        "run_uuid": run_id,
        "key": key,
        "value": value,
        "timestamp": metric.timestamp_ms,
        "step": metric.step,
        "is_nan": is_nan,
    }


def add_model(target: Target, places: Places, model: LoggedModelInfo) -> None:
    """A logged model with its params, tags and metrics."""
    own = {"model_id": model.model_id, "experiment_id": places.experiment(model.experiment_id)}
    target.add(
        "logged_models",
        [
            {
                **own,
                "name": model.name,
                "artifact_location": places.moved(model.artifact_uri),
                "creation_timestamp_ms": model.created_at_ms,
                "last_updated_timestamp_ms": model.updated_at_ms,
                "status": _MODEL_STATUS.get(model.status, 0),
                "lifecycle_stage": stage(deleted=model.deleted),
                "model_type": model.model_type,
                "source_run_id": model.source_run_id,
                "status_message": model.status_message or None,
            }
        ],
    )
    target.add(
        "logged_model_params",
        ({**own, "param_key": key, "param_value": value} for key, value in model.params.items()),
    )
    target.add(
        "logged_model_tags",
        ({**own, "tag_key": key, "tag_value": value} for key, value in model.tags.items()),
    )
    target.add("logged_model_metrics", ({**own, **_model_metric(each)} for each in model.metrics))


def _model_metric(metric: ModelMetric) -> Row:
    value, is_nan = stored_value(metric.value)
    return {
        "metric_name": metric.key,
        "metric_timestamp_ms": metric.timestamp_ms,
        "metric_step": metric.step,
        "metric_value": None if is_nan else value,
        "run_id": metric.run_id,
        "dataset_name": metric.dataset_name or None,
        "dataset_digest": metric.dataset_digest or None,
    }


def stage(*, deleted: bool) -> str:
    """The word for whether a thing is deleted."""
    return "deleted" if deleted else "active"
