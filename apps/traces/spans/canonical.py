"""Spans of other times in today's form: clients before 3.0 wrote them otherwise, and so did 3.5."""

import base64
from collections.abc import Mapping
from typing import Any

from apps.traces.errors import InvalidSpans
from apps.traces.spans import values
from apps.traces.spans.record import REQUEST_ID, Stored

_CODES = {"OK", "ERROR", "UNSET"}


def canonical(raw: Mapping[str, Any]) -> Stored:
    """The span as we store it, whichever of MLflow's releases wrote it.

    Raises:
        InvalidSpans: none of them did.
    """
    try:
        return _of_two(raw) if "context" in raw else _of_three(raw)
    except (KeyError, TypeError, ValueError, AttributeError) as exc:
        raise InvalidSpans(
            f"A span is not in MLflow's form: {type(exc).__name__} {exc}.",
            fix="Send spans as Span.to_dict writes them.",
        ) from exc


def _of_three(raw: Mapping[str, Any]) -> Stored:
    status = raw.get("status") or {}
    return {
        "trace_id": _base64(raw["trace_id"], size=16),
        "span_id": _base64(raw["span_id"], size=8),
        "parent_span_id": _parent(raw.get("parent_span_id")),
        "name": str(raw["name"]),
        "kind": str(raw.get("kind") or "SPAN_KIND_INTERNAL"),
        "start_time_unix_nano": int(raw["start_time_unix_nano"]),
        "end_time_unix_nano": int(raw.get("end_time_unix_nano") or 0) or None,
        "events": [_event(each, "time_unix_nano") for each in raw.get("events") or ()],
        "status": {
            "code": _code(status.get("code")),
            "message": str(status.get("message") or ""),
        },
        "attributes": _attributes(raw.get("attributes") or {}),
        "links": [dict(each) for each in raw.get("links") or ()],
    }


def _of_two(raw: Mapping[str, Any]) -> Stored:
    return {
        "trace_id": _base64(raw["context"]["trace_id"], size=16),
        "span_id": _base64(raw["context"]["span_id"], size=8),
        "parent_span_id": _parent(raw.get("parent_id")),
        "name": str(raw["name"]),
        "kind": "SPAN_KIND_INTERNAL",
        "start_time_unix_nano": int(raw["start_time"]),
        "end_time_unix_nano": int(raw.get("end_time") or 0) or None,
        "events": [_event(each, "timestamp") for each in raw.get("events") or ()],
        "status": {
            "code": _code(raw.get("status_code")),
            "message": str(raw.get("status_message") or ""),
        },
        "attributes": _attributes(raw.get("attributes") or {}),
        "links": [],
    }


def trace_id_of(span: Stored) -> str:
    """Which trace the span says that it is of; "" when it does not."""
    said = values.load(span["attributes"].get(REQUEST_ID))
    return said if isinstance(said, str) else ""


def _event(event: Mapping[str, Any], time: str) -> dict[str, Any]:
    return {
        "name": str(event["name"]),
        "time_unix_nano": int(event[time]),
        "attributes": dict(event.get("attributes") or {}),
    }


def _attributes(attributes: Mapping[str, Any]) -> dict[str, str]:
    return {
        str(key): value if isinstance(value, str) else values.dump(value)
        for key, value in attributes.items()
    }


def _code(code: Any) -> str:
    text = str(code or "UNSET").rpartition(".")[2].removeprefix("STATUS_CODE_")
    return f"STATUS_CODE_{text if text in _CODES else 'UNSET'}"


def _parent(written: Any) -> str | None:
    return _base64(written, size=8) if written else None


def _base64(written: str, *, size: int) -> str:
    """An id in base64, from base64 or hexadecimal digits, with or without what stands before."""
    # First as it stands: base64 has slashes of its own, and may begin with anything.
    if len(written) == -(-size // 3) * 4 and written.endswith("="):
        return base64.b64encode(base64.b64decode(written, validate=True)).decode()
    text = written.rpartition("/")[2].removeprefix("tr-").removeprefix("0x")
    return base64.b64encode(int(text, 16).to_bytes(size, "big")).decode()
