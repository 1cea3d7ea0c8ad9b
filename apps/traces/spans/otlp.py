"""OpenTelemetry's protocol: from the bytes of a request to spans as they are stored."""

import base64
import json
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from google.protobuf import json_format
from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from apps.traces.constants import MAX_SPANS
from apps.traces.errors import InvalidSpans
from apps.traces.spans import semconv, values
from apps.traces.spans.record import REQUEST_ID, TYPE, SpanRecord

PROTOBUF = "application/x-protobuf"
JSON = "application/json"
MAX_BYTES = 128 * 2**20
"""Of a request once it is decompressed."""

_TRACE_BYTES, _SPAN_BYTES = 16, 8
_ID_FIELDS = ("traceId", "spanId", "parentSpanId")
_STATUS_WORDS = {Status.STATUS_CODE_OK: "OK", Status.STATUS_CODE_ERROR: "ERROR"}


def read(body: bytes, *, content_type: str, encoding: str = "") -> list[SpanRecord]:
    """The spans of a request.

    Raises:
        InvalidSpans: it is no OTLP request, too large, or a span of it cannot be kept.
    """
    media = content_type.partition(";")[0].strip().lower()
    if media not in {PROTOBUF, JSON}:
        raise InvalidSpans(
            f"Invalid Content-Type: {content_type[:80]!r}.", fix=f"Send {PROTOBUF} or {JSON}."
        )
    request = _parsed(_decompressed(body, encoding.strip().lower()), media)
    count = sum(len(scope.spans) for group in request.resource_spans for scope in group.scope_spans)
    if count > MAX_SPANS:
        raise InvalidSpans(
            f"The request has {count} spans; {MAX_SPANS} are the most.", fix="Send them in parts."
        )
    return list(_records(request))


def _records(request: ExportTraceServiceRequest) -> Iterator[SpanRecord]:
    for group in request.resource_spans:
        resource = _attributes(group.resource)
        for scope in group.scope_spans:
            for span in scope.spans:
                yield _record(span, resource)


def _record(span: Span, resource: Mapping[str, Any]) -> SpanRecord:
    _check_ids(span)
    trace_id = f"tr-{span.trace_id.hex()}"
    attributes = {
        pair.key: values.unwrapped(values.dump(values.decode(pair.value)))
        for pair in span.attributes
    }
    attributes[REQUEST_ID] = values.dump(trace_id)
    events = [_event(event) for event in span.events]
    semconv.translate(attributes, events)
    kind = values.load(attributes.get(TYPE))
    return SpanRecord(
        trace_id=trace_id,
        span_id=span.span_id.hex(),
        parent_id=span.parent_span_id.hex() or None,
        name=span.name,
        type=str(kind) if kind is not None else None,
        status=_STATUS_WORDS.get(span.status.code, "UNSET"),
        start_ns=min(span.start_time_unix_nano, _LATEST),
        end_ns=min(span.end_time_unix_nano, _LATEST) or None,
        stored=_stored(span, attributes, events),
        resource=resource,
    )


def _stored(span: Span, attributes: dict[str, str], events: list[dict[str, Any]]) -> dict[str, Any]:
    parent = span.parent_span_id
    return {
        "trace_id": base64.b64encode(span.trace_id).decode(),
        "span_id": base64.b64encode(span.span_id).decode(),
        "parent_span_id": base64.b64encode(parent).decode() if parent else None,
        "name": span.name,
        "kind": Span.SpanKind.Name(span.kind),
        "start_time_unix_nano": min(span.start_time_unix_nano, _LATEST),
        "end_time_unix_nano": min(span.end_time_unix_nano, _LATEST) or None,
        "events": events,
        "status": {
            "code": Status.StatusCode.Name(span.status.code),
            "message": span.status.message,
        },
        "attributes": attributes,
        "links": [_link(link) for link in span.links],
    }


def _event(event: Span.Event) -> dict[str, Any]:
    return {
        "name": event.name,
        "time_unix_nano": event.time_unix_nano,
        "attributes": _attributes(event),
    }


def _link(link: Span.Link) -> dict[str, Any]:
    return {
        "trace_id": f"tr-{link.trace_id.hex()}",
        "span_id": link.span_id.hex(),
        "attributes": _attributes(link) or None,
    }


def _attributes(message: Span.Event | Span.Link | Resource) -> dict[str, Any]:
    """Attributes as plain values; bytes, which JSON has no word for, in base64."""
    decoded = {pair.key: values.decode(pair.value) for pair in message.attributes}
    return {key: json.loads(values.dump(value)) for key, value in decoded.items()}


def _check_ids(span: Span) -> None:
    sizes = (len(span.trace_id), len(span.span_id), len(span.parent_span_id))
    if sizes not in {(_TRACE_BYTES, _SPAN_BYTES, _SPAN_BYTES), (_TRACE_BYTES, _SPAN_BYTES, 0)}:
        raise InvalidSpans(
            f"The span {span.name[:80]!r} has ids of {sizes} bytes.",
            fix="Trace ids have 16 bytes, span ids 8.",
        )
    if span.status.code not in Status.StatusCode.values() or (
        span.kind not in Span.SpanKind.values()
    ):
        raise InvalidSpans(
            f"The span {span.name[:80]!r} has a kind or status that does not exist.",
            fix="Send those of OTLP.",
        )


def _decompressed(body: bytes, encoding: str) -> bytes:
    if encoding in {"", "identity"}:
        return body
    windows = _WINDOWS.get(encoding)
    if windows is None:
        raise InvalidSpans(
            f"Unsupported Content-Encoding: {encoding[:40]}.", fix="Send gzip or deflate."
        )
    for bits in windows:
        machine = zlib.decompressobj(bits)
        try:
            whole = machine.decompress(body, MAX_BYTES)
        except zlib.error:
            continue
        if machine.unconsumed_tail:
            raise InvalidSpans(
                f"The request has more than {MAX_BYTES} bytes.", fix="Send it in parts."
            )
        if machine.eof:
            return whole
    raise InvalidSpans(f"The {encoding} body cannot be decompressed.", fix="Send it whole.")


def _parsed(body: bytes, media: str) -> ExportTraceServiceRequest:
    request = ExportTraceServiceRequest()
    try:
        if media == JSON:
            json_format.ParseDict(
                _with_base64(json.loads(body)), request, ignore_unknown_fields=True
            )
        else:
            request.ParseFromString(body)
    # The JSON of somebody may have any shape at all.
    except (DecodeError, json_format.Error, ValueError, TypeError, AttributeError) as exc:
        raise InvalidSpans("Invalid OpenTelemetry format.", fix=_FORMAT) from exc
    except RecursionError as exc:
        raise InvalidSpans("The request is nested too deep.", fix=_FORMAT) from exc
    if not request.resource_spans:
        raise InvalidSpans("Invalid OpenTelemetry format - no spans found.", fix=_FORMAT)
    return request


def _with_base64(data: Any) -> Any:
    """OTLP's JSON writes ids in hexadecimal digits, where protobuf's has base64."""
    for group in data.get("resourceSpans", ()):
        for scope in group.get("scopeSpans", ()):
            for span in scope.get("spans", ()):
                for holder in (span, *(span.get("links") or ())):
                    for name in _ID_FIELDS:
                        if holder.get(name):
                            raw = bytes.fromhex(holder[name])
                            holder[name] = base64.b64encode(raw).decode()
    return data


_LATEST = 2**63 - 1
_WINDOWS = {"gzip": (31,), "deflate": (zlib.MAX_WBITS, -zlib.MAX_WBITS)}
_FORMAT = "Send an ExportTraceServiceRequest of OpenTelemetry."
