"""Stored spans as readers want them: OTLP's JSON for clients, plain values for the portal."""

from collections.abc import Mapping
from typing import Any

from apps.traces.spans import values
from apps.traces.spans.record import INPUTS, OUTPUTS, TYPE, record_of

_TEXTS = ("trace_id", "span_id", "parent_span_id", "name")
_TIMES = ("start_time_unix_nano", "end_time_unix_nano")
_HIDDEN = frozenset({INPUTS, OUTPUTS, TYPE, "mlflow.traceRequestId"})
UNSPECIFIED = "SPAN_KIND_UNSPECIFIED"
UNSET = "STATUS_CODE_UNSET"


def as_otlp(span: Mapping[str, Any]) -> dict[str, Any]:
    """The span as protobuf writes it in JSON: unset fields are left out, ids are in base64."""
    shown = {key: span[key] for key in _TEXTS if span.get(key)}
    if span.get("kind", UNSPECIFIED) != UNSPECIFIED:
        shown["kind"] = span["kind"]
    shown.update({key: int(span[key]) for key in _TIMES if span.get(key)})
    attributes = {key: values.load(text) for key, text in span["attributes"].items()}
    _put(shown, "attributes", values.pairs(attributes))
    _put(shown, "events", [_event(event) for event in span.get("events") or ()])
    _put(shown, "links", [_link(link) for link in span.get("links") or ()])
    status = span.get("status") or {}
    said = {"message": status.get("message"), "code": _code(status.get("code"))}
    shown["status"] = {key: value for key, value in said.items() if value}
    return shown


def as_row(span: Mapping[str, Any], *, zero_ns: int) -> dict[str, Any]:
    """The span with plain values, its times from the beginning of the trace in milliseconds."""
    record = record_of(dict(span))
    attributes = record.stored["attributes"]
    return {
        "span_id": record.span_id,
        "parent_id": record.parent_id,
        "name": record.name,
        "type": record.type or "UNKNOWN",
        "status": record.status,
        "status_message": (span.get("status") or {}).get("message") or "",
        "start_ms": _ms(record.start_ns - zero_ns),
        "duration_ms": None if record.end_ns is None else _ms(record.end_ns - record.start_ns),
        "inputs": record.attribute(INPUTS),
        "outputs": record.attribute(OUTPUTS),
        "attributes": {
            key: values.load(text) for key, text in attributes.items() if key not in _HIDDEN
        },
        "events": [
            {
                "name": event["name"],
                "at_ms": _ms(int(event["time_unix_nano"]) - zero_ns),
                "attributes": event.get("attributes") or {},
            }
            for event in span.get("events") or ()
        ],
        "links": [
            {**link, "attributes": link.get("attributes") or {}} for link in span.get("links") or ()
        ],
    }


def start_of(spans: list[dict[str, Any]]) -> int:
    """When the first of the spans began."""
    return min((int(span["start_time_unix_nano"]) for span in spans), default=0)


def _event(event: Mapping[str, Any]) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    if event.get("time_unix_nano"):
        shown["time_unix_nano"] = int(event["time_unix_nano"])
    if event.get("name"):
        shown["name"] = event["name"]
    _put(shown, "attributes", values.pairs(event.get("attributes") or {}))
    return shown


def _link(link: Mapping[str, Any]) -> dict[str, Any]:
    digits = str(link["trace_id"]).rpartition("/")[2].removeprefix("tr-")
    shown: dict[str, Any] = {
        "trace_id": values.base64_of_hex(digits, size=16),
        "span_id": values.base64_of_hex(str(link["span_id"]), size=8),
    }
    _put(shown, "attributes", values.pairs(link.get("attributes") or {}))
    return shown


def _code(code: Any) -> str:
    text = str(code or UNSET)
    text = text if text.startswith("STATUS_CODE_") else f"STATUS_CODE_{text}"
    return "" if text == UNSET else text


def _put(shown: dict[str, Any], key: str, found: list[Any]) -> None:
    if found:
        shown[key] = found


def _ms(nanoseconds: int) -> float:
    return round(nanoseconds / 1_000_000, 6)
