"""Experiments through the protocol."""

import pytest

from apps.projects.permissions import Role
from tests.mlflow_api.make import Client, Refused, make_client

pytestmark = pytest.mark.django_db


def make_experiment(client: Client, name: str = "digits", **fields: object) -> str:
    return str(client.post("experiments/create", name=name, **fields)["experiment_id"])


def test_a_created_experiment_is_got_by_id_and_by_name() -> None:
    client = make_client()
    tags = [{"key": "team", "value": "vision"}]
    experiment_id = make_experiment(client, "digits", tags=tags)
    by_id = client.get("experiments/get", experiment_id=experiment_id)["experiment"]
    by_name = client.get("experiments/get-by-name", experiment_name="digits")["experiment"]
    assert by_id == by_name
    assert by_id["tags"] == tags
    assert by_id["artifact_location"] == f"mlflow-artifacts:/{experiment_id}"
    assert by_id["lifecycle_stage"] == "active"


def test_zero_is_the_projects_default_experiment() -> None:
    experiment = make_client().get("experiments/get", experiment_id="0")["experiment"]
    assert experiment["name"] == "Default"
    assert experiment["experiment_id"].isdigit()


def test_a_name_is_taken_once() -> None:
    client = make_client()
    make_experiment(client)
    with pytest.raises(Refused) as refused:
        make_experiment(client)
    assert (refused.value.status, refused.value.code) == (400, "RESOURCE_ALREADY_EXISTS")


def test_a_name_is_free_in_another_project() -> None:
    assert make_experiment(make_client()) != make_experiment(make_client())


@pytest.mark.parametrize("name", ["", "   ", "x" * 501])
def test_a_name_that_will_not_do_is_refused(name: str) -> None:
    with pytest.raises(Refused) as refused:
        make_experiment(make_client(), name)
    assert refused.value.code == "INVALID_PARAMETER_VALUE"


@pytest.mark.parametrize("location", ["runs:/a/b", "mlflow-artifacts:/elsewhere"])
def test_a_location_inside_naiad_cannot_be_chosen(location: str) -> None:
    with pytest.raises(Refused) as refused:
        make_experiment(make_client(), artifact_location=location)
    assert refused.value.code == "INVALID_PARAMETER_VALUE"


@pytest.mark.parametrize("experiment_id", ["x", "-1", "1.5", "9" * 30, "²"])
def test_an_id_that_is_no_number_is_refused(experiment_id: str) -> None:
    with pytest.raises(Refused) as refused:
        make_client().get("experiments/get", experiment_id=experiment_id)
    assert refused.value.code == "INVALID_PARAMETER_VALUE"


def test_an_unknown_experiment_does_not_exist() -> None:
    with pytest.raises(Refused) as refused:
        make_client().get("experiments/get", experiment_id="987654321")
    assert (refused.value.status, refused.value.code) == (404, "RESOURCE_DOES_NOT_EXIST")


def test_a_deleted_experiment_is_found_restored_and_keeps_its_name() -> None:
    client = make_client(Role.MAINTAINER)
    experiment_id = make_experiment(client, "gone")
    client.post("experiments/delete", experiment_id=experiment_id)
    deleted = client.post("experiments/search", view_type="DELETED_ONLY", max_results=10)
    assert [found["name"] for found in deleted["experiments"]] == ["gone"]
    with pytest.raises(Refused):
        make_experiment(client, "gone")
    client.post("experiments/restore", experiment_id=experiment_id)
    got = client.get("experiments/get", experiment_id=experiment_id)["experiment"]
    assert got["lifecycle_stage"] == "active"


def test_an_experiment_is_renamed() -> None:
    client = make_client()
    experiment_id = make_experiment(client, "old")
    client.post("experiments/update", experiment_id=experiment_id, new_name="new")
    got = client.get("experiments/get", experiment_id=experiment_id)["experiment"]
    assert got["name"] == "new"


def test_tags_are_set_and_deleted() -> None:
    client = make_client()
    experiment_id = make_experiment(client)
    client.post("experiments/set-experiment-tag", experiment_id=experiment_id, key="a", value="1")
    client.post("experiments/delete-experiment-tag", experiment_id=experiment_id, key="a")
    got = client.get("experiments/get", experiment_id=experiment_id)["experiment"]
    assert got["tags"] == []


def test_search_pages_through_all() -> None:
    client = make_client()
    made = {make_experiment(client, f"e{number}") for number in range(5)}
    first = client.get("experiments/search", max_results=3, filter="name LIKE 'e%'")
    token = first["next_page_token"]
    second = client.get(
        "experiments/search", max_results=3, filter="name LIKE 'e%'", page_token=token
    )
    found = first["experiments"] + second["experiments"]
    assert {experiment["experiment_id"] for experiment in found} == made
    assert "next_page_token" not in second


def test_datasets_need_an_experiment_and_not_too_many() -> None:
    client = make_client()
    for ids in ([], ["1"] * 21):
        with pytest.raises(Refused):
            client.post("experiments/search-datasets", experiment_ids=ids)
