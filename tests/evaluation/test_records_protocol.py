"""Records of evaluation datasets over MLflow's protocol."""

import hashlib
import json
import math
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.evaluation.make import asked
from tests.mlflow_api.make import Client, Refused, make_client

pytestmark = pytest.mark.django_db

V3 = "/api/3.0/mlflow/datasets"


def make(client: Client) -> str:
    return str(client.post(f"{V3}/create", name="questions")["dataset"]["dataset_id"])


def upsert(client: Client, dataset_id: str, *rows: Any) -> tuple[int, int]:
    answer = client.post(f"{V3}/{dataset_id}/records", records=json.dumps(rows))
    return answer["inserted_count"], answer["updated_count"]


def listed(client: Client, dataset_id: str, **query: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(
        client.get(f"{V3}/{dataset_id}/records", **query)["records"]
    )
    return rows


def get(client: Client, dataset_id: str) -> dict[str, Any]:
    dataset: dict[str, Any] = client.get(f"{V3}/{dataset_id}")["dataset"]
    return dataset


def test_records_come_back_as_they_were_sent_and_in_their_order() -> None:
    client = make_client()
    dataset_id = make(client)
    source = {"source_type": "trace", "source_data": {"trace_id": "tr-1"}}
    first = asked("a", outputs="yes", expectations={"b": 1, "a": None}, source=source)
    assert upsert(client, dataset_id, first, asked("b", tags={"mlflow.user": "ann"})) == (2, 0)
    one, two = listed(client, dataset_id)
    assert one["dataset_record_id"].startswith("dr-")
    assert one["dataset_id"] == dataset_id
    assert (one["inputs"], one["outputs"]) == ({"question": "a"}, "yes")
    assert list(one["expectations"]) == ["b", "a"]
    assert one["source"] == {"source_type": "TRACE", "source_data": {"trace_id": "tr-1"}}
    assert (one["source_type"], one["source_id"], one["tags"]) == ("TRACE", "tr-1", {})
    # Outputs that nobody spoke of are empty, as MLflow's server has it.
    assert (two["outputs"], two["created_by"], two["tags"]) == ({}, "ann", {"mlflow.user": "ann"})
    assert not {"expectations", "source", "source_type", "source_id"} & two.keys()


def test_the_same_inputs_change_the_record_that_has_them() -> None:
    client = make_client()
    dataset_id = make(client)
    inputs = {"a": 1, "b": [1, {"c": 2}]}
    before = {"inputs": inputs, "outputs": 1, "expectations": {"x": 1, "y": 1}, "tags": {"t": "1"}}
    again = {
        "inputs": {"b": [1, {"c": 2}], "a": 1},
        "expectations": {"y": 2},
        "tags": {"u": "2", "mlflow.user": "eve"},
        "source": {"source_type": "HUMAN"},
    }
    assert upsert(client, dataset_id, before) == (1, 0)
    assert upsert(client, dataset_id, again, {"inputs": {}}) == (1, 1)
    changed, _ = listed(client, dataset_id)
    assert changed["outputs"] == 1
    assert changed["expectations"] == {"x": 1, "y": 2}
    assert changed["tags"] == {"t": "1", "u": "2", "mlflow.user": "eve"}
    assert changed["last_updated_by"] == "eve" != changed["created_by"]
    assert "source" not in changed
    assert upsert(client, dataset_id, {**again, "outputs": None}) == (0, 1)
    assert "outputs" not in listed(client, dataset_id)[0]


def test_the_same_inputs_twice_in_one_call_are_one_record() -> None:
    client = make_client()
    dataset_id = make(client)
    rows = [asked("a", outputs=1), asked("b"), asked("a", outputs=2)]
    assert upsert(client, dataset_id, *rows) == (2, 1)
    assert [row["outputs"] for row in listed(client, dataset_id)] == [2, {}]


def test_the_dataset_tells_of_its_records() -> None:
    client = make_client()
    dataset_id = make(client)
    before = get(client, dataset_id)
    row = {
        "inputs": {"q": "a", "n": 1, "f": 1.5, "l": [], "o": {}, "b": True, "z": None},
        "outputs": "text",
        "expectations": {"answer": "b"},
        "tags": {"mlflow.user": "eve"},
    }
    upsert(client, dataset_id, row)
    upsert(client, dataset_id, {"inputs": {"q": 2, "new": 1}, "outputs": {"k": 1}})
    after = get(client, dataset_id)
    assert json.loads(after["profile"]) == {"num_records": 2}
    assert json.loads(after["schema"]) == {
        "inputs": {
            "q": "string",
            "n": "integer",
            "f": "float",
            "l": "array",
            "o": "object",
            "b": "boolean",
            "z": "null",
            "new": "integer",
        },
        "outputs": "string",
        "expectations": {"answer": "string"},
        "version": "1.0",
    }
    named = f"questions:{after['last_update_time']}".encode()
    assert after["digest"] == hashlib.sha256(named).hexdigest()[:8]
    assert before["digest"] != after["digest"] or (
        before["last_update_time"] == after["last_update_time"]
    )


def test_strange_values_survive() -> None:
    client = make_client()
    dataset_id = make(client)
    inputs = {"nan": math.nan, "inf": -math.inf, "big": 10**30, "ä": "😀\ud800"}
    upsert(client, dataset_id, {"inputs": inputs})
    (row,) = listed(client, dataset_id)
    assert math.isnan(row["inputs"].pop("nan"))
    assert row["inputs"] == {"inf": -math.inf, "big": 10**30, "ä": "😀\ud800"}


@pytest.mark.parametrize(
    ("records", "why"),
    [
        ("{", "not valid JSON"),
        ("{}", "must be a list"),
        ("[1]", r"records\[0\]"),
        ('[{"inputs": {}}, {"inputs": []}]', r"records\[1\]\.inputs"),
        ('[{"inputs": null}]', "inputs"),
        ('[{"inputs": {}, "expectations": 1}]', "expectations"),
        ('[{"inputs": {}, "tags": []}]', "tags"),
        ('[{"inputs": {}, "source": {"source_type": "DREAM"}}]', "DREAM"),
        ('[{"inputs": {}, "source": {"source_type": "CODE", "source_data": 1}}]', "source_data"),
        ("[" * 100_000, "not valid JSON"),
    ],
)
def test_what_is_no_record_is_refused_and_nothing_is_kept(records: str, why: str) -> None:
    client = make_client()
    dataset_id = make(client)
    with pytest.raises(Refused, match=why) as refused:
        client.post(f"{V3}/{dataset_id}/records", records=records)
    assert refused.value.code == "INVALID_PARAMETER_VALUE"
    assert listed(client, dataset_id) == []


def test_records_are_read_in_pages() -> None:
    client = make_client()
    dataset_id, other = make(client), make(client)
    upsert(client, dataset_id, *(asked(str(n)) for n in range(5)))
    page = client.get(f"{V3}/{dataset_id}/records", max_results=2)
    token = page["next_page_token"]
    rest = client.get(f"{V3}/{dataset_id}/records", max_results=3, page_token=token)
    questions = [row["inputs"]["question"] for row in json.loads(rest["records"])]
    assert questions == ["2", "3", "4"]
    assert "next_page_token" not in rest
    for place, query in ((other, {"page_token": token}), (dataset_id, {"max_results": -1})):
        with pytest.raises(Refused):
            client.get(f"{V3}/{place}/records", **query)


def test_records_are_deleted() -> None:
    client = make_client()
    dataset_id = make(client)
    upsert(client, dataset_id, asked("a"), asked("b"))
    ids = [row["dataset_record_id"] for row in listed(client, dataset_id)]
    address = f"{V3}/{dataset_id}/records"
    gone = client.call("DELETE", address, dataset_record_ids=[ids[0], "dr-no", ids[0]])
    assert gone == {"deleted_count": 1}
    assert client.call("DELETE", address, dataset_record_ids=ids[:1]) == {"deleted_count": 0}
    assert [row["dataset_record_id"] for row in listed(client, dataset_id)] == ids[1:]
    assert json.loads(get(client, dataset_id)["profile"]) == {"num_records": 1}
    client.call("DELETE", address, dataset_record_ids=ids)
    assert "profile" not in get(client, dataset_id)


def test_twenty_records_take_as_many_queries_as_one() -> None:
    client = make_client()
    dataset_id = make(client)

    def cost(count: int) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as writes:
            upsert(client, dataset_id, *(asked(f"{count}-{n}") for n in range(count)))
            upsert(client, dataset_id, *(asked(f"{count}-{n}", outputs=1) for n in range(count)))
        with CaptureQueriesContext(connection) as reads:
            listed(client, dataset_id)
        return len(writes), len(reads)

    cost(2)
    assert cost(1) == cost(20)
