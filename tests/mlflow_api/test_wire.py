"""JSON as MLflow's clients send it, in all its spellings."""

import math
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.errors import Invalid
from apps.mlflow_api import wire
from apps.mlflow_api.messages.common import RunMessage
from apps.mlflow_api.messages.metrics import GetMetricHistoryBulkInterval
from apps.mlflow_api.messages.runs import LogBatch, LogMetric, SearchRuns, UpdateRun

pytestmark = pytest.mark.any_database


def metric(**fields: Any) -> bytes:
    sent = {"run_id": "r", "key": "loss", "value": 1.0, "timestamp": 5, **fields}
    return msgspec.json.encode(sent)


@pytest.mark.parametrize(
    ("sent", "meant"), [("12", 12), (12, 12), (12.0, 12), ("-3", -3), (2**63 - 1, 2**63 - 1)]
)
def test_integers_come_as_numbers_or_strings(sent: object, meant: int) -> None:
    assert wire.decode_body(metric(step=sent), LogMetric).step == meant


@pytest.mark.parametrize("sent", [2**63, -(2**63) - 1, "99999999999999999999", 1.5, "x", True, [1]])
def test_what_is_no_64_bit_integer_is_refused_by_name(sent: object) -> None:
    with pytest.raises(Invalid, match="'step'"):
        wire.decode_body(metric(step=sent), LogMetric)


@pytest.mark.parametrize(
    ("sent", "meant"),
    [("Infinity", math.inf), ("-Infinity", -math.inf), ("1e3", 1000.0), (7, 7.0), ("0.5", 0.5)],
)
def test_doubles_come_as_numbers_or_strings(sent: object, meant: float) -> None:
    assert wire.decode_body(metric(value=sent), LogMetric).value == meant


@pytest.mark.parametrize("body", [metric(value="NaN"), metric(value="x").replace(b'"x"', b"NaN")])
def test_nan_comes_quoted_or_bare(body: bytes) -> None:
    value = wire.decode_body(body, LogMetric).value
    assert value is not None
    assert math.isnan(value)


@pytest.mark.parametrize("sent", [True, "abc", {}, [1.0]])
def test_what_is_no_number_is_refused(sent: object) -> None:
    with pytest.raises(Invalid, match="'value'"):
        wire.decode_body(metric(value=sent), LogMetric)


def test_camel_case_means_the_same() -> None:
    body = b'{"experimentIds": ["1"], "maxResults": "7", "runViewType": "ALL"}'
    sent = wire.decode_body(body, SearchRuns)
    assert (sent.experiment_ids, sent.max_results, sent.run_view_type) == (["1"], 7, "ALL")


def test_camel_case_is_understood_inside_too() -> None:
    body = b'{"runId": "r", "metrics": [{"key": "a", "value": 1, "timestamp": 2, "modelId": "m"}]}'
    assert wire.decode_body(body, LogBatch).metrics[0].model_id == "m"


def test_one_field_in_both_spellings_is_refused() -> None:
    with pytest.raises(Invalid, match="both"):
        wire.decode_body(b'{"run_id": "a", "runId": "b"}', RunMessage)


def test_null_means_not_set() -> None:
    sent = wire.decode_body(b'{"run_id": "r", "metrics": null, "params": null}', LogBatch)
    assert sent.metrics == []


def test_unknown_fields_are_ignored() -> None:
    assert wire.decode_body(b'{"run_id": "r", "new_in_4": {"x": 1}}', RunMessage).run_id == "r"


def test_json_inside_a_json_string_is_understood() -> None:
    assert wire.decode_body(b'"{\\"run_id\\": \\"r\\"}"', RunMessage).run_id == "r"


def test_run_uuid_is_the_old_name_of_run_id() -> None:
    assert wire.decode_body(b'{"run_uuid": "r"}', RunMessage).run_id == "r"


@pytest.mark.parametrize("body", [b"{", b"[1]", b"nonsense", b"\xff\xfe", b"1", b'"text"'])
def test_what_is_no_json_object_is_refused(body: bytes) -> None:
    with pytest.raises(Invalid):
        wire.decode_body(body, RunMessage)


@pytest.mark.parametrize("body", [b"", b"{}", b"null", b'{"run_id": ""}', b'{"run_id": null}'])
def test_a_missing_parameter_is_named(body: bytes) -> None:
    with pytest.raises(Invalid, match="run_id"):
        wire.decode_body(body, RunMessage)


def test_set_and_not_set_are_told_apart() -> None:
    assert wire.decode_body(b'{"run_id": "r"}', UpdateRun).run_name is None
    assert wire.decode_body(b'{"run_id": "r", "run_name": ""}', UpdateRun).run_name == ""


def test_repeated_fields_of_a_query_are_lists() -> None:
    query = "run_ids=a&run_ids=b&metric_key=x&max_results=5&unknown=1"
    sent = wire.decode_query(query, GetMetricHistoryBulkInterval)
    assert (sent.run_ids, sent.metric_key, sent.max_results) == (["a", "b"], "x", 5)


def test_one_value_of_a_repeated_field_is_a_list_too() -> None:
    sent = wire.decode_query("run_ids=a&metric_key=x", GetMetricHistoryBulkInterval)
    assert sent.run_ids == ["a"]


@given(st.floats())
def test_every_double_survives_writing_and_reading(value: float) -> None:
    body = msgspec.json.encode(
        {"run_id": "r", "key": "k", "timestamp": 1, "value": wire.number(value)}
    )
    read = wire.decode_body(body, LogMetric).value
    assert read is not None
    assert read == value or (math.isnan(read) and math.isnan(value))


@given(st.binary(max_size=200))
def test_no_body_is_more_than_refused(body: bytes) -> None:
    with suppress(Invalid):
        wire.decode_body(body, LogBatch)
