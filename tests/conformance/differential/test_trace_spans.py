"""Spans: what both servers keep and answer of the same ones."""

import base64
import uuid
from typing import Any

import mlflow
from mlflow.entities import SpanEvent

from tests.conformance.differential import differences
from tests.conformance.differential.both import Both
from tests.conformance.differential.here import Here
from tests.conformance.differential.marks import DIFFERENTIAL
from tests.conformance.differential.tracing import (
    NO_IDS,
    V3,
    info,
    read,
    send,
    start,
)
from tests.traces.make import SECOND, otlp_span

pytestmark = DIFFERENTIAL


def test_a_traced_function_is_kept(both: Both) -> None:
    def scenario(here: Here) -> None:
        mlflow.set_experiment(experiment_id=here.experiment())

        @mlflow.trace(span_type="TOOL", attributes={"k": 1, "nested": {"a": [1, 2.5, None]}})
        def inner(x: int) -> dict[str, Any]:
            span = mlflow.get_current_active_span()
            assert span is not None
            span.set_attribute(
                "mlflow.chat.tokenUsage", {"input_tokens": 3, "output_tokens": 4, "total_tokens": 7}
            )
            event = {"name": "seen", "timestamp": 1_000, "attributes": {"a": "b", "n": 2}}
            span.add_event(SpanEvent(**event))  # type: ignore[abstract,arg-type]  # theirs is not
            return {"y": x * 2, "text": "ünï ✓"}

        @mlflow.trace
        def outer(x: int) -> dict[str, Any]:
            mlflow.update_current_trace(
                tags={"team": "a"},
                metadata={"mlflow.trace.session": "s1", "mlflow.trace.user": "u1"},
                client_request_id="request-1",
            )
            return inner(x)

        outer(5)
        mlflow.flush_trace_async_logging()
        trace_id = mlflow.get_last_active_trace_id()
        trace = mlflow.get_trace(trace_id)
        here.note(
            "tags", {k: v for k, v in trace.info.tags.items() if k != "mlflow.artifactLocation"}
        )
        keys = ("mlflow.trace.session", "mlflow.trace.user", "mlflow.trace.tokenUsage")
        here.note("metadata", {key: trace.info.trace_metadata.get(key) for key in keys})
        here.note("previews", (trace.info.request_preview, trace.info.response_preview))
        here.note("request id", trace.info.client_request_id)
        here.note("names", [(s.name, s.span_type, s.inputs, s.outputs) for s in trace.data.spans])
        here.note("events", [(e.name, e.attributes) for e in trace.data.spans[1].events])
        here.note("attribute", trace.data.spans[1].attributes["nested"])

    both(scenario)


def test_a_failed_function_is_an_error(both: Both) -> None:
    def scenario(here: Here) -> None:
        mlflow.set_experiment(experiment_id=here.experiment())

        @mlflow.trace
        def fails() -> None:
            raise RuntimeError("no")

        try:
            fails()
        except RuntimeError:
            mlflow.flush_trace_async_logging()
        trace = mlflow.get_trace(mlflow.get_last_active_trace_id())
        here.note("state", trace.info.state)
        status = trace.data.spans[0].status
        here.note("status", (status.status_code, status.description))
        here.note(
            "events", [(e.name, e.attributes["exception.type"]) for e in trace.data.spans[0].events]
        )

    both(scenario)


def test_spans_of_a_plain_exporter_make_a_trace(both: Both) -> None:
    def scenario(here: Here) -> None:
        experiment_id, trace = here.experiment(), uuid.uuid4().hex
        chat = {
            "gen_ai.operation.name": "chat",
            "gen_ai.request.model": "m-1",
            "gen_ai.provider.name": "acme",
            "gen_ai.usage.input_tokens": 10,
            "gen_ai.usage.output_tokens": 5,
            "gen_ai.input.messages": '[{"role": "user", "content": "hi"}]',
            "session.id": "s-9",
            "user.id": "u-9",
            "list": [1, 2.5, "x", True],
            "empty": {},
            "map": {"a": {"b": [1]}},
            "text": "1",
        }
        root = otlp_span(
            trace=trace,
            span=1,
            name="root",
            seconds=3,
            attributes={
                "mlflow.spanInputs": '{"messages": [{"role": "user", "content": "hello"}]}',
                "mlflow.traceTag.team": "vision",
            },
        )
        send(
            here,
            "child first",
            experiment_id,
            otlp_span(trace=trace, span=2, parent=1, name="llm", attributes=chat),
        )
        read(here, "without its root", f"tr-{trace}")
        send(
            here,
            "root",
            experiment_id,
            root,
            resource={"service.name": "shop", "telemetry.sdk.name": "x", "n": 3},
        )
        read(here, "whole", f"tr-{trace}")
        send(here, "again", experiment_id, root)
        read(here, "the same", f"tr-{trace}")

    both(scenario)


def test_usage_of_a_parent_speaks_for_its_children(both: Both) -> None:
    def scenario(here: Here) -> None:
        experiment_id, trace = here.experiment(), uuid.uuid4().hex

        def used(number: int) -> dict[str, Any]:
            tokens = {"input_tokens": number, "output_tokens": 1, "total_tokens": number + 1}
            return {
                "mlflow.chat.tokenUsage": tokens,
                "mlflow.llm.cost": {"input_cost": 0.5, "output_cost": 0.25, "total_cost": 0.75},
            }

        send(
            here,
            "leaves",
            experiment_id,
            otlp_span(trace=trace, span=3, parent=2, attributes=used(3)),
            otlp_span(trace=trace, span=4, parent=2, attributes=used(4)),
        )
        here.get("leaves", f"{V3}/traces/tr-{trace}")
        send(
            here,
            "agent",
            experiment_id,
            otlp_span(trace=trace, span=2, parent=1, attributes=used(10)),
        )
        here.get("agent", f"{V3}/traces/tr-{trace}")
        send(here, "root", experiment_id, otlp_span(trace=trace, span=1, error="broken"))
        here.get("root", f"{V3}/traces/tr-{trace}")

    both(scenario)


def test_json_is_taken_as_well(both: Both) -> None:
    def scenario(here: Here) -> None:
        experiment_id, trace = here.experiment(), uuid.uuid4().hex
        span = {
            "traceId": trace,
            "spanId": "00000000000000aa",
            "name": "json",
            "kind": 2,
            "startTimeUnixNano": "1700000000000000000",
            "endTimeUnixNano": "1700000001000000000",
            "attributes": [{"key": "a", "value": {"stringValue": "b"}}],
            "status": {"code": 2, "message": "m"},
            "links": [{"traceId": "0" * 31 + "1", "spanId": "00000000000000bb"}],
        }
        body = {"resourceSpans": [{"scopeSpans": [{"spans": [span]}]}]}
        headers = {"x-mlflow-experiment-id": experiment_id}
        here.request("JSON", "POST", "/v1/traces", json=body, headers=headers)
        read(here, "read", f"tr-{trace}")

    both(scenario)


def test_what_is_no_otlp_is_refused(both: Both) -> None:
    def scenario(here: Here) -> None:
        experiment_id = here.experiment()
        send(here, "no protobuf", experiment_id, content=b"\xff\xff\xff")
        send(here, "empty", experiment_id, content=b" ")
        send(
            here,
            "text",
            experiment_id,
            otlp_span(),
            headers={"Content-Type": "text/plain"},
        )
        send(
            here,
            "zip",
            experiment_id,
            otlp_span(),
            headers={"Content-Encoding": "gzip"},
        )
        send(here, "nowhere", "987654321", otlp_span())

    both(scenario)


def test_the_stock_ui_downloads_spans(both: Both) -> None:
    def scenario(here: Here) -> None:
        experiment_id, trace = here.experiment(), uuid.uuid4().hex
        child = otlp_span(
            trace=trace, span=2, parent=1, start=1_700_000_000 * SECOND + 5, error="no"
        )
        send(here, "send", experiment_id, child, otlp_span(trace=trace, span=1, name="root"))
        address = "/ajax-api/2.0/mlflow/get-trace-artifact"
        here.get("download", address, params={"request_id": f"tr-{trace}"}, shown=NO_IDS)
        here.get("unknown", address, params={"request_id": "tr-0"})
        here.get("no id", address, differs=differences.MISSING_IS_INVALID)

    both(scenario)


def test_spans_that_were_uploaded_are_found(both: Both) -> None:
    """Clients before 3.4 upload spans as a file among the trace's files."""

    def scenario(here: Here) -> None:
        trace = uuid.uuid4().hex
        trace_id = start(here, "start", info(here.experiment(), trace_id=f"tr-{trace}"))
        told = here.send("GET", f"{V3}/traces/{trace_id}").json()["trace"]["trace_info"]
        place = told["tags"]["mlflow.artifactLocation"].removeprefix("mlflow-artifacts:/")
        span: dict[str, Any] = {
            "trace_id": base64.b64encode(bytes.fromhex(trace)).decode(),
            "span_id": "AAAAAAAAAAE=",
            "parent_span_id": None,
            "name": "root",
            "start_time_unix_nano": 1_000,
            "end_time_unix_nano": 2_000,
            "events": [],
            "status": {"code": "STATUS_CODE_OK", "message": ""},
            "attributes": {
                "mlflow.traceRequestId": f'"{trace_id}"',
                "mlflow.spanInputs": '{"a": 1}',
            },
        }
        address = f"/api/2.0/mlflow-artifacts/artifacts/{place}/traces.json"
        here.send("PUT", address, json={"spans": [span]})
        trace_read = here.client.get_trace(trace_id)
        here.note("spans", [(s.name, s.inputs, s.start_time_ns) for s in trace_read.data.spans])
        here.get("list", "/api/2.0/mlflow-artifacts/artifacts", params={"path": place})

    both(scenario)
