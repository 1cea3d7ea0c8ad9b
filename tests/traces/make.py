"""Traces for tests: as OTLP carries them, and as services make them."""

import gzip
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, ArrayValue, KeyValue, KeyValueList
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from apps.accounts.contracts import Actor
from apps.experiments.models import Experiment
from apps.mlflow_api.contracts import LaneResponse
from apps.traces.contracts import NewTrace, TraceInfo
from apps.traces.services import spans, traces
from apps.traces.spans import otlp
from tests.experiments.make import make_experiment
from tests.mlflow_api.make import Client
from tests.projects.make import admin

_numbers = itertools.count(1)
SECOND = 1_000_000_000
START = 1_700_000_000 * SECOND
"""When spans of tests begin, in nanoseconds."""


@dataclass(frozen=True)
class Otlp:
    """A request of OTLP."""

    spans: Sequence[Span]
    resource: Mapping[str, Any] = field(default_factory=dict)

    @property
    def body(self) -> bytes:
        """As protobuf writes it."""
        request = ExportTraceServiceRequest()
        group = request.resource_spans.add()
        group.resource.attributes.extend(_pairs(self.resource))
        group.scope_spans.add().spans.extend(self.spans)
        body: bytes = request.SerializeToString()
        return body

    @property
    def zipped(self) -> bytes:
        """As exporters send it."""
        return gzip.compress(self.body)


def new_trace() -> str:
    """The 32 digits of a trace's id."""
    return f"{next(_numbers):032x}"


def otlp_span(
    *,
    trace: str = "",
    span: int = 1,
    parent: int = 0,
    name: str = "step",
    attributes: Mapping[str, Any] | None = None,
    start: int = START,
    seconds: float = 1,
    error: str = "",
) -> Span:
    """A span with ids of these numbers; one without a parent is a root."""
    made = Span(
        trace_id=bytes.fromhex(trace or new_trace()),
        span_id=span.to_bytes(8, "big"),
        parent_span_id=parent.to_bytes(8, "big") if parent else b"",
        name=name,
        kind=Span.SPAN_KIND_INTERNAL,
        start_time_unix_nano=start,
        end_time_unix_nano=start + int(seconds * SECOND),
    )
    made.attributes.extend(_pairs(attributes or {}))
    code = Status.STATUS_CODE_ERROR if error else Status.STATUS_CODE_OK
    made.status.CopyFrom(Status(code=code, message=error))
    return made


def send(client: Client, experiment_id: str, request: Otlp, **headers: str) -> LaneResponse:
    """The answer to an export, whatever it is."""
    told = {"x-mlflow-experiment-id": experiment_id, "content-type": otlp.PROTOBUF, **headers}
    return client.send("POST", "/v1/traces", body=request.body, **told)


def export(client: Client, experiment_id: str, request: Otlp) -> None:
    """Send spans as an exporter does."""
    answer = send(client, experiment_id, request)
    assert answer.status == 200, answer.body


def log(
    experiment: Experiment,
    *found: Span,
    actor: Actor | None = None,
    resource: Mapping[str, Any] | None = None,
) -> list[str]:
    """Store spans by the service; the ids of the traces whose root came."""
    body = Otlp(found, resource or {}).body
    records = otlp.read(body, content_type=otlp.PROTOBUF)
    return spans.log_spans(actor=actor or admin(), experiment=experiment, records=records)


def make_trace(
    experiment: Experiment | None = None, *, actor: Actor | None = None, **fields: Any
) -> TraceInfo:
    """A trace as its client tells of it, with what `NewTrace` names."""
    told: dict[str, Any] = {
        "trace_id": f"tr-{new_trace()}",
        "request_time_ms": START // 1_000_000,
        "duration_ms": 1_000,
        "state": "OK",
        **fields,
    }
    return traces.start_trace(
        actor=actor or admin(), experiment=experiment or make_experiment(), new=NewTrace(**told)
    )


def any_value(value: Any) -> AnyValue:
    """The value as OTLP carries it."""
    if isinstance(value, list):
        return AnyValue(array_value=ArrayValue(values=[any_value(each) for each in value]))
    if isinstance(value, dict):
        return AnyValue(kvlist_value=KeyValueList(values=_pairs(value)))
    carried = AnyValue()
    for kind, name in _SCALARS:
        if isinstance(value, kind):
            setattr(carried, name, value)
            break
    return carried


def _pairs(values: Mapping[str, Any]) -> list[KeyValue]:
    return [KeyValue(key=key, value=any_value(value)) for key, value in values.items()]


_SCALARS: tuple[tuple[type, str], ...] = (
    (bool, "bool_value"),
    (int, "int_value"),
    (float, "double_value"),
    (bytes, "bytes_value"),
    (str, "string_value"),
)
