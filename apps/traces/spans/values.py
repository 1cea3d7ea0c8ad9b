"""Values of attributes: what OTLP carries, and the JSON text that they are stored as."""

import base64
import json
import math
from typing import Any

from opentelemetry.proto.common.v1.common_pb2 import AnyValue


def decode(value: AnyValue) -> Any:
    """The value that a message carries; None where it carries none."""
    kind = value.WhichOneof("value")
    if kind is None:
        return None
    if kind == "array_value":
        return [decode(each) for each in value.array_value.values]
    if kind == "kvlist_value":
        return {pair.key: decode(pair.value) for pair in value.kvlist_value.values}
    return getattr(value, kind)


def dump(value: Any) -> str:
    """The value as JSON text; bytes, which JSON has no word for, in base64."""
    return json.dumps(value, ensure_ascii=False, default=_foreign)


def load(text: Any) -> Any:
    """The value of a JSON text; what is none stands for itself."""
    if not isinstance(text, str):
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def unwrapped(text: str) -> str:
    """The JSON text of an attribute without the layer that a client's own encoding added.

    A number or a word inside a string stays text: its writer may have meant it so.
    """
    inner = load(text)
    if not isinstance(inner, str):
        return text
    try:
        return inner if isinstance(json.loads(inner), str | dict | list) else text
    except (ValueError, RecursionError):
        return text


def any_value(value: Any) -> dict[str, Any]:
    """The value as OTLP's JSON has it, which says each one's type."""
    if value is None:
        return {}
    if isinstance(value, list):
        values = [any_value(each) for each in value]
        return {"array_value": {"values": values} if values else {}}
    if isinstance(value, dict):
        return {"kvlist_value": {"values": pairs(value)} if value else {}}
    return _scalar(value)


def _scalar(value: Any) -> dict[str, Any]:
    match value:
        case bool():
            return {"bool_value": value}
        case int() if abs(value) < 2**63:
            return {"int_value": value}
        case float():
            return {"double_value": value if math.isfinite(value) else _WORDS[str(value)]}
        case _:
            return {"string_value": str(value)}


def pairs(values: dict[str, Any]) -> list[dict[str, Any]]:
    """Attributes as OTLP's JSON lists them."""
    return [{"key": str(key), "value": any_value(value)} for key, value in values.items()]


def base64_of_hex(digits: str, *, size: int) -> str:
    """An id of so many bytes in base64; what is none in itself becomes zeros."""
    try:
        raw = int(digits or "0", 16).to_bytes(size, "big")
    except (ValueError, OverflowError):
        raw = bytes(size)
    return base64.b64encode(raw).decode()


def _foreign(value: Any) -> str:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)


_WORDS = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}
