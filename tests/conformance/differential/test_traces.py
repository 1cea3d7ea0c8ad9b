"""Traces: what both servers keep and answer of the same spans, tags, assessments and links."""

import base64
import uuid
from collections.abc import Callable
from typing import Any

import mlflow
from mlflow.entities import AssessmentSource, Expectation, Feedback, SpanEvent
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from tests.conformance.differential import differences
from tests.conformance.differential.both import Both
from tests.conformance.differential.here import Here
from tests.conformance.differential.marks import DIFFERENTIAL
from tests.traces.make import SECOND, Otlp, otlp_span

pytestmark = DIFFERENTIAL

V3 = "/api/3.0/mlflow"
PERSON = AssessmentSource("HUMAN", "ada")


def send(here: Here, label: str, experiment_id: str, *spans: Span, **more: Any) -> None:
    """Send spans by OTLP."""
    headers = {
        "x-mlflow-experiment-id": experiment_id,
        "Content-Type": "application/x-protobuf",
        **more.pop("headers", {}),
    }
    body = more.pop("content", None) or Otlp(spans, more.pop("resource", {})).body
    here.request(label, "POST", "/v1/traces", content=body, headers=headers, **more)


def info(experiment_id: str, **fields: Any) -> dict[str, Any]:
    """A trace as clients tell of it."""
    return {
        "trace_id": f"tr-{uuid.uuid4().hex}",
        "trace_location": {
            "type": "MLFLOW_EXPERIMENT",
            "mlflow_experiment": {"experiment_id": experiment_id},
        },
        "request_time": "2024-05-01T10:00:00.250Z",
        "execution_duration": "1.500s",
        "state": "OK",
        **fields,
    }


def without(*names: str) -> Callable[[Any], Any]:
    """An answer without the members of these names, at any depth."""

    def strip(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: strip(each) for key, each in value.items() if key not in names}
        return [strip(each) for each in value] if isinstance(value, list) else value

    return strip


# Ids in base64 are random, as the same ids in digits are, which are compared.
NO_IDS = without("trace_id")
NO_TIMES = without("create_time", "last_update_time")


def start(here: Here, label: str, told: dict[str, Any], **more: Any) -> str:
    here.post(label, f"{V3}/traces", {"trace": {"trace_info": told}}, **more)
    return str(told.get("trace_id", ""))


def read(here: Here, label: str, trace_id: str) -> None:
    """Both ways of reading a trace with its spans, which are in one order on both sides."""
    here.get(f"{label}: info", f"{V3}/traces/{trace_id}")
    asked = {"trace_id": trace_id, "allow_partial": "true"}
    here.get(label, f"{V3}/traces/get", params=asked, shown=NO_IDS)


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


def test_a_told_trace_is_answered_as_it_was_told(both: Both) -> None:
    def scenario(here: Here) -> None:
        experiment_id = here.experiment()
        told = info(
            experiment_id,
            client_request_id="r-1",
            request_preview="q",
            response_preview="a",
            tags={"mlflow.traceName": "n", "team": "a", "mlflow.artifactLocation": "file:///etc"},
            trace_metadata={
                "mlflow.trace.session": "s",
                "mlflow.trace.tokenUsage": '{"input_tokens": 1, "output_tokens": 2, "total_tokens": 3}',
                "mlflow.trace.cost": '{"input_cost": 0.5, "output_cost": 0.25, "total_cost": 0.75}',
                "custom": "x",
            },
            assessments=[
                {
                    "assessment_id": f"a-{uuid.uuid4().hex}",
                    "assessment_name": "good",
                    "source": {"source_type": "CODE", "source_id": "c"},
                    "feedback": {"value": [1, "a", None]},
                    "create_time": "2024-05-01T10:00:00Z",
                    "last_update_time": "2024-05-01T10:00:00Z",
                }
            ],
        )
        trace_id = start(here, "start", told)
        start(here, "again", told)
        here.get("read", f"{V3}/traces/{trace_id}")
        start(
            here,
            "changed",
            {
                **told,
                "state": "ERROR",
                "tags": {"more": "1"},
                "request_preview": "q2",
                "trace_metadata": {"other": "y"},
            },
            # MLflow's answer lacks the tags that are new; who reads them finds them.
            shown=without("tags"),
        )
        here.get("merged", f"{V3}/traces/{trace_id}")
        here.get(
            "partial",
            f"{V3}/traces/get",
            params={"trace_id": trace_id, "allow_partial": "true"},
            differs=differences.SPANS_OF_FILES,
        )
        start(
            here,
            "elsewhere",
            {**told, "trace_location": info(here.experiment("f"))["trace_location"]},
        )

    both(scenario)


def test_bad_traces_are_refused(both: Both) -> None:
    def scenario(here: Here) -> None:
        experiment_id = here.experiment()
        here.post("nothing", f"{V3}/traces", {})
        start(here, "path", info(experiment_id, trace_id="a/b"))
        start(here, "query", info(experiment_id, trace_id="a?b"))
        start(here, "nowhere", info("987654321"))
        here.get("unknown", f"{V3}/traces/tr-0")
        here.get("unknown whole", f"{V3}/traces/get", params={"trace_id": "tr-0"})
        here.get("no id", f"{V3}/traces/get")
        here.get("unknown batch", f"{V3}/traces/batchGet", params={"trace_ids": "tr-0"})
        here.post("unknown infos", f"{V3}/traces/batchGetInfos", {"trace_ids": ["tr-0"]})
        here.post("no infos", f"{V3}/traces/batchGetInfos", {})

    both(scenario)


def test_tags_are_set_and_deleted(both: Both) -> None:
    def scenario(here: Here) -> None:
        trace_id = start(here, "start", info(here.experiment(), tags={"a": "1"}))
        client = here.client
        here.see("set", client.set_trace_tag, trace_id, "b", "2")
        here.see("over", client.set_trace_tag, trace_id, "b", "3")
        here.see("name", client.set_trace_tag, trace_id, "mlflow.traceName", "n")
        here.see("long", client.set_trace_tag, trace_id, "long", "x" * 9_000)
        here.get("read", f"{V3}/traces/{trace_id}")
        here.see("delete", client.delete_trace_tag, trace_id, "b")
        here.see("delete name", client.delete_trace_tag, trace_id, "mlflow.traceName")
        here.see("gone", client.delete_trace_tag, trace_id, "b")
        here.see("gone name", client.delete_trace_tag, trace_id, "mlflow.traceName")
        here.request(
            "ours",
            "PATCH",
            f"{V3}/traces/{trace_id}/tags",
            json={"key": "mlflow.artifactLocation", "value": "x"},
        )
        here.request("no key", "PATCH", f"{V3}/traces/{trace_id}/tags", json={"value": "x"})
        here.request(
            "bad key", "PATCH", f"{V3}/traces/{trace_id}/tags", json={"key": "a?*", "value": "x"}
        )
        here.request("unknown", "PATCH", f"{V3}/traces/tr-0/tags", json={"key": "k", "value": "x"})
        here.get("after", f"{V3}/traces/{trace_id}")

    both(scenario)


def test_assessments_come_change_and_go(both: Both) -> None:
    def scenario(here: Here) -> None:
        trace_id = start(here, "start", info(here.experiment()))
        made = here.see(
            "feedback",
            mlflow.log_feedback,
            trace_id=trace_id,
            name="good",
            value=0.5,
            rationale="why",
            source=PERSON,
            metadata={"m": "1"},
            span_id="ab",
        )
        assert made is not None
        here.see(
            "expected",
            mlflow.log_expectation,
            trace_id=trace_id,
            name="answer",
            value={"a": [1]},
            source=PERSON,
        )
        here.see(
            "number",
            mlflow.log_expectation,
            trace_id=trace_id,
            name="number",
            value=4,
            source=PERSON,
        )
        here.see(
            "wrong", mlflow.log_feedback, trace_id=trace_id, name="bad", error=ValueError("boom")
        )
        here.see(
            "update",
            mlflow.update_assessment,
            trace_id,
            made.assessment_id,
            Feedback(name="better", value="yes", rationale="r2", metadata={"n": "2"}),
        )
        here.see(
            "kind",
            mlflow.update_assessment,
            trace_id,
            made.assessment_id,
            Expectation(name="better", value=1),
        )
        other = here.see(
            "override",
            mlflow.override_feedback,
            trace_id=trace_id,
            assessment_id=made.assessment_id,
            value=False,
        )
        assert other is not None
        here.see("get", mlflow.get_assessment, trace_id, made.assessment_id)
        here.get("all", f"{V3}/traces/{trace_id}", shown=NO_TIMES)
        here.see("delete", mlflow.delete_assessment, trace_id, other.assessment_id)
        here.see("restored", mlflow.get_assessment, trace_id, made.assessment_id)
        here.see("again", mlflow.delete_assessment, trace_id, other.assessment_id)
        here.see("gone", mlflow.get_assessment, trace_id, other.assessment_id)
        here.see("no trace", mlflow.log_feedback, trace_id="tr-0", name="n", value=1)
        path = f"{V3}/traces/{trace_id}/assessments"
        here.post("empty", path, {})
        here.post(
            "no value",
            path,
            {"assessment": {"assessment_name": "n", "source": {"source_type": "CODE"}}},
        )
        bad = {
            "assessment_name": "n",
            "source": {"source_type": "CODE"},
            "feedback": {"value": 1},
            "overrides": "a-0",
        }
        here.post("overrides nothing", path, {"assessment": bad})
        here.request(
            "no mask",
            "PATCH",
            f"{path}/{made.assessment_id}",
            json={"assessment": {"rationale": "r"}},
        )

    both(scenario)


def test_old_clients_begin_and_end_traces(both: Both) -> None:
    def scenario(here: Here) -> None:
        experiment_id = here.experiment()
        body = {
            "experiment_id": experiment_id,
            "timestamp_ms": 1_000,
            "request_metadata": [{"key": "mlflow.trace_schema.version", "value": "2"}],
            "tags": [{"key": "mlflow.traceName", "value": "old"}, {"key": "a", "value": "1"}],
        }
        begun = here.post("begin", "traces", body)
        trace_id = begun["trace_info"]["request_id"]
        here.get("open", f"traces/{trace_id}/info")
        ended = {
            "timestamp_ms": 3_500,
            "status": "OK",
            "request_metadata": [{"key": "k", "value": "v"}],
            "tags": [{"key": "b", "value": "2"}],
        }
        here.request("end", "PATCH", f"traces/{trace_id}", json=ended)
        here.get("ended", f"traces/{trace_id}/info")
        here.get("as today", f"{V3}/traces/{trace_id}")
        here.get(
            "search",
            "traces",
            params={"experiment_ids": experiment_id, "filter": "attributes.status = 'OK'"},
        )
        here.get("nothing", "traces/tr-0/info")
        here.get("no experiments", "traces")
        here.post("no experiment", "traces", {**body, "experiment_id": "987654321"})

    both(scenario)


def test_traces_are_deleted(both: Both) -> None:
    def scenario(here: Here) -> None:
        experiment_id = here.experiment()
        ids = [
            start(here, f"start {n}", info(experiment_id, request_time=f"2024-05-0{n}T00:00:00Z"))
            for n in range(1, 6)
        ]
        client = here.client
        here.see("by id", client.delete_traces, experiment_id, trace_ids=[ids[4], "tr-0"])
        here.see(
            "oldest",
            client.delete_traces,
            experiment_id,
            max_timestamp_millis=1_714_694_400_000,
            max_traces=1,
        )
        here.see(
            "up to", client.delete_traces, experiment_id, max_timestamp_millis=1_714_694_400_000
        )
        here.see(
            "left",
            lambda: [
                t.info.trace_id
                for t in client.search_traces(locations=[experiment_id], include_spans=False)
            ],
        )
        here.post("nothing", "traces/delete-traces", {"experiment_id": experiment_id})
        here.post(
            "both",
            "traces/delete-traces",
            {"experiment_id": experiment_id, "request_ids": ids, "max_timestamp_millis": 1},
        )
        here.post(
            "none",
            "traces/delete-traces",
            {"experiment_id": experiment_id, "max_traces": 0, "max_timestamp_millis": 1},
        )
        here.post(
            "elsewhere",
            "traces/delete-traces",
            {"experiment_id": here.experiment("f"), "request_ids": ids},
        )

    both(scenario)


def test_traces_belong_to_runs_and_prompts(both: Both) -> None:
    def scenario(here: Here) -> None:
        experiment_id = here.experiment()
        run_id = here.run(experiment_id)
        linked = start(here, "linked", info(experiment_id))
        start(
            here,
            "made in it",
            info(
                experiment_id,
                trace_metadata={"mlflow.sourceRun": run_id},
                request_time="2024-05-02T00:00:00Z",
            ),
        )
        start(here, "neither", info(experiment_id))
        here.post(
            "link", "traces/link-to-run", {"run_id": run_id, "trace_ids": [linked, linked, "tr-0"]}
        )
        found = here.client.search_traces
        here.see(
            "of run",
            lambda: [
                t.info.trace_id
                for t in found(locations=[experiment_id], run_id=run_id, include_spans=False)
            ],
        )
        here.post("too many", "traces/link-to-run", {"run_id": run_id, "trace_ids": ["t"] * 101})
        here.post("no run", "traces/link-to-run", {"run_id": "0" * 32, "trace_ids": [linked]})
        prompts = {"trace_id": linked, "prompt_versions": [{"name": "p", "version": "3"}]}
        here.post("prompt", "traces/link-prompts", prompts)
        here.post("prompt again", "traces/link-prompts", prompts)
        here.see(
            "of prompt",
            lambda: [
                t.info.trace_id
                for t in found(
                    locations=[experiment_id], filter_string='prompt = "p/3"', include_spans=False
                )
            ],
        )
        here.post("no trace", "traces/link-prompts", {**prompts, "trace_id": "tr-0"})

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
