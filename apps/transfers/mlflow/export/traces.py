"""Rows of traces: their spans, tags, assessments, and what they are linked to."""

import base64
import binascii
import json
import math
import uuid
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from apps.core import clock
from apps.traces.contracts import ImportedAssessment, ImportedTrace
from apps.transfers.mlflow.conventions import ARTIFACT_LOCATION_TAG, SPANS_LOCATION_TAG
from apps.transfers.mlflow.export.places import Places
from apps.transfers.mlflow.export.target import Row, Target

_SESSION, _TOKENS, _COST = "mlflow.trace.session", "mlflow.trace.tokenUsage", "mlflow.trace.cost"
_SOURCE_RUN = "mlflow.sourceRun"
# What newer versions keep in columns alone
_PROMOTED = (_SESSION, _TOKENS, _COST)
_USAGE_COLUMNS = {
    _TOKENS: (
        "input_tokens",
        "output_tokens",
        "total_tokens",
        "cache_read_input_tokens",
        "cache_creation_input_tokens",
        "cache_creation_input_tokens_above_1hr",
    ),
    _COST: ("input_cost", "output_cost", "total_cost"),
}
_STATUSES = {"STATUS_CODE_OK": "OK", "STATUS_CODE_ERROR": "ERROR", "STATUS_CODE_UNSET": "UNSET"}


def add_trace(target: Target, places: Places, trace: ImportedTrace, experiment_id: int) -> None:
    """A trace with everything that belongs to it; `experiment_id` is ours."""
    number = places.experiment(experiment_id)
    target.add("trace_info", [_info(trace, number)])
    files = f"mlflow-artifacts:/{experiment_id}/traces/{trace.trace_id}/artifacts"
    tags = {
        **trace.tags,
        SPANS_LOCATION_TAG: "TRACKING_STORE",
        ARTIFACT_LOCATION_TAG: places.moved(files),
    }
    in_columns = _PROMOTED if target.has("trace_info", "session_id") else ()
    metadata = {key: value for key, value in trace.metadata.items() if key not in in_columns}
    for table, pairs in (("trace_tags", tags), ("trace_request_metadata", metadata)):
        target.add(table, _pairs(trace.trace_id, pairs))
    target.add("spans", [_span(trace.trace_id, number, span) for span in trace.spans])
    target.add("assessments", [_assessment(trace, number, each) for each in trace.assessments])
    own_run = trace.metadata.get(_SOURCE_RUN)
    links = [("run", run_id) for run_id in trace.run_ids if run_id != own_run]
    links += [("prompt_version", prompt) for prompt in trace.prompts]
    target.add("entity_associations", [_link(trace, kind, linked) for kind, linked in links])


def _info(trace: ImportedTrace, experiment_id: int) -> Row:
    return {
        "request_id": trace.trace_id,
        "experiment_id": experiment_id,
        "timestamp_ms": trace.request_time_ms,
        "execution_time_ms": trace.duration_ms,
        "status": trace.state,
        "client_request_id": trace.client_request_id,
        "request_preview": trace.request_preview,
        "response_preview": trace.response_preview,
        "trace_name": trace.name,
        "session_id": trace.metadata.get(_SESSION),
        **_usage(trace.metadata),
    }


def _usage(metadata: Mapping[str, str]) -> Row:
    """Tokens and costs, by column."""
    found: Row = {}
    for key, columns in _USAGE_COLUMNS.items():
        usage: Any = {}
        with suppress(ValueError):
            usage = json.loads(metadata.get(key, "{}"))
        if isinstance(usage, dict):
            found.update({name: usage[name] for name in columns if _is_number(usage.get(name))})
    return found


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value)


def _pairs(trace_id: str, pairs: Mapping[str, str]) -> list[Row]:
    return [{"request_id": trace_id, "key": key, "value": value} for key, value in pairs.items()]


def _span(trace_id: str, experiment_id: int, span: Mapping[str, Any]) -> Row:
    attributes = {key: _decoded(text) for key, text in (span.get("attributes") or {}).items()}
    cost = attributes.get("mlflow.llm.cost")
    known = cost if isinstance(cost, dict) else {}
    status = span.get("status") or {}
    code = str(status.get("code") or status.get("status_code") or "STATUS_CODE_UNSET")
    return {
        "trace_id": trace_id,
        "experiment_id": experiment_id,
        "span_id": _span_id(span.get("span_id")),
        "parent_span_id": _span_id(span.get("parent_span_id")) or None,
        "name": span.get("name"),
        "type": attributes.get("mlflow.spanType"),
        "status": _STATUSES.get(code, code),
        "start_time_unix_nano": span.get("start_time_unix_nano"),
        "end_time_unix_nano": span.get("end_time_unix_nano"),
        "content": _content(span),
        "model_name": attributes.get("mlflow.llm.model"),
        "model_provider": attributes.get("mlflow.llm.provider"),
        **{key: known[key] for key in _USAGE_COLUMNS[_COST] if _is_number(known.get(key))},
    }


def _content(span: Mapping[str, Any]) -> str:
    """The span as text that can be searched: letters as they are, unless one cannot be written."""
    text = json.dumps(span, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(span)
    return text


def _decoded(text: Any) -> Any:
    if not isinstance(text, str):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _span_id(stored: Any) -> str:
    """The id in hexadecimal digits; a span's stored form has it in Base64."""
    text = str(stored or "")
    if len(text) != 12:
        return text
    try:
        return base64.b64decode(text, validate=True).hex()
    except (ValueError, binascii.Error):
        return text


def _assessment(trace: ImportedTrace, experiment_id: int, given: ImportedAssessment) -> Row:
    now = clock.to_ms(clock.now())
    aggregate, is_numeric = _aggregate(given.value)
    return {
        "assessment_id": given.assessment_id,
        "trace_id": trace.trace_id,
        "name": given.name,
        "assessment_type": given.kind,
        "value": json.dumps(given.value),
        "error": json.dumps(_error(given.error)) if given.error else None,
        "created_timestamp": given.create_time_ms or now,
        "last_updated_timestamp": given.update_time_ms or now,
        "experiment_id": experiment_id,
        "trace_timestamp_ms": trace.request_time_ms,
        "aggregate_value": aggregate,
        "is_numeric_value": is_numeric,
        "source_type": given.source_type,
        "source_id": given.source_id or None,
        "run_id": given.run_id or None,
        "span_id": given.span_id or None,
        "rationale": given.rationale or None,
        "overrides": given.overrides or None,
        "valid": given.valid,
        "assessment_metadata": json.dumps(dict(given.metadata)) if given.metadata else None,
    }


def _error(error: Mapping[str, Any]) -> dict[str, Any]:
    return {key: error.get(key) for key in ("error_code", "error_message", "stack_trace")}


def _aggregate(value: Any) -> tuple[float | None, bool]:
    """The number that charts draw for a value, and whether it is a number by itself."""
    if isinstance(value, bool):
        return float(value), False
    if _is_number(value):
        return float(value), True
    words = {"yes": 1.0, "no": 0.0}
    return words.get(value.strip().lower()) if isinstance(value, str) else None, False


def _link(trace: ImportedTrace, kind: str, linked: str) -> Row:
    return {
        "association_id": uuid.uuid4().hex,
        "source_type": "trace",
        "source_id": trace.trace_id,
        "destination_type": kind,
        "destination_id": linked,
        "created_time": trace.request_time_ms,
    }
