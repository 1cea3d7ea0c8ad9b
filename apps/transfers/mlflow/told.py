"""Traces and assessments as MLflow's protocol tells of them, in JSON or YAML. Pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from apps.traces.contracts import ImportedAssessment, ImportedTrace

_TOOK = ("execution_duration", "execution_duration_ms", "execution_time_ms")
_SECONDS = re.compile(r"(-?\d+(?:\.\d+)?)s")


def trace_of(
    info: Mapping[str, Any],
    *,
    tags: Mapping[str, str],
    metadata: Mapping[str, str],
    spans: Sequence[dict[str, Any]],
    assessments: Sequence[ImportedAssessment],
) -> ImportedTrace:
    """The trace that `info` describes: in the words of version 3, or of those before.

    Raises:
        ValueError, TypeError: it does not describe one.
    """
    began = info.get("request_time", info.get("timestamp_ms"))
    took = next((info[name] for name in _TOOK if info.get(name) is not None), None)
    return ImportedTrace(
        trace_id=str(info["trace_id"]),
        request_time_ms=milliseconds(began) if began is not None else 0,
        duration_ms=None if took is None else duration(took),
        state=str(info.get("state") or info.get("status") or "STATE_UNSPECIFIED"),
        client_request_id=info.get("client_request_id"),
        request_preview=info.get("request_preview"),
        response_preview=info.get("response_preview"),
        name=tags.get("mlflow.traceName"),
        tags=tags,
        metadata=metadata,
        spans=spans,
        assessments=assessments,
    )


def assessment_of(told: Mapping[str, Any]) -> ImportedAssessment:
    """The assessment that is told of.

    Raises:
        ValueError, TypeError, LookupError: it is none.
    """
    kind, value, error = _judged(told)
    source = told.get("source") or {}
    return ImportedAssessment(
        assessment_id=str(told["assessment_id"]),
        name=str(told.get("assessment_name") or told.get("name") or ""),
        kind=kind,
        value=value,
        error=error,
        source_type=str(source.get("source_type") or "CODE"),
        source_id=str(source.get("source_id") or ""),
        run_id=str(told.get("run_id") or ""),
        span_id=str(told.get("span_id") or ""),
        rationale=str(told.get("rationale") or ""),
        overrides=str(told.get("overrides") or ""),
        valid=bool(told.get("valid", True)),
        metadata={str(k): str(v) for k, v in (told.get("metadata") or {}).items()},
        create_time_ms=milliseconds(told["create_time"]),
        update_time_ms=milliseconds(told["last_update_time"]),
    )


def milliseconds(moment: Any) -> int:
    """Milliseconds since 1970 of a number, a moment, or a moment's text.

    Raises:
        ValueError: it is none.
    """
    if isinstance(moment, int | float):
        return int(moment)
    if isinstance(moment, str) and moment.lstrip("-").isdecimal():
        return int(moment)
    parsed = moment if isinstance(moment, datetime) else datetime.fromisoformat(str(moment))
    return round(parsed.replace(tzinfo=parsed.tzinfo or UTC).timestamp() * 1000)


def duration(told: Any) -> int:
    """Milliseconds of a number or of a text such as ``1.5s``.

    Raises:
        ValueError: it is none.
    """
    if isinstance(told, str) and (match := _SECONDS.fullmatch(told)):
        return round(float(match[1]) * 1000)
    return int(told)


def _judged(told: Mapping[str, Any]) -> tuple[str, Any, Any]:
    """What kind of assessment it is, its value, and its error."""
    if "expectation" in told:
        expected = told["expectation"]
        serialized = expected.get("serialized_value")
        if serialized is not None:
            import json

            return "expectation", json.loads(serialized["value"]), None
        return "expectation", expected.get("value"), None
    if "issue" in told:
        return "issue", told["issue"], None
    feedback = told.get("feedback") or {}
    return "feedback", feedback.get("value"), feedback.get("error")
