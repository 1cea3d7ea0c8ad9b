"""Chunks, canonical forms, sums, previews: what needs no database."""

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.traces.errors import InvalidSpans
from apps.traces.selectors.numbers import npmi
from apps.traces.spans import chunk, otlp, shown
from apps.traces.spans.canonical import canonical
from apps.traces.spans.preview import preview
from apps.traces.spans.usage import COSTS, TOKENS, Node, added_up, columns_of, metadata_of
from tests.traces.make import Otlp, otlp_span

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def stored(*spans: Any) -> list[dict[str, Any]]:
    return [record.stored for record in otlp.read(Otlp(spans).body, content_type=otlp.PROTOBUF)]


@given(st.lists(st.text(), min_size=1, max_size=5))
def test_a_chunk_gives_back_what_it_was_made_of(names: list[str]) -> None:
    spans = [
        {"span_id": str(n), "start_time_unix_nano": n, "name": name, "attributes": {}}
        for n, name in enumerate(names)
    ]
    data, _ = chunk.encode(spans)
    clean = [name.encode(errors="replace").decode() for name in names]
    assert [span["name"] for span in chunk.spans_of([data])] == clean


def test_of_a_span_that_came_twice_the_later_counts() -> None:
    first, _ = chunk.encode(stored(otlp_span(trace="ab" * 16, name="first")))
    later, _ = chunk.encode(stored(otlp_span(trace="ab" * 16, name="later")))
    assert [span["name"] for span in chunk.spans_of([first, later])] == ["later"]


def test_roots_come_first_and_then_who_began_first() -> None:
    data, _ = chunk.encode(
        stored(
            otlp_span(span=3, parent=1, start=5, name="third"),
            otlp_span(span=2, parent=1, start=4, name="second"),
            otlp_span(span=1, start=9, name="root"),
        )
    )
    assert [span["name"] for span in chunk.spans_of([data])] == ["root", "second", "third"]


@given(st.dictionaries(st.text(min_size=1), JSON, max_size=4))
def test_otlp_json_tells_every_value(attributes: dict[str, Any]) -> None:
    (span,) = stored(otlp_span())
    span["attributes"] = {key: json.dumps(value) for key, value in attributes.items()}
    told = shown.as_otlp(span)
    assert {pair["key"] for pair in told.get("attributes", [])} == set(attributes)
    assert json.loads(json.dumps(told)) == told


def test_floats_that_json_lacks_are_words() -> None:
    (span,) = stored(otlp_span(attributes={"a": math.nan, "b": -math.inf}))
    values = [pair["value"]["double_value"] for pair in shown.as_otlp(span)["attributes"][:2]]
    assert values == ["NaN", "-Infinity"]


def test_spans_of_mlflow_2_are_read() -> None:
    span = canonical(
        {
            "name": "old",
            "context": {"trace_id": "0x" + "ab" * 16, "span_id": "0x00000000000000aa"},
            "parent_id": None,
            "start_time": 5,
            "end_time": 6,
            "status_code": "OK",
            "status_message": "",
            "attributes": {"mlflow.traceRequestId": '"x"'},
            "events": [{"name": "e", "timestamp": 5, "attributes": {}}],
        }
    )
    (data, _) = chunk.encode([span])
    row = shown.as_row(chunk.spans_of([data])[0], zero_ns=0)
    assert (row["span_id"], row["status"], row["events"][0]["name"]) == (
        "00000000000000aa",
        "OK",
        "e",
    )


def test_ids_may_be_written_in_digits() -> None:
    (span,) = stored(otlp_span(trace="ab" * 16, span=10, parent=9))
    written = {**span, "trace_id": "tr-" + "ab" * 16, "span_id": f"{10:016x}"}
    assert canonical(written) == canonical(span)


@pytest.mark.parametrize(
    "raw", [{}, {"name": "x"}, {"context": 5}, {"trace_id": "zz", "span_id": "zz", "name": "n"}]
)
def test_what_is_no_span_is_refused(raw: dict[str, Any]) -> None:
    with pytest.raises(InvalidSpans):
        canonical(raw)


def test_a_parent_speaks_for_all_below_it() -> None:
    nodes = [
        Node("leaf", "agent", {"input_tokens": 3}),
        Node("agent", "root", {"input_tokens": 10}),
        Node("root", None, None),
        Node("other", "root", {"input_tokens": 1}),
    ]
    assert added_up(nodes, TOKENS)["input_tokens"] == 11


def test_spans_that_say_nothing_add_up_to_nothing() -> None:
    assert added_up([Node("a", None, None)], COSTS) == {}


def test_a_parent_that_is_missing_makes_a_root() -> None:
    assert added_up([Node("a", "gone", {"total_cost": 0.5})], COSTS)["total_cost"] == 0.5


@pytest.mark.parametrize(
    "text", ["", "nonsense", "[]", '{"input_tokens": "many"}', '{"input_tokens": 1.5}', "null"]
)
def test_usage_that_is_none_is_no_usage(text: str) -> None:
    columns = columns_of({"mlflow.trace.tokenUsage": text})
    assert metadata_of(columns) == {}


def test_usage_comes_back_as_it_was_told() -> None:
    told = {
        "mlflow.trace.tokenUsage": '{"input_tokens": 1, "output_tokens": 2, "total_tokens": 3}',
        "mlflow.trace.cost": '{"total_cost": 0.5}',
        "mlflow.trace.session": "s",
    }
    assert metadata_of(columns_of(told)) == told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ('{"messages": [{"role": "user", "content": "a"}, {"role": "tool", "content": "b"}]}', "a"),
        ('{"input": [{"role": "user", "content": [{"type": "text", "text": "t"}]}]}', "t"),
        ('{"request": {"input": [{"role": "user", "content": "r"}]}}', "r"),
        ('{"choices": [{"message": {"role": "assistant", "content": "c"}}]}', "c"),
        ('{"messages": []}', '{"messages": []}'),
        ('{"messages": [{"role": "user", "content": null}]}', None),
        ("a\0b", "a\ufffdb"),
        ("x" * 1_001, "x" * 997 + "..."),
    ],
)
def test_a_preview_shows_what_was_said(text: str, expected: str | None) -> None:
    assert preview(text, role="user") == (text if expected is None else expected)


def test_npmi_is_one_always_zero_by_chance_and_minus_one_never() -> None:
    assert npmi(5, 5, 5, 5) == 1
    assert npmi(1, 2, 2, 4) == pytest.approx(0)
    assert npmi(0, 2, 2, 4) == -1
    assert math.isnan(npmi(0, 0, 2, 4))
