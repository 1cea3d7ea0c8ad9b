"""Runs through the protocol."""

from typing import Any

import pytest

from apps.projects.permissions import Role
from tests.mlflow_api.make import Client, Refused, make_client, make_run

pytestmark = pytest.mark.django_db


def get_run(client: Client, run_id: str) -> Any:
    return client.get("runs/get", run_id=run_id)["run"]


def tags_of(client: Client, run_id: str) -> dict[str, str]:
    return {tag["key"]: tag["value"] for tag in get_run(client, run_id)["data"]["tags"]}


def test_a_run_is_answered_as_the_client_expects_it() -> None:
    client = make_client()
    tags = [{"key": "mlflow.user", "value": "ada"}, {"key": "mlflow.source.name", "value": "t.py"}]
    run_id = make_run(client, run_name="first", user_id="ada", tags=tags)
    info = get_run(client, run_id)["info"]
    assert info["run_id"] == info["run_uuid"] == run_id
    assert len(run_id) == 32
    assert (info["run_name"], info["status"], info["user_id"]) == ("first", "RUNNING", "ada")
    assert info["start_time"] == 1_700_000_000_000
    assert info["artifact_uri"] == f"mlflow-artifacts:/{info['experiment_id']}/{run_id}/artifacts"
    assert "end_time" not in info


def test_a_runs_name_is_a_tag_too() -> None:
    client = make_client()
    run_id = make_run(client, run_name="first")
    assert tags_of(client, run_id)["mlflow.runName"] == "first"
    client.post("runs/update", run_id=run_id, run_name="second")
    assert tags_of(client, run_id)["mlflow.runName"] == "second"
    client.post("runs/set-tag", run_id=run_id, key="mlflow.runName", value="third")
    assert get_run(client, run_id)["info"]["run_name"] == "third"


def test_a_run_without_a_name_gets_one() -> None:
    client = make_client()
    assert get_run(client, make_run(client))["info"]["run_name"]


@pytest.mark.parametrize(
    ("sent", "said"), [("FINISHED", "FINISHED"), (3, "FINISHED"), (5, "KILLED")]
)
def test_a_run_ends_by_word_or_number(sent: object, said: str) -> None:
    client = make_client()
    run_id = make_run(client)
    info = client.post("runs/update", run_id=run_id, status=sent, end_time="1700000001000")
    assert info["run_info"]["status"] == said
    assert info["run_info"]["end_time"] == 1_700_000_001_000


@pytest.mark.parametrize("status", ["DONE", 0, 9, "finished"])
def test_an_unknown_status_is_refused(status: object) -> None:
    client = make_client()
    run_id = make_run(client)
    with pytest.raises(Refused) as refused:
        client.post("runs/update", run_id=run_id, status=status)
    assert refused.value.code == "INVALID_PARAMETER_VALUE"


def test_an_unknown_run_does_not_exist() -> None:
    with pytest.raises(Refused) as refused:
        make_client().get("runs/get", run_id="0" * 32)
    assert (refused.value.status, refused.value.code) == (404, "RESOURCE_DOES_NOT_EXIST")


def test_a_deleted_run_is_read_and_restored_but_not_written() -> None:
    client = make_client(Role.MAINTAINER)
    run_id = make_run(client)
    client.post("runs/delete", run_id=run_id)
    assert get_run(client, run_id)["info"]["lifecycle_stage"] == "deleted"
    with pytest.raises(Refused, match="active") as refused:
        client.post("runs/log-parameter", run_id=run_id, key="lr", value="1")
    assert refused.value.code == "INVALID_PARAMETER_VALUE"
    client.post("runs/restore", run_id=run_id)
    assert get_run(client, run_id)["info"]["lifecycle_stage"] == "active"


def test_no_run_begins_in_a_deleted_experiment() -> None:
    client = make_client(Role.MAINTAINER)
    experiment_id = client.post("experiments/create", name="gone")["experiment_id"]
    client.post("experiments/delete", experiment_id=experiment_id)
    with pytest.raises(Refused) as refused:
        make_run(client, experiment_id=experiment_id)
    assert refused.value.code == "INVALID_PARAMETER_VALUE"


def test_a_tag_that_is_not_there_cannot_be_deleted() -> None:
    client = make_client()
    run_id = make_run(client)
    with pytest.raises(Refused) as refused:
        client.post("runs/delete-tag", run_id=run_id, key="absent")
    assert refused.value.code == "RESOURCE_DOES_NOT_EXIST"


def test_runs_are_found_by_filter_in_order() -> None:
    client = make_client()
    for rate in ("0.1", "0.2", "0.3"):
        run_id = make_run(client)
        client.post("runs/log-parameter", run_id=run_id, key="lr", value=rate)
    found = client.post(
        "runs/search",
        experiment_ids=["0"],
        filter="params.lr != '0.2'",
        order_by=["params.lr DESC"],
    )["runs"]
    rates = [run["data"]["params"][0]["value"] for run in found]
    assert rates == ["0.3", "0.1"]


def test_search_pages_through_all_runs_once() -> None:
    client = make_client()
    made = {make_run(client) for _ in range(5)}
    found: list[str] = []
    token = ""
    while True:
        page = client.post("runs/search", experiment_ids=["0"], max_results=2, page_token=token)
        found += [run["info"]["run_id"] for run in page["runs"]]
        token = page.get("next_page_token", "")
        if not token:
            break
    assert sorted(found) == sorted(made)


@pytest.mark.parametrize(
    "body",
    [
        {"max_results": 0},
        {"max_results": 50_001},
        {"filter": "nonsense ="},
        {"order_by": ["nonsense"]},
        {"run_view_type": "SOME"},
        {"page_token": "nonsense"},
        {"experiment_ids": ["x"]},
        {"experiment_ids": "1"},
    ],
)
def test_a_search_that_makes_no_sense_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        make_client().post("runs/search", **{"experiment_ids": ["0"], **body})
    assert refused.value.code == "INVALID_PARAMETER_VALUE"


def test_what_a_dataset_did_not_say_is_not_answered() -> None:
    client = make_client()
    run_id = make_run(client)
    dataset = {"name": "iris", "digest": "d", "source_type": "s", "source": "x"}
    client.post("runs/log-inputs", run_id=run_id, datasets=[{"dataset": dataset}])
    run = client.get("runs/get", run_id=run_id)["run"]
    assert run["inputs"]["dataset_inputs"][0]["dataset"] == dataset
