"""JSON as MLflow speaks it: proto3 in both spellings in, its plain form out.

A body is decoded straight into its struct. What that refuses (camelCase, null for "not set", bare
NaN, JSON inside a JSON string) takes the slow way round, and only then is an error an error.
"""

import json
import math
import re
from functools import cache
from typing import Annotated, Any, ClassVar, TypeVar, get_args
from urllib.parse import parse_qs

import msgspec

from apps.core import errors

Int64 = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]


class Message(msgspec.Struct, kw_only=True):
    """A request of the protocol. `required` names the fields that must not be left out."""

    required: ClassVar[tuple[str, ...]] = ()
    replaces_nul: ClassVar[bool] = False
    """What a model wrote is not to be lost for a NUL, which neither database stores."""


M = TypeVar("M", bound=Message)
_SAMPLE = 2048
_NUL = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")


class MissingParameter(errors.Invalid):
    code = "missing_parameter"


class MalformedBody(errors.Invalid):
    code = "malformed_body"


class WrongType(errors.Invalid):
    code = "wrong_type"


def decode_body(body: bytes, message: type[M]) -> M:
    """The message in a JSON body.

    Raises:
        Invalid: it is not JSON, a field has another type, or one that is required is missing.
    """
    if b"\\u0000" in body:
        if not message.replaces_nul:
            raise _unstorable()
        body = _NUL.sub(rb"\1\\ufffd", body)
    try:
        decoded: M = _decoder(message).decode(body or b"{}")
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _required(_decode_slowly(body, message))
    if len(body) > 2 and _speaks_camel_case(body, message):
        decoded = _decode_slowly(body, message)
    return _required(decoded)


def decode_query(query: str, message: type[M]) -> M:
    """The message in a query string: repeated fields are lists, the first value counts otherwise.

    Raises:
        Invalid: a field has another type, or one that is required is missing.
    """
    if "%00" in query:
        raise _unstorable()
    values = parse_qs(query, keep_blank_values=True)
    repeated = _repeated_fields(message)
    plain = {
        name: found if name in repeated else found[0]
        for name, found in values.items()
        if name in message.__struct_fields__
    }
    return _required(_convert(plain, message))


def encode(answer: Any) -> bytes:
    """JSON bytes of an answer; floats that JSON has no word for must be strings already."""
    return msgspec.json.encode(answer)


def number(value: float) -> float | str:
    """A double as proto3 JSON writes it."""
    if math.isfinite(value):
        return value
    if math.isnan(value):
        return "NaN"
    return "Infinity" if value > 0 else "-Infinity"


@cache
def _decoder(message: type[M]) -> msgspec.json.Decoder[M]:
    return msgspec.json.Decoder(message, strict=False)


@cache
def _camel_keys(message: type[msgspec.Struct]) -> tuple[bytes, ...]:
    """The camelCase spellings, quoted, that a body of this message may hold."""
    names = {name for struct in _structs_in(message) for name in struct.__struct_fields__}
    return tuple(f'"{camel}"'.encode() for name in names if (camel := _camel(name)) != name)


def _speaks_camel_case(body: bytes, message: type[msgspec.Struct]) -> bool:
    # A client spells all its fields one way, so both ends of a long body tell of the whole.
    sample = body if len(body) <= 2 * _SAMPLE else body[:_SAMPLE] + body[-_SAMPLE:]
    return any(key in sample for key in _camel_keys(message))


def _decode_slowly(body: bytes, message: type[M]) -> M:
    try:
        raw = json.loads(body or b"{}")
        # Old clients sent their JSON inside a JSON string.
        raw = json.loads(raw) if isinstance(raw, str) else raw
        # Half of a surrogate pair is text to Python and to nobody else.
        json.dumps(raw, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as exc:
        raise MalformedBody("The body is not valid JSON.", fix="Send a JSON object.") from exc
    if raw is None:
        raw = {}
    if not isinstance(raw, dict):
        raise MalformedBody("The body must be a JSON object.", fix="Send a JSON object.")
    return _convert(_normalised(raw, message), message)


def _convert(raw: dict[str, Any], message: type[M]) -> M:
    try:
        return msgspec.convert(raw, type=message, strict=False)
    except msgspec.ValidationError as exc:
        what, _, where = str(exc).partition(" - at `$")
        name = where.rstrip("`").lstrip(".") or "body"
        raise WrongType(
            f"Invalid value for parameter '{name}' supplied: {what}.",
            fix="Send the type that the protocol names.",
        ) from exc


def _normalised(raw: dict[str, Any], message: type[msgspec.Struct]) -> dict[str, Any]:
    """The object in snake_case and without nulls, as deep as the message is known."""
    nested = _nested_structs(message)
    clean: dict[str, Any] = {}
    for name in message.__struct_fields__:
        camel = _camel(name)
        if camel != name and name in raw and camel in raw:
            raise WrongType(
                f"The request names both '{name}' and '{camel}'.", fix="Send only one of them."
            )
        value = raw.get(name, raw.get(camel))
        if value is None:
            continue
        inner = nested.get(name)
        if inner is None:
            clean[name] = value
        elif isinstance(value, list):
            clean[name] = [_normalised(v, inner) if isinstance(v, dict) else v for v in value]
        else:
            clean[name] = _normalised(value, inner) if isinstance(value, dict) else value
    return clean


def _required(message: M) -> M:
    for name in message.required:
        value = getattr(message, name)
        if value is None or value == "":
            raise missing(name)
    return message


def _unstorable() -> MalformedBody:
    return MalformedBody(
        "The request holds a NUL character, which cannot be stored.", fix="Leave it out."
    )


def missing(name: str) -> MissingParameter:
    """The refusal of a request that leaves out a parameter."""
    return MissingParameter(
        f"Missing value for required parameter '{name}'.",
        fix="See MLflow's REST API for the parameters of this request.",
    )


@cache
def _camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(part.capitalize() for part in tail)


@cache
def _nested_structs(message: type[msgspec.Struct]) -> dict[str, type[msgspec.Struct]]:
    found = {}
    for field in msgspec.structs.fields(message):
        candidates = (field.type, *get_args(field.type))
        for candidate in (*candidates, *(arg for c in candidates for arg in get_args(c))):
            if isinstance(candidate, type) and issubclass(candidate, msgspec.Struct):
                found[field.name] = candidate
    return found


def _structs_in(message: type[msgspec.Struct]) -> list[type[msgspec.Struct]]:
    return [message, *(s for n in _nested_structs(message).values() for s in _structs_in(n))]


@cache
def _repeated_fields(message: type[msgspec.Struct]) -> frozenset[str]:
    return frozenset(
        field.name
        for field in msgspec.structs.fields(message)
        if "list" in str(field.type) or "tuple" in str(field.type)
    )
