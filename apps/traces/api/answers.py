"""Answers as JSON can say them: spans hold anything at all, so they are written here, in the shapes
that the serializers declare."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from apps.traces.constants import USER
from apps.traces.contracts import AssessmentInfo, TraceDetails, TraceInfo, TracePage
from apps.traces.spans import shown

_OURS = "mlflow."
_USAGE = ("input_tokens", "output_tokens", "total_tokens", "total_cost")


def page(found: TracePage, names: Mapping[int, str]) -> dict[str, Any]:
    """A page of traces; the names are those of the roots of traces that have none themselves."""
    return {
        "traces": [row(info, names) for info in found.traces],
        "next_page_token": found.next_page_token,
    }


def row(info: TraceInfo, names: Mapping[int, str]) -> dict[str, Any]:
    """A trace as tables show it."""
    return {
        "trace_id": info.trace_id,
        "experiment_id": info.experiment_id,
        "experiment_name": info.experiment_name,
        "name": info.name if info.name is not None else names.get(info.id, ""),
        "state": info.state,
        "request_time_ms": info.request_time_ms,
        "duration_ms": info.duration_ms,
        "request_preview": info.request_preview or "",
        "response_preview": info.response_preview or "",
        "client_request_id": info.client_request_id or "",
        "session_id": info.session_id or "",
        "user": info.metadata.get(USER, ""),
        "run_ids": info.run_ids,
        "span_count": info.span_count,
        "usage": {key: getattr(info.usage, key) for key in _USAGE},
        "tags": {key: text for key, text in info.tags.items() if not key.startswith(_OURS)},
        "assessments": [assessment(each) for each in info.assessments],
    }


def assessment(info: AssessmentInfo) -> dict[str, Any]:
    """A judgement of a trace."""
    shape = asdict(info)
    del shape["trace_id"], shape["run_id"]
    return shape


def details(found: TraceDetails, names: Mapping[int, str]) -> dict[str, Any]:
    """A trace as its own page shows it."""
    info, spans = found.trace.info, found.trace.spans
    zero_ns = shown.start_of(spans)
    return {
        **row(info, names),
        "project_key": found.project_key,
        "project_name": found.project_name,
        "role": found.role,
        "can_annotate": found.can_annotate,
        "can_delete": found.can_delete,
        "metadata": info.metadata,
        "prompts": _prompts(found.prompts),
        "spans": [shown.as_row(span, zero_ns=zero_ns) for span in spans],
    }


def _prompts(linked: Sequence[str]) -> list[dict[str, Any]]:
    parts = (prompt.rpartition("/") for prompt in linked)
    return [{"name": name, "version": version} for name, _, version in parts]
