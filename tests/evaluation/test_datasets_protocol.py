"""Evaluation datasets over MLflow's protocol."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.projects.permissions import Role
from tests.experiments.make import make_experiment
from tests.mlflow_api.make import Client, Refused, make_client
from tests.projects.make import make_project

pytestmark = pytest.mark.django_db

V3 = "/api/3.0/mlflow/datasets"


def create(client: Client, name: str = "questions", **body: Any) -> dict[str, Any]:
    if isinstance(body.get("tags"), dict):
        body["tags"] = json.dumps(body["tags"])
    dataset: dict[str, Any] = client.post(f"{V3}/create", name=name, **body)["dataset"]
    return dataset


def get(client: Client, dataset_id: str) -> dict[str, Any]:
    dataset: dict[str, Any] = client.get(f"{V3}/{dataset_id}")["dataset"]
    return dataset


def names(client: Client, **query: Any) -> list[str]:
    return [found["name"] for found in client.post(f"{V3}/search", **query)["datasets"]]


def test_a_dataset_is_made_empty() -> None:
    client = make_client()
    experiment_id = client.post("experiments/create", name="e")["experiment_id"]
    made = create(client, experiment_ids=[experiment_id], tags={"mlflow.user": "ann", "n": 1})
    assert made["dataset_id"].startswith("d-")
    assert len(made["dataset_id"]) == 34
    assert made["experiment_ids"] == [experiment_id]
    assert json.loads(made["tags"]) == {"mlflow.user": "ann", "n": "1"}
    assert (made["created_by"], made["last_updated_by"]) == ("ann", "ann")
    assert made["created_time"] == made["last_update_time"]
    assert not {"schema", "profile"} & made.keys()
    assert get(client, made["dataset_id"])["digest"] == made["digest"]


def test_who_made_it_is_the_asker_where_the_client_says_nothing() -> None:
    assert "@" in create(make_client())["created_by"]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"name": " "}, "needs a name"),
        ({"name": "x" * 256}, "256 characters"),
        ({"name": "x", "tags": "{"}, "not valid JSON"),
        ({"name": "x", "tags": "[]"}, "must be an object"),
        ({"name": "x", "tags": json.dumps({"k" * 256: "v"})}, "too long"),
        ({"name": "x", "tags": json.dumps({"k": "v" * 5001})}, "too long"),
    ],
)
def test_what_cannot_be_stored_is_refused(body: dict[str, Any], why: str) -> None:
    client = make_client()
    with pytest.raises(Refused, match=why) as refused:
        client.post(f"{V3}/create", **body)
    assert refused.value.code == "INVALID_PARAMETER_VALUE"
    assert names(client) == []


def test_an_experiment_of_another_project_cannot_be_linked() -> None:
    client = make_client()
    other = str(make_experiment().pk)
    dataset_id = create(client)["dataset_id"]
    with pytest.raises(Refused) as refused:
        client.post(f"{V3}/{dataset_id}/add-experiments", experiment_ids=["0", other])
    assert refused.value.code == "RESOURCE_DOES_NOT_EXIST"
    assert client.get(f"{V3}/{dataset_id}/experiment-ids") == {"experiment_ids": []}


def test_a_dataset_goes_where_its_experiment_is() -> None:
    project = make_project()
    client = make_client(project=project)
    client.workspace = make_project().key
    dataset_id = create(client, experiment_ids=[str(make_experiment(project).pk)])["dataset_id"]
    client.workspace = project.key
    assert [found["dataset_id"] for found in client.get(f"{V3}/search")["datasets"]] == [dataset_id]


def test_experiments_are_linked_and_unlinked_as_often_as_one_likes() -> None:
    client = make_client()
    first, second = (client.post("experiments/create", name=n)["experiment_id"] for n in "ab")
    dataset_id = create(client, experiment_ids=[first])["dataset_id"]
    for _ in range(2):
        answer = client.post(f"{V3}/{dataset_id}/add-experiments", experiment_ids=[first, second])
        assert answer["dataset"]["dataset_id"] == dataset_id
    assert client.get(f"{V3}/{dataset_id}/experiment-ids") == {"experiment_ids": [first, second]}
    for _ in range(2):
        client.post(f"{V3}/{dataset_id}/remove-experiments", experiment_ids=[first])
    assert client.get(f"{V3}/{dataset_id}/experiment-ids") == {"experiment_ids": [second]}


def test_tags_are_merged_and_removed() -> None:
    client = make_client()
    dataset_id = create(client, tags={"a": "1", "b": "2"})["dataset_id"]
    tags = json.dumps({"b": True, "c": None, "d/e": "4"})
    client.call("PATCH", f"{V3}/{dataset_id}/tags", tags=tags)
    client.call("DELETE", f"{V3}/{dataset_id}/tags/a")
    client.call("DELETE", f"{V3}/{dataset_id}/tags/never")
    assert json.loads(get(client, dataset_id)["tags"]) == {"b": "True", "d/e": "4"}
    client.call("DELETE", f"{V3}/{dataset_id}/tags/d/e")
    assert json.loads(get(client, dataset_id)["tags"]) == {"b": "True"}


def test_a_deleted_dataset_is_gone() -> None:
    client = make_client(Role.MAINTAINER)
    dataset_id = create(client)["dataset_id"]
    client.call("DELETE", f"{V3}/{dataset_id}")
    with pytest.raises(Refused) as refused:
        get(client, dataset_id)
    assert refused.value.code == "RESOURCE_DOES_NOT_EXIST"


@pytest.mark.parametrize(
    ("filter_string", "found"),
    [
        ("", ["c", "B", "a"]),
        ("name = 'a'", ["a"]),
        ('name = "a"', ["a"]),
        ("name != 'a'", ["c", "B"]),
        ("name IN ('a', 'c')", ["c", "a"]),
        ("name >= 'c'", ["c"]),
        ("name LIKE 'b%'", []),
        ("name ILIKE 'b%'", ["B"]),
        ("tags.team = 'x'", ["a"]),
        ("tags.team != 'x'", ["B"]),
        ("tags.`team` LIKE '%' AND name = 'B'", ["B"]),
        ("created_by = 'ann'", ["a"]),
        ("created_time > 0 AND last_update_time >= 1", ["c", "B", "a"]),
        ("created_time < 9", []),
    ],
)
def test_datasets_are_found(filter_string: str, found: list[str]) -> None:
    client = make_client()
    create(client, "a", tags={"team": "x", "mlflow.user": "ann"})
    create(client, "B", tags={"team": "y"})
    create(client, "c")
    order = ["created_time DESC", "name DESC"]
    assert sorted(names(client, filter_string=filter_string, order_by=order)) == sorted(found)


@pytest.mark.parametrize(
    "body",
    [
        {"filter_string": "digest = 'x'"},
        {"filter_string": "name IS NULL"},
        {"filter_string": "tags.a > 'a'"},
        {"filter_string": "name NOT IN ('a')"},
        {"filter_string": "created_time = 'x'"},
        {"filter_string": "created_time = 1.5"},
        {"filter_string": "created_by IN ('a')"},
        {"filter_string": "tags.a IN ('a')"},
        {"filter_string": "params.a = 'a'"},
        {"filter_string": "name = 'a' OR name = 'b'"},
        {"order_by": ["digest"]},
        {"order_by": ["name", "name DESC"]},
        {"order_by": ["tags.a"]},
        {"max_results": -1},
        {"max_results": 50_001},
        {"page_token": "x"},
    ],
)
def test_a_search_that_cannot_be_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        names(make_client(), **body)
    assert refused.value.code == "INVALID_PARAMETER_VALUE"


def test_pages_follow_each_other_in_the_order_asked_for() -> None:
    client = make_client()
    for name in "dbeac":
        create(client, name)
    seen: list[str] = []
    query: dict[str, Any] = {"max_results": 2, "order_by": ["name ASC"]}
    while True:
        page = client.get(f"{V3}/search", **query)
        seen += [found["name"] for found in page["datasets"]]
        if "next_page_token" not in page:
            break
        query["page_token"] = page["next_page_token"]
    assert seen == list("abcde")
    with pytest.raises(Refused, match="another search"):
        names(client, page_token=query["page_token"], order_by=["name DESC"])


def test_datasets_are_found_by_their_experiments() -> None:
    client = make_client()
    first, second = (client.post("experiments/create", name=n)["experiment_id"] for n in "ab")
    create(client, "one", experiment_ids=[first])
    create(client, "both", experiment_ids=[first, second])
    create(client, "none")
    assert sorted(names(client, experiment_ids=[first])) == ["both", "one"]
    assert names(client, experiment_ids=[second]) == ["both"]
    assert names(make_client(), experiment_ids=[first, second]) == []


def test_a_search_takes_as_many_queries_for_twenty_datasets_as_for_one() -> None:
    client = make_client()

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            names(client, filter_string="tags.a = 'b'")
        return len(queries)

    create(client, tags={"a": "b"})
    cost()
    one = cost()
    for _ in range(19):
        create(client, tags={"a": "b"})
    assert cost() == one
