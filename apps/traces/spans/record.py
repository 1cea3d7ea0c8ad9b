"""A span as it is stored: its description as MLflow's clients write it, and what is read off it."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from apps.traces.errors import InvalidSpans
from apps.traces.spans import values

Stored = dict[str, Any]

TYPE = "mlflow.spanType"
INPUTS = "mlflow.spanInputs"
OUTPUTS = "mlflow.spanOutputs"
REQUEST_ID = "mlflow.traceRequestId"
USAGE = "mlflow.chat.tokenUsage"
COST = "mlflow.llm.cost"
MODEL = "mlflow.llm.model"
PROVIDER = "mlflow.llm.provider"
UNKNOWN = "UNKNOWN"
_STATUSES = {"STATUS_CODE_OK": "OK", "STATUS_CODE_ERROR": "ERROR", "OK": "OK", "ERROR": "ERROR"}
_EARLIEST, _LATEST = -(2**63), 2**63 - 1


@dataclass(frozen=True, kw_only=True, slots=True)
class SpanRecord:
    """A span: what its columns hold, and the whole of it in its stored form."""

    trace_id: str
    span_id: str
    parent_id: str | None
    name: str
    type: str | None
    status: str
    start_ns: int
    end_ns: int | None
    stored: Stored
    resource: Mapping[str, Any] | None = None

    def attribute(self, key: str) -> Any:
        """The value of an attribute; None when there is none."""
        return values.load(self.stored["attributes"].get(key))

    def mapping(self, key: str) -> dict[str, Any] | None:
        """The value of an attribute that is an object; None when it is something else."""
        value = self.attribute(key)
        return value if isinstance(value, dict) else None


def record_of(stored: Stored, *, trace_id: str = "") -> SpanRecord:
    """The record of a span in its stored form.

    Raises:
        InvalidSpans: it is not in that form.
    """
    try:
        attributes = stored["attributes"] or {}
        status = stored.get("status") or {}
        kind = values.load(attributes.get(TYPE))
        parent = stored.get("parent_span_id")
        return SpanRecord(
            trace_id=trace_id or str(values.load(attributes.get(REQUEST_ID))),
            span_id=span_hex(stored["span_id"]),
            parent_id=span_hex(parent) if parent else None,
            name=str(stored["name"]),
            type=str(kind) if kind is not None else None,
            status=_STATUSES.get(str(status.get("code")), "UNSET"),
            start_ns=_moment(stored["start_time_unix_nano"]),
            end_ns=_moment(stored.get("end_time_unix_nano") or 0) or None,
            stored={**stored, "attributes": attributes},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as exc:
        raise InvalidSpans(
            f"A span is not in MLflow's form: {type(exc).__name__} {exc}.",
            fix="Send spans as Span.to_dict writes them.",
        ) from exc


def span_hex(encoded: str) -> str:
    """A span's id in 16 hexadecimal digits, from base64 or from hexadecimal digits."""
    # Base64 may begin with anything; it is its end that tells.
    text = encoded if encoded.endswith("=") else encoded.removeprefix("0x")
    if len(text) == _HEX:
        return f"{int(text, 16):016x}"
    try:
        return base64.b64decode(text, validate=True).hex().rjust(_HEX, "0")[-_HEX:]
    except binascii.Error as exc:
        raise ValueError(f"{encoded[:40]!r} is no span id") from exc


def _moment(value: Any) -> int:
    return min(max(int(value), _EARLIEST), _LATEST)


_HEX = 16
