"""MLflow's client traces: every way it has of it."""

import asyncio
import threading
from typing import Any

import mlflow
import pytest
from mlflow import MlflowClient
from mlflow.entities import SpanType
from mlflow.exceptions import MlflowException
from mlflow.tracing.attachments import Attachment
from opentelemetry import trace as otel
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider

from tests.conformance.portal import Portal, experiment
from tests.traces.make import Otlp, otlp_span

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("portal")]


def last() -> Any:
    """The trace that this thread made last, once it has arrived."""
    mlflow.flush_trace_async_logging()
    return mlflow.get_trace(mlflow.get_last_active_trace_id())


def test_spans_nest_across_functions_generators_and_coroutines() -> None:
    experiment()

    @mlflow.trace(name="stream", span_type=SpanType.RETRIEVER)
    def stream() -> Any:
        yield from ("a", "b")

    @mlflow.trace
    async def later(x: int) -> int:
        await asyncio.sleep(0)
        return x

    with mlflow.start_span("outer", attributes={"k": "v"}) as span:
        span.set_inputs({"q": [1, {"a": None}]})
        span.set_outputs([*stream(), asyncio.run(later(3))])
    trace = last()
    names = {each.name: each for each in trace.data.spans}
    assert set(names) == {"outer", "stream", "later"}
    assert names["stream"].parent_id == names["later"].parent_id == names["outer"].span_id
    assert (names["outer"].inputs, names["outer"].outputs) == (
        {"q": [1, {"a": None}]},
        ["a", "b", 3],
    )
    assert names["stream"].span_type == "RETRIEVER"


def test_spans_are_made_by_hand() -> None:
    experiment()
    root = mlflow.start_span_no_context("root", inputs={"x": 1}, tags={"team": "a"})
    child = mlflow.start_span_no_context("child", parent_span=root)
    child.end(outputs=2)
    root.end(status="ERROR")
    mlflow.flush_trace_async_logging()
    trace = mlflow.get_trace(root.trace_id)
    assert trace.info.state == "ERROR"
    assert trace.info.tags["team"] == "a"
    assert [span.name for span in trace.data.spans] == ["root", "child"]


def test_many_traces_at_once_are_all_there_and_whole() -> None:
    number = experiment()

    @mlflow.trace
    def inner(x: int) -> int:
        return x

    @mlflow.trace
    def outer(x: int) -> int:
        return inner(x) + inner(x)

    workers = [threading.Thread(target=lambda: [outer(n) for n in range(10)]) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    mlflow.flush_trace_async_logging()
    found = mlflow.search_traces(locations=[number], return_type="list", max_results=100)
    assert len(found) == 40
    assert {len(trace.data.spans) for trace in found} == {3}


def test_traces_are_searched_as_a_table_page_by_page() -> None:
    number = experiment()
    for index in range(5):
        with mlflow.start_span(f"s{index}") as span:
            span.set_inputs(index)
            mlflow.update_current_trace(tags={"odd": str(index % 2)})
    mlflow.flush_trace_async_logging()
    table = mlflow.search_traces(locations=[number], filter_string="tags.odd = '1'")
    assert sorted(table["request"]) == [1, 3]
    client, seen, token = MlflowClient(), [], None
    while True:
        page = client.search_traces(locations=[number], max_results=2, page_token=token)
        seen += [trace.info.trace_id for trace in page]
        token = page.token
        if not token:
            break
    assert len(set(seen)) == len(seen) == 5


def test_a_trace_belongs_to_the_run_it_was_made_in() -> None:
    number = experiment()
    with mlflow.start_run() as run, mlflow.start_span("in a run"):
        pass
    with mlflow.start_span("outside"):
        pass
    mlflow.flush_trace_async_logging()
    found = mlflow.search_traces(locations=[number], run_id=run.info.run_id, return_type="list")
    assert [trace.data.spans[0].name for trace in found] == ["in a run"]
    assert found[0].info.trace_metadata["mlflow.sourceRun"] == run.info.run_id


def test_turns_of_a_conversation_are_found_by_their_session() -> None:
    number = experiment()
    for session in ("s1", "s1", "s2"):
        with mlflow.start_span("turn"):
            mlflow.update_current_trace(metadata={"mlflow.trace.session": session})
    mlflow.flush_trace_async_logging()
    text = "metadata.`mlflow.trace.session` = 's1'"
    assert len(mlflow.search_traces(locations=[number], filter_string=text)) == 2


def test_a_file_in_a_span_comes_back(portal: Portal) -> None:
    experiment()
    with mlflow.start_span("see") as span:
        span.set_inputs({"image": Attachment(content_type="image/png", content_bytes=b"\x89PNG")})
    trace = last()
    address = str(trace.data.spans[0].inputs["image"])
    name = address.removeprefix("mlflow-attachment://").partition("?")[0]
    with portal.http as http:
        asked = {"request_id": trace.info.trace_id, "path": name}
        answer = http.get("/ajax-api/2.0/mlflow/get-trace-artifact", params=asked)
    assert answer.content == b"\x89PNG"


def test_text_with_a_nul_does_not_lose_its_trace() -> None:
    experiment()
    with mlflow.start_span("nul") as span:
        span.set_inputs("a\0b")
    trace = last()
    assert trace.data.spans[0].inputs == "a\0b"
    assert "a" in trace.info.request_preview


def test_a_large_span_comes_back_whole() -> None:
    experiment()
    text = "word " * 400_000
    with mlflow.start_span("large") as span:
        span.set_inputs(text)
    trace = last()
    assert trace.data.spans[0].inputs == text
    assert len(trace.info.request_preview) <= 1_000


def test_traces_are_deleted_for_good() -> None:
    number = experiment()
    with mlflow.start_span("gone"):
        pass
    trace_id = last().info.trace_id
    assert MlflowClient().delete_traces(number, trace_ids=[trace_id]) == 1
    with pytest.raises(MlflowException):
        MlflowClient().get_trace(trace_id)
    assert len(mlflow.search_traces(locations=[number])) == 0


def test_spans_of_opentelemetrys_own_sdk_are_taken(portal: Portal) -> None:
    """What its exporter sends; the exporter itself is a package of its own."""
    number = experiment()
    provider = TracerProvider(resource=Resource({"service.name": "shop"}))
    span = provider.get_tracer("t").start_span("checkout", kind=otel.SpanKind.SERVER)
    span.end()
    context = span.get_span_context()
    made = otlp_span(trace=f"{context.trace_id:032x}", span=context.span_id, name="checkout")
    headers = {
        "x-mlflow-experiment-id": number,
        "Content-Type": "application/x-protobuf",
        "Content-Encoding": "gzip",
    }
    with portal.http as http:
        body = Otlp([made], {"service.name": "shop"}).zipped
        assert http.post("/v1/traces", content=body, headers=headers).status_code == 200
    trace = mlflow.get_trace(f"tr-{context.trace_id:032x}")
    assert trace.info.tags["service.name"] == "shop"
    assert trace.data.spans[0].name == "checkout"
