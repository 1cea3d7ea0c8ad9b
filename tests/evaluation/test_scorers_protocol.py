"""Scorers over MLflow's protocol."""

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

V3 = "/api/3.0/mlflow/scorers"
JUDGE = {"name": "exact", "instructions_judge_pydantic_data": {"instructions": "Is it?"}}


@pytest.fixture
def client() -> Client:
    return make_client(Role.MAINTAINER)


def register(client: Client, name: str = "exact", *, to: str = "0", **body: Any) -> dict[str, Any]:
    serialized = json.dumps(body or JUDGE)
    answer: dict[str, Any] = client.post(
        f"{V3}/register", experiment_id=to, name=name, serialized_scorer=serialized
    )
    return answer


def listed(client: Client, **query: Any) -> list[tuple[str, int]]:
    found = client.get(f"{V3}/list", **query)["scorers"]
    return [(each["scorer_name"], each["scorer_version"]) for each in found]


def test_registering_again_makes_another_version(client: Client) -> None:
    first, second = register(client), register(client, name="exact", x=1)
    assert (first["version"], second["version"]) == (1, 2)
    assert first["scorer_id"] == second["scorer_id"]
    assert json.loads(first["serialized_scorer"]) == JUDGE
    got = client.get(f"{V3}/get", experiment_id="0", name="exact")["scorer"]
    assert (got["scorer_version"], json.loads(got["serialized_scorer"])) == (2, {"x": 1})
    assert str(got["experiment_id"]) == second["experiment_id"]
    old = client.get(f"{V3}/get", experiment_id="0", name="exact", version=1)["scorer"]
    assert json.loads(old["serialized_scorer"]) == JUDGE
    versions = client.get(f"{V3}/versions", experiment_id="0", name="exact")["scorers"]
    assert [each["scorer_version"] for each in versions] == [1, 2]


def test_the_newest_of_each_is_listed_by_name(client: Client) -> None:
    for name in ("b", "a", "b"):
        register(client, name)
    other = client.post("experiments/create", name="other")["experiment_id"]
    register(client, "c", to=other)
    assert listed(client, experiment_id="0") == [("a", 1), ("b", 2)]
    assert listed(client, experiment_ids=["0", other, "999"]) == [("a", 1), ("b", 2), ("c", 1)]
    assert listed(client) == [("a", 1), ("b", 2), ("c", 1)]
    client.post("experiments/delete", experiment_id=other)
    assert listed(client) == listed(client, experiment_ids=["0", other]) == [("a", 1), ("b", 2)]
    with pytest.raises(Refused, match="active"):
        listed(client, experiment_id=other)
    with pytest.raises(Refused, match="Cannot specify both"):
        listed(client, experiment_id="0", experiment_ids=["0"])


def test_strangers_see_nothing_by_ids() -> None:
    scorer = register(make_client())
    stranger = make_client(project=make_project())
    assert listed(stranger, experiment_ids=[scorer["experiment_id"]]) == []
    configs = stranger.get(f"{V3}/online-configs", scorer_ids=[scorer["scorer_id"]])
    assert configs == {"configs": []}


def test_a_version_or_all_of_a_scorer_is_deleted(client: Client) -> None:
    for _ in range(3):
        register(client)
    client.call("DELETE", f"{V3}/delete", experiment_id="0", name="exact", version=2)
    versions = client.get(f"{V3}/versions", experiment_id="0", name="exact")["scorers"]
    assert [each["scorer_version"] for each in versions] == [1, 3]
    with pytest.raises(Refused, match="version 2"):
        client.call("DELETE", f"{V3}/delete", experiment_id="0", name="exact", version=2)
    client.call("DELETE", f"{V3}/delete", experiment_id="0", name="exact")
    for route in ("get", "versions"):
        with pytest.raises(Refused) as refused:
            client.get(f"{V3}/{route}", experiment_id="0", name="exact")
        assert refused.value.code == "RESOURCE_DOES_NOT_EXIST"
    assert register(client)["version"] == 1


@pytest.mark.parametrize(
    ("body", "code", "why"),
    [
        ({"name": " "}, "INVALID_PARAMETER_VALUE", "empty"),
        ({"name": "x" * 257}, "INVALID_PARAMETER_VALUE", "256"),
        ({"serialized_scorer": "{"}, "INVALID_PARAMETER_VALUE", "valid JSON"),
        ({"serialized_scorer": "[]"}, "INVALID_PARAMETER_VALUE", "object"),
        ({"serialized_scorer": '{"call_source": "return"}'}, "INVALID_PARAMETER_VALUE", "function"),
        (
            {"serialized_scorer": '{"ensemble_scorer_data": {"scorers": [{"call_source": ""}]}}'},
            "INVALID_PARAMETER_VALUE",
            "function",
        ),
        (
            {"serialized_scorer": '{"builtin_scorer_pydantic_data": {"model": " "}}'},
            "INVALID_PARAMETER_VALUE",
            "model",
        ),
        (
            {"serialized_scorer": '{"instructions_judge_pydantic_data": {"model": "gateway:/x"}}'},
            "RESOURCE_DOES_NOT_EXIST",
            "gateway",
        ),
        ({"experiment_id": "999999"}, "RESOURCE_DOES_NOT_EXIST", "999999"),
    ],
)
def test_what_is_no_scorer_is_refused(
    client: Client, body: dict[str, str], code: str, why: str
) -> None:
    whole = {"experiment_id": "0", "name": "x", "serialized_scorer": "{}", **body}
    with pytest.raises(Refused, match=why) as refused:
        client.post(f"{V3}/register", **whole)
    assert refused.value.code == code
    assert listed(client) == []


def test_a_scorer_may_be_told_to_judge_no_new_traces(client: Client) -> None:
    scorer = register(client)
    body = {"experiment_id": "0", "name": "exact", "filter_string": "status = 'OK'"}
    config = client.call("PUT", f"{V3}/online-config", **body, sample_rate=0)["config"]
    assert config["sample_rate"] == 0
    assert config["scorer_id"] == scorer["scorer_id"]
    found = client.get(f"{V3}/online-configs", scorer_ids=[scorer["scorer_id"], "nobody"])
    assert found == {"configs": [config]}
    for rate in (0.5, 2):
        with pytest.raises(Refused) as refused:
            client.call("PUT", f"{V3}/online-config", **body, sample_rate=rate)
        assert refused.value.code == "INVALID_PARAMETER_VALUE"
    with pytest.raises(Refused, match="scorer_ids"):
        client.get(f"{V3}/online-configs")


def test_twenty_scorers_take_as_many_queries_as_one() -> None:
    project = make_project()
    client = make_client(project=project)
    experiment_id = str(make_experiment(project).pk)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            listed(client, experiment_id=experiment_id)
        return len(queries)

    register(client, "a", to=experiment_id)
    cost()
    one = cost()
    for number in range(19):
        register(client, f"b{number}", to=experiment_id)
    assert cost() == one
