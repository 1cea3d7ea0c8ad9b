"""Searches in several projects, groups and values over REST. What they find, tests/experiments/search
holds."""

from typing import Any

import pytest

from apps.accounts.models import User
from tests.accounts.make import make_client
from tests.experiments.api.costs import queries_of
from tests.experiments.api.shapes import check_shape
from tests.experiments.make import make_experiment, make_run
from tests.projects.make import Cast, make_cast, make_member

pytestmark = pytest.mark.django_db


def post(user: User, address: str, status: int = 200, **body: Any) -> dict[str, Any]:
    answer = make_client(user).post(f"/api/v1/{address}", body, format="json")
    assert answer.status_code == status, answer.json()
    found: dict[str, Any] = answer.json()
    return found


def values(user: User, key: str, status: int = 200, **query: Any) -> dict[str, Any]:
    answer = make_client(user).get(f"/api/v1/projects/{key}/attributes/values", query)
    assert answer.status_code == status, answer.json()
    found: dict[str, Any] = answer.json()
    return found


def make_runs(cast: Cast, *models: str) -> None:
    experiment = make_experiment(cast.project)
    for number, model in enumerate(models):
        make_run(experiment, params={"model": model}, metrics={"loss": float(number)})


def test_a_search_without_projects_finds_runs_of_all_that_one_may_read() -> None:
    mine, also, theirs = make_cast(), make_cast(), make_cast()
    make_member(also.project, user=mine.viewer)
    for cast in (mine, also, theirs):
        make_runs(cast, "tree")

    page = post(
        mine.viewer, "runs/search", filter="params.model = 'tree'", columns=["params.model"]
    )

    check_shape("ProjectRunPage", page)
    assert {row["project_key"] for row in page["runs"]} == {mine.project.key, also.project.key}
    assert {row["params"]["model"] for row in page["runs"]} == {"tree"}
    one = post(mine.viewer, "runs/search", projects=[also.project.key])
    assert {row["project_key"] for row in one["runs"]} == {also.project.key}
    assert post(theirs.stranger, "runs/search")["runs"] == []


def test_a_project_that_one_may_not_read_is_not_there_to_be_searched() -> None:
    cast, theirs = make_cast(), make_cast()
    refused = post(cast.viewer, "runs/search", 404, projects=[theirs.project.key])
    assert refused["code"] == "not_found"


def test_groups_say_how_many_runs_they_have_and_how_they_did() -> None:
    cast = make_cast()
    make_runs(cast, "tree", "tree", "net")

    found = post(
        cast.viewer, f"projects/{cast.project.key}/runs/groups",
        group_by=["params.model"], values=["metrics.loss"],
        order={"value": 0, "figure": "mean", "descending": False},
    )  # fmt: skip

    check_shape("RunGroups", found)
    assert [(group["key"], group["runs"]) for group in found["groups"]] == [
        (["tree"], 2), (["net"], 1),
    ]  # fmt: skip
    assert found["groups"][0]["values"] == [{"count": 2, "min": 0.0, "max": 1.0, "mean": 0.5}]
    assert found["groups"][0]["filter"] == "params.`model` = 'tree'"
    few = post(cast.viewer, f"projects/{cast.project.key}/runs/groups", group_by=["name"], limit=2)
    assert (len(few["groups"]), few["truncated"]) == (2, True)


def test_groups_cost_the_same_for_many_runs() -> None:
    cast = make_cast()
    client, counts = make_client(cast.viewer), []
    address = f"/api/v1/projects/{cast.project.key}/runs/groups"
    body = {"group_by": ["name"], "values": ["metrics.loss"], "filter": "params.model = 'tree'"}
    for number in (1, 19):
        make_runs(cast, *["tree"] * number)
        counts.append(queries_of(lambda: client.post(address, body, format="json")))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "invalid"),
        ({"group_by": []}, "invalid"),
        ({"group_by": ["metrics.loss"]}, "invalid_order"),
        ({"group_by": ["status"], "filter": "loss"}, "invalid_filter"),
        ({"group_by": ["status"], "order": {"figure": "median"}}, "invalid"),
        ({"group_by": ["status"], "limit": 501}, "invalid"),
    ],
)
def test_groups_that_make_no_sense_are_refused(body: dict[str, Any], code: str) -> None:
    cast = make_cast()
    refused = post(cast.viewer, f"projects/{cast.project.key}/runs/groups", 400, **body)
    assert refused["code"] == code


def test_values_are_those_of_the_project_and_what_begins_so_comes_first() -> None:
    cast, theirs = make_cast(), make_cast()
    make_runs(cast, "tree", "a tree", "net", "tree", "x" * 200)
    make_runs(theirs, "treehouse")
    key = cast.project.key

    found = values(cast.viewer, key, name="params.model", search="TREE")

    check_shape("ValueList", found)
    assert found == {"results": ["tree", "a tree"], "truncated": False}
    assert values(cast.viewer, key, name="params.model", limit=1)["truncated"]
    assert values(cast.viewer, key, name="params.nobody")["results"] == []
    assert values(cast.viewer, key, name="status", search="fin")["results"] == ["FINISHED"]
    assert len(values(cast.viewer, key, name="experiment")["results"]) == 1
    for name in ("user", "datasets.name", "models.type", "metrics.loss", "duration"):
        assert values(cast.viewer, key, name=name)["results"] == []
    assert values(cast.viewer, key, 400, name="nonsense")["code"] == "invalid_filter"
    assert values(cast.stranger, key, 404, name="status")["code"] == "not_found"
