"""Traces as MLflow's protocol writes them, 3's and 2's."""

import json
from typing import Any

from apps.mlflow_api.contracts import Json
from apps.mlflow_api.trace_words import duration, timestamp
from apps.mlflow_api.wire import number
from apps.traces.constants import (
    ARTIFACT_LOCATION_TAG,
    IN_OUR_STORE,
    NAME_TAG,
    SPANS_LOCATION_TAG,
)
from apps.traces.contracts import AssessmentInfo, DataPoint, TraceInfo, WholeTrace
from apps.traces.selectors.exports import all_metadata
from apps.traces.spans import shown

_TWO = {"STATE_UNSPECIFIED": "TRACE_STATUS_UNSPECIFIED"}


def info(trace: TraceInfo) -> Json:
    """A trace without its spans."""
    rendered: Json = {
        "trace_id": trace.trace_id,
        "trace_location": {
            "type": "MLFLOW_EXPERIMENT",
            "mlflow_experiment": {"experiment_id": str(trace.experiment_id)},
        },
        "request_time": timestamp(trace.request_time_ms),
        "state": trace.state,
        "trace_metadata": all_metadata(trace),
        "tags": tags_of(trace),
    }
    for key in ("client_request_id", "request_preview", "response_preview"):
        if getattr(trace, key) is not None:
            rendered[key] = getattr(trace, key)
    if trace.duration_ms is not None:
        rendered["execution_duration"] = duration(trace.duration_ms)
    if trace.assessments:
        rendered["assessments"] = [assessment(each) for each in trace.assessments]
    return rendered


def whole(trace: WholeTrace) -> Json:
    """A trace with its spans."""
    return {
        "trace_info": info(trace.info),
        "spans": [shown.as_otlp(span) for span in trace.spans],
    }


def info_of_two(trace: TraceInfo) -> Json:
    """A trace as clients before 3.0 know it."""
    return {
        "request_id": trace.trace_id,
        "experiment_id": str(trace.experiment_id),
        "timestamp_ms": trace.request_time_ms,
        "execution_time_ms": trace.duration_ms or 0,
        "status": _TWO.get(trace.state, trace.state),
        "request_metadata": _pairs(all_metadata(trace)),
        "tags": _pairs(tags_of(trace)),
    }


def tags_of(trace: TraceInfo) -> dict[str, str]:
    """The tags as clients know them, with what we say ourselves."""
    own = {ARTIFACT_LOCATION_TAG: trace.artifact_uri}
    if trace.name is not None:
        own[NAME_TAG] = trace.name
    if trace.span_count:
        own[SPANS_LOCATION_TAG] = IN_OUR_STORE
    return {**trace.tags, **own}


def assessment(judged: AssessmentInfo) -> Json:
    """An assessment."""
    rendered: Json = {
        "assessment_id": judged.assessment_id,
        "assessment_name": judged.name,
        "trace_id": judged.trace_id,
        "source": {"source_type": judged.source_type, "source_id": judged.source_id},
        "create_time": timestamp(judged.create_time_ms),
        "last_update_time": timestamp(judged.update_time_ms),
        judged.kind: _VALUES[judged.kind](judged),
        "valid": judged.valid,
    }
    for key in ("span_id", "rationale", "metadata", "overrides"):
        if getattr(judged, key):
            rendered[key] = getattr(judged, key)
    return rendered


def data_point(point: DataPoint) -> Json:
    """One group's numbers."""
    return {
        "metric_name": point.metric,
        "dimensions": point.dimensions,
        "values": {name: number(value) for name, value in point.values.items()},
    }


def _feedback(judged: AssessmentInfo) -> Json:
    said: Json = {"value": _json(judged.value)}
    if judged.error:
        said["error"] = judged.error
    return said


def _expectation(judged: AssessmentInfo) -> Json:
    value = judged.value
    if value is None or isinstance(value, list | dict):
        # Protobuf's Value would make a double of each number inside.
        written = {"serialization_format": "JSON_FORMAT", "value": json.dumps(value)}
        return {"serialized_value": written} if value is not None else {"value": None}
    return {"value": _json(value)}


def _issue(judged: AssessmentInfo) -> Json:
    return {"issue_name": (judged.value or {}).get("issue_name", "")}


def _json(value: Any) -> Any:
    return number(value) if isinstance(value, float) else value


def _pairs(values: dict[str, str]) -> list[Json]:
    return [{"key": key, "value": value} for key, value in values.items()]


_VALUES = {"feedback": _feedback, "expectation": _expectation, "issue": _issue}
