"""MLflow's clients in other languages say the same things in their own ways.

R sends every id twice and numbers as text, Java prints protobuf (64-bit integers are text), the
TypeScript client sends JSON as browsers do; older ones search by GET.
"""

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.mlflow_api.make import Client, make_client, make_run

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

HEADERS = {
    "R": {"accept": "application/json, text/xml, */*", "accept-encoding": "deflate, gzip"},
    "Java": {"content-type": "application/json; charset=UTF-8", "accept-encoding": "gzip,deflate"},
    "TypeScript": {"content-type": "application/json", "accept": "*/*"},
}
METRIC = {"key": "loss", "value": 0.5}


def ask(who: str, client: Client, method: str, path: str, sent: Any = None) -> Any:
    """The JSON answer to a request with this client's headers; a GET says it in the address."""
    query = urlencode(sent or {}, doseq=True) if method == "GET" else ""
    body = b"" if method == "GET" else json.dumps(sent).encode()
    answer = client.send(method, path, query=query, body=body, **HEADERS[who])
    assert answer.status == 200, answer.body
    assert answer.content_type == "application/json"
    return json.loads(answer.body)


@pytest.mark.parametrize(
    ("who", "path", "sent"),
    [
        ("R", "runs/log-metric", {**METRIC, "timestamp": "1700000000000", "step": "3"}),
        ("R", "runs/log-metric", {**METRIC, "timestamp": 1.7e12, "step": 3}),
        ("R", "runs/log-batch", {"metrics": [{**METRIC, "timestamp": 1.7e12, "step": 3}]}),
        ("Java", "runs/log-metric", {**METRIC, "timestamp": "1700000000000", "step": "3"}),
        ("Java", "runs/log-batch", {"metrics": [{**METRIC, "timestamp": "1700000000000", "step": "3"}], "params": [], "tags": []}),
        ("TypeScript", "runs/log-metric", {**METRIC, "timestamp": 1700000000000, "step": 3}),
    ],
)  # fmt: skip
def test_a_point_is_logged(who: str, path: str, sent: dict[str, Any]) -> None:
    client = make_client()
    run_id = make_run(client)
    named = {"run_uuid": run_id, "run_id": run_id} if who == "R" else {"run_id": run_id}
    assert ask(who, client, "POST", path, {**named, **sent}) == {}
    asked = {**named, "metric_key": "loss"}
    (point,) = ask(who, client, "GET", "metrics/get-history", asked)["metrics"]
    assert point == {**METRIC, "timestamp": 1_700_000_000_000, "step": 3}


@pytest.mark.parametrize(
    ("who", "sent"),
    [
        ("R", {"run_name": "r", "start_time": "1700000000000", "tags": [{"key": "a", "value": "b"}]}),
        ("R", {"run_name": "r", "start_time": 1.7e12, "tags": []}),
        ("Java", {"run_name": "r", "user_id": "ann", "start_time": "1700000000000"}),
        ("Java", {"runName": "r", "userId": "ann", "startTime": "1700000000000"}),
        ("TypeScript", {"run_name": "r", "start_time": 1700000000000, "tags": None}),
    ],
)  # fmt: skip
def test_a_run_is_made_and_ended(who: str, sent: dict[str, Any]) -> None:
    client = make_client()
    experiment_id = ask(who, client, "POST", "experiments/create", {"name": "e"})["experiment_id"]
    where = "experimentId" if "runName" in sent else "experiment_id"
    info = ask(who, client, "POST", "runs/create", {where: experiment_id, **sent})["run"]["info"]
    assert (info["run_name"], info["start_time"]) == ("r", 1_700_000_000_000)
    end = {"run_id": info["run_id"], "status": "FINISHED", "end_time": "1700000000005"}
    ended = ask(who, client, "POST", "runs/update", end)["run_info"]
    assert (ended["status"], ended["end_time"]) == ("FINISHED", 1_700_000_000_005)
    by_uuid = ask(who, client, "GET", "runs/get", {"run_uuid": info["run_id"]})
    assert by_uuid["run"]["info"]["run_uuid"] == info["run_id"]


@pytest.mark.parametrize(
    ("who", "sent"),
    [
        ("R", {"run_view_type": "ACTIVE_ONLY", "filter": "params.a = '1'", "order_by": []}),
        ("Java", {"run_view_type": "ACTIVE_ONLY", "filter": "params.a = '1'", "max_results": 5}),
        ("Java", {"runViewType": 1, "maxResults": "5", "orderBy": ["metrics.x DESC"]}),
        ("TypeScript", {"filter": "params.a = '1'", "page_token": None}),
    ],
)
def test_runs_are_searched(who: str, sent: dict[str, Any]) -> None:
    client = make_client()
    run_id = make_run(client)
    client.post("runs/log-parameter", run_id=run_id, key="a", value="1")
    where = "experimentIds" if "maxResults" in sent else "experiment_ids"
    found = ask(who, client, "POST", "runs/search", {where: ["0"], **sent})["runs"]
    assert [run["info"]["run_id"] for run in found] == [run_id]


@pytest.mark.parametrize(
    ("who", "method", "path", "sent", "answer"),
    [
        ("R", "GET", "experiments/get-by-name", {"experiment_name": "e"}, "experiment"),
        ("R", "GET", "experiments/search", {"max_results": 10}, "experiments"),
        ("R", "POST", "experiments/search", {"max_results": "10"}, "experiments"),
        ("Java", "GET", "experiments/search", {"view_type": "ACTIVE_ONLY"}, "experiments"),
        ("Java", "GET", "registered-models/search", {"max_results": 5}, "registered_models"),
        ("R", "GET", "registered-models/get-latest-versions", {"name": "m"}, "model_versions"),
        ("R", "POST", "registered-models/get-latest-versions", {"name": "m"}, "model_versions"),
        ("Java", "GET", "model-versions/search", {"filter": "name='m'"}, "model_versions"),
        ("TypeScript", "GET", "experiments/get", {"experiment_id": "0"}, "experiment"),
    ],
)
def test_what_is_there_is_read(
    who: str, method: str, path: str, sent: dict[str, Any], answer: str
) -> None:
    client = make_client()
    client.post("experiments/create", name="e")
    client.post("registered-models/create", name="m")
    run = client.get("runs/get", run_id=make_run(client))["run"]["info"]
    made = {"name": "m", "source": f"{run['artifact_uri']}/m", "run_id": run["run_id"]}
    client.post("model-versions/create", **made)
    assert ask(who, client, method, path, sent)[answer]


@pytest.mark.parametrize("who", ["R", "Java"])
def test_files_are_listed_by_either_name_of_the_run(who: str) -> None:
    client = make_client()
    run_id = make_run(client)
    uri = client.get("runs/get", run_id=run_id)["run"]["info"]["artifact_uri"]
    client.put(f"{uri}/folder/a.txt", b"hello")
    for name in ("run_id", "run_uuid"):
        listed = ask(who, client, "GET", "artifacts/list", {name: run_id, "path": "folder"})
        assert [each["path"] for each in listed["files"]] == ["folder/a.txt"]


@pytest.mark.parametrize("sent", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_finite_number_goes_both_ways_as_text(sent: str) -> None:
    client = make_client()
    run_id = make_run(client)
    point = {"key": "x", "value": sent, "timestamp": "1", "step": "0"}
    ask("R", client, "POST", "runs/log-metric", {"run_uuid": run_id, **point})
    run = ask("Java", client, "GET", "runs/get", {"run_id": run_id})["run"]
    assert run["data"]["metrics"][0]["value"] == sent
