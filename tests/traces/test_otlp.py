"""What is taken as OTLP, and what spans it makes."""

import gzip
import json
import zlib
from typing import Any

import pytest

from apps.traces.errors import InvalidSpans
from apps.traces.spans import otlp
from apps.traces.spans.record import SpanRecord
from tests.traces.make import Otlp, new_trace, otlp_span

HEX = "0123456789abcdef0123456789abcdef"


def read(request: Otlp, **more: str) -> list[SpanRecord]:
    return otlp.read(request.body, content_type=otlp.PROTOBUF, **more)


def of_json(span: dict[str, Any]) -> bytes:
    return json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": [span]}]}]}).encode()


def test_a_span_keeps_its_ids_times_and_status() -> None:
    (record,) = read(Otlp([otlp_span(trace=HEX, span=2, parent=1, name="n", error="broken")]))
    assert (record.trace_id, record.span_id) == (f"tr-{HEX}", "0000000000000002")
    assert (record.parent_id, record.status, record.type) == ("0000000000000001", "ERROR", None)
    assert record.end_ns is not None
    assert record.end_ns - record.start_ns == 1_000_000_000


@pytest.mark.parametrize(
    "value", ["text", 'qu"ote', 5, 2.5, True, None, [1, "a", None], {"a": {"b": [1]}}, "1", "ünï\0"]
)
def test_an_attribute_keeps_its_value(value: Any) -> None:
    (record,) = read(Otlp([otlp_span(attributes={"a": value})]))
    assert record.attribute("a") == value


def test_json_in_a_string_is_what_it_says() -> None:
    (record,) = read(Otlp([otlp_span(attributes={"a": '{"b": 1}', "c": "[1, 2]"})]))
    assert (record.attribute("a"), record.attribute("c")) == ({"b": 1}, [1, 2])


def test_bytes_are_kept_in_base64() -> None:
    (record,) = read(Otlp([otlp_span(attributes={"a": b"\xff"})]))
    assert record.attribute("a") == "/w=="


@pytest.mark.parametrize(
    ("encoding", "squeeze"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda b: zlib.compress(b)[2:-4]),
    ],
)
def test_what_is_compressed_is_read(encoding: str, squeeze: Any) -> None:
    body = squeeze(Otlp([otlp_span(name="n")]).body)
    (record,) = otlp.read(body, content_type=otlp.PROTOBUF, encoding=encoding)
    assert record.name == "n"


def test_a_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(otlp, "MAX_BYTES", 1_000)
    body = gzip.compress(bytes(100_000))
    with pytest.raises(InvalidSpans, match="more than 1000 bytes"):
        otlp.read(body, content_type=otlp.PROTOBUF, encoding="gzip")


@pytest.mark.parametrize(
    ("body", "content_type", "encoding"),
    [
        (b"\xff\xff", otlp.PROTOBUF, ""),
        (b"", otlp.PROTOBUF, ""),
        (b"{", otlp.JSON, ""),
        (b"[]", otlp.JSON, ""),
        (b'{"resourceSpans": 5}', otlp.JSON, ""),
        (b'{"resourceSpans": [{"scopeSpans": [{"spans": [5]}]}]}', otlp.JSON, ""),
        (of_json({"traceId": "xyz"}), otlp.JSON, ""),
        (b"\xff", otlp.JSON, ""),
        (b"[" * 100_000, otlp.JSON, ""),
        (Otlp([otlp_span()]).body, "text/plain", ""),
        (Otlp([otlp_span()]).body, "", ""),
        (Otlp([otlp_span()]).body, otlp.PROTOBUF, "gzip"),
        (Otlp([otlp_span()]).body, otlp.PROTOBUF, "br"),
        (Otlp([otlp_span()]).zipped[:-9], otlp.PROTOBUF, "gzip"),
    ],
    ids=lambda value: "" if isinstance(value, bytes) else None,
)
def test_what_is_no_otlp_is_refused(body: bytes, content_type: str, encoding: str) -> None:
    with pytest.raises(InvalidSpans):
        otlp.read(body, content_type=content_type, encoding=encoding)


@pytest.mark.parametrize("field", ["trace_id", "span_id", "parent_span_id"])
def test_a_span_with_an_id_of_another_size_is_refused(field: str) -> None:
    span = otlp_span(parent=1)
    setattr(span, field, b"abc")
    with pytest.raises(InvalidSpans, match="ids of"):
        read(Otlp([span]))


def test_a_kind_that_does_not_exist_is_refused() -> None:
    span = otlp_span()
    span.kind = 99  # type: ignore[assignment]  # what a client may send
    with pytest.raises(InvalidSpans, match="does not exist"):
        read(Otlp([span]))


def test_too_many_spans_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(otlp, "MAX_SPANS", 1)
    with pytest.raises(InvalidSpans, match="2 spans"):
        read(Otlp([otlp_span(), otlp_span(span=2)]))


def test_ids_in_json_are_digits() -> None:
    body = of_json({"traceId": HEX, "spanId": "00000000000000aa", "name": "n"})
    (record,) = otlp.read(body, content_type="application/json; charset=utf-8")
    assert (record.trace_id, record.span_id) == (f"tr-{HEX}", "00000000000000aa")


@pytest.mark.parametrize(
    ("attributes", "key", "expected"),
    [
        ({"gen_ai.operation.name": "chat"}, "mlflow.spanType", "CHAT_MODEL"),
        ({"openinference.span.kind": "RETRIEVER"}, "mlflow.spanType", "RETRIEVER"),
        ({"gen_ai.operation.name": "chat", "mlflow.spanType": "TOOL"}, "mlflow.spanType", "TOOL"),
        ({"input.value": "q"}, "mlflow.spanInputs", "q"),
        ({"input.value": "", "gen_ai.input.messages": "m"}, "mlflow.spanInputs", "m"),
        ({"traceloop.entity.output": "o"}, "mlflow.spanOutputs", "o"),
        ({"gen_ai.request.model": "m"}, "mlflow.llm.model", "m"),
        ({"mlflow.spanInputs": {"model": "m"}}, "mlflow.llm.model", "m"),
        ({"gen_ai.system": "p"}, "mlflow.llm.provider", "p"),
        (
            {"gen_ai.usage.input_tokens": 3, "gen_ai.usage.output_tokens": "4"},
            "mlflow.chat.tokenUsage",
            {"input_tokens": 3, "output_tokens": 4, "total_tokens": 7},
        ),
        (
            {"llm.token_count.prompt": 3, "llm.token_count.prompt_details.cache_read": 1},
            "mlflow.chat.tokenUsage",
            {"input_tokens": 3, "cache_read_input_tokens": 1},
        ),
    ],
)
def test_other_conventions_are_understood(
    attributes: dict[str, Any], key: str, expected: Any
) -> None:
    (record,) = read(Otlp([otlp_span(attributes=attributes)]))
    assert record.attribute(key) == expected


def test_messages_may_stand_in_events() -> None:
    span = otlp_span()
    for name, role in (("gen_ai.user.message", "u"), ("gen_ai.choice", "a")):
        event = span.events.add(name=name, time_unix_nano=1)
        event.attributes.add(key="content").value.string_value = role
    (record,) = read(Otlp([span]))
    assert record.attribute("mlflow.spanInputs") == [{"role": "user", "content": "u"}]
    assert record.attribute("mlflow.spanOutputs") == [{"role": "assistant", "content": "a"}]


def test_times_beyond_a_column_stay_within() -> None:
    span = otlp_span(trace=new_trace())
    span.start_time_unix_nano = 2**64 - 1
    span.end_time_unix_nano = 0
    (record,) = read(Otlp([span]))
    assert (record.start_ns, record.end_ns) == (2**63 - 1, None)
