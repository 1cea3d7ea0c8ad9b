"""Answers as JSON can say them: rows of tables and lines of charts are too many for a serializer
each, so they are written here, in the shapes that the serializers declare."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from apps.core import clock
from apps.experiments.constants import DESCRIPTION_TAG
from apps.experiments.contracts import (
    ExperimentRow,
    LoggedModelInfo,
    RunDetails,
    RunInfo,
    RunValues,
)
from apps.experiments.selectors.charts import SeriesBuckets
from apps.experiments.selectors.groups import RunGroup
from apps.experiments.selectors.series import LatestPoint

MICROS = 1_000_000
_FIGURES = ("min", "max", "mean")


def experiment(row: ExperimentRow) -> dict[str, Any]:
    """An experiment as the portal lists it."""
    last = row.last_run_at_ms
    return {**asdict(row), "last_run_at": None if last is None else clock.from_ms(last)}


def run_row(info: RunInfo, values: RunValues) -> dict[str, Any]:
    """A run as tables show it."""
    return {
        **run_head(info),
        "params": values.params,
        "metrics": {key: number(metric.value) for key, metric in values.metrics.items()},
        "tags": values.tags,
    }


def run_rows(infos: Iterable[RunInfo], values: Mapping[int, RunValues]) -> list[dict[str, Any]]:
    """Runs as tables show them."""
    return [run_row(info, values[info.id]) for info in infos]


def run_group(group: RunGroup) -> dict[str, Any]:
    """A group of runs with the figures of its values."""
    return {
        "key": group.key,
        "runs": group.runs,
        "values": [
            {"count": each.count, **{name: _figure(getattr(each, name)) for name in _FIGURES}}
            for each in group.values
        ],
        "filter": group.filter,
    }


def run_head(info: RunInfo) -> dict[str, Any]:
    """What every shape of a run begins with."""
    return {
        "run_id": info.run_id,
        "name": info.name,
        "status": info.status,
        "deleted": info.deleted,
        "experiment_id": info.experiment_id,
        "experiment_name": info.experiment_name,
        "user": None
        if info.user_id is None
        else {
            "id": info.user_id,
            "email": info.user_email,
            "display_name": info.user_display_name,
        },
        "started_at": _moment(info.started_at_ms),
        "ended_at": _moment(info.end_time_ms),
        "duration_ms": info.duration_ms,
        "parent_run_id": info.parent_run_id or None,
        "job_id": info.job_id,
    }


def run(details: RunDetails) -> dict[str, Any]:
    """A run as its own page shows it."""
    info = details.info
    return {
        **run_head(info),
        "description": details.tags.get(DESCRIPTION_TAG, ""),
        "project": {
            "key": details.project_key,
            "name": details.project_name,
            "role": details.role,
        },
        "source_name": info.source_name,
        "source_type": info.source_type,
        "artifact_uri": info.artifact_uri,
        "metric_count": details.metric_count,
        "param_count": details.param_count,
        "tags": details.tags,
        "can": {
            "write": details.can_write,
            "annotate": details.can_annotate,
            "delete": details.can_delete,
        },
    }


def metric(point: LatestPoint) -> dict[str, Any]:
    """A metric in its latest point; extremes are null where no point is finite."""
    return {
        "key": point.key,
        "value": number(point.value),
        "step": point.step + point.step_micro / MICROS if point.step_micro else point.step,
        "timestamp_ms": point.timestamp_ms,
        "min": None if math.isnan(point.min) else number(point.min),
        "max": None if math.isnan(point.max) else number(point.max),
        "count": point.count,
    }


def series(line: SeriesBuckets) -> dict[str, Any]:
    """A line of a chart."""
    buckets = line.buckets
    return {
        "run_id": line.run_id,
        "key": line.key,
        "total": line.total,
        "exact": buckets.exact,
        "x": buckets.x.tolist(),
        "y": (buckets.last if buckets.exact else buckets.mean).tolist(),
        "min": buckets.least.tolist(),
        "max": buckets.greatest.tolist(),
        "nonfinite": [{"x": x, "value": number(value)} for x, value in buckets.odd],
        "error": line.error,
    }


def run_model(model: LoggedModelInfo, directory: str) -> dict[str, Any]:
    """A model as its run's page lists it."""
    return {
        "model_id": model.model_id,
        "name": model.name,
        "status": model.status,
        "created_at": clock.from_ms(model.created_at_ms),
        "artifact_path": directory,
    }


def number(value: float) -> float | str:
    """The float, or the word for one that JSON cannot say."""
    if math.isfinite(value):
        return value
    if math.isnan(value):
        return "NaN"
    return "Infinity" if value > 0 else "-Infinity"


def _figure(value: float | None) -> float | str | None:
    return None if value is None else number(value)


def _moment(milliseconds: int | None) -> Any:
    return None if milliseconds is None else clock.from_ms(milliseconds)
