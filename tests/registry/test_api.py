"""The registry's REST API: what it shows, what it changes, what it refuses."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from apps.accounts import selectors as accounts
from apps.accounts.contracts import Actor
from apps.projects.models import Project
from apps.projects.permissions import Role
from apps.registry.models import ModelVersion
from tests.accounts.make import make_client
from tests.projects.make import make_member, make_project
from tests.registry.make import PROMPT, make_model, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    return make_project()


@pytest.fixture
def member(project: Project) -> Any:
    return make_member(project, Role.MAINTAINER)


@pytest.fixture
def actor(member: Any) -> Actor:
    return accounts.actor_for(member)


@pytest.fixture
def client(member: Any) -> APIClient:
    return make_client(member)


def models_of(project: Project) -> str:
    return f"/api/v1/projects/{project.key}/models"


def test_models_and_prompts_are_two_lists(
    client: APIClient, actor: Actor, project: Project
) -> None:
    make_version(actor, make_model(actor, project, "digits"))
    make_model(actor, project, "greeting", tags=PROMPT)
    rows = client.get(models_of(project)).data["results"]
    assert [(row["name"], row["latest"]) for row in rows] == [("digits", 1)]
    prompts = client.get(models_of(project), {"prompts": "true"}).data["results"]
    assert [row["name"] for row in prompts] == ["greeting"]
    assert client.get(models_of(project), {"search": "GREET"}).data["results"] == []


def test_a_prompts_text_stands_apart_from_its_tags(
    client: APIClient, actor: Actor, project: Project
) -> None:
    model = make_model(actor, project, "greeting", tags=PROMPT)
    tags = {**PROMPT, "mlflow.prompt.text": "Hi!"}
    make_version(actor, model, source="dummy-source", tags=tags)
    shown = client.get(f"{models_of(project)}/greeting/versions/1").data
    assert shown["prompt"]["text"] == "Hi!"
    assert "mlflow.prompt.text" not in shown["tags"]


def test_a_version_is_described_tagged_and_moved(
    client: APIClient, actor: Actor, project: Project
) -> None:
    make_version(actor, make_model(actor, project, "m"))
    body = {"description": "d", "stage": "Staging", "set_tags": {"k": "v"}}
    changed = client.patch(f"{models_of(project)}/m/versions/1", body, format="json").data
    assert (changed["description"], changed["stage"], changed["tags"]) == (
        "d",
        "Staging",
        {"k": "v"},
    )


def test_one_bad_tag_leaves_everything_as_it_was(
    client: APIClient, actor: Actor, project: Project
) -> None:
    make_model(actor, project, "m", description="before")
    body = {"description": "after", "set_tags": {"a,b": "v"}}
    assert client.patch(f"{models_of(project)}/m", body, format="json").status_code == 400
    assert client.get(f"{models_of(project)}/m").data["description"] == "before"


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("get", "/nobody", None, 404),
        ("get", "/m/versions/9", None, 404),
        ("get", "/m/versions/x", None, 400),
        ("get", "/m/versions?page_token=x", None, 400),
        ("get", "?limit=0", None, 400),
        ("get", "?page_token=x", None, 400),
        ("put", "/m/aliases/latest", {"version": 1}, 400),
        ("put", "/m/aliases/best", {"version": 9}, 404),
        ("put", "/m/aliases/best", {}, 400),
        ("patch", "/m/versions/1", {"stage": "Heaven"}, 400),
        ("patch", "/m", {"new_name": "a/b"}, 400),
        ("patch", "/m", {"new_name": "taken"}, 409),
    ],
)
def test_what_makes_no_sense_is_refused(  # a table's columns
    client: APIClient,
    actor: Actor,
    project: Project,
    method: str,
    path: str,
    body: object,
    status: int,
) -> None:
    make_version(actor, make_model(actor, project, "m"))
    make_model(actor, project, "taken")
    answer = getattr(client, method)(models_of(project) + path, body, format="json")
    assert answer.status_code == status


def test_a_run_or_a_logged_model_is_named(client: APIClient, project: Project) -> None:
    assert client.get(f"/api/v1/projects/{project.key}/model-versions").status_code == 400


def test_versions_of_several_logged_models_are_listed_at_once(
    client: APIClient, actor: Actor, project: Project
) -> None:
    model = make_model(actor, project, "m")
    for model_id in ("m-a", "m-b", "m-c"):
        made = make_version(actor, model)
        ModelVersion.objects.filter(pk=made.pk).update(logged_model_id=model_id)
    asked = "model-versions?model_ids=m-a&model_ids=m-c"
    found = client.get(f"/api/v1/projects/{project.key}/{asked}").json()["results"]
    assert [version["model_id"] for version in found] == ["m-c", "m-a"]


@pytest.mark.parametrize("path", ["models", "models/m/versions", "model-versions?run_id=x"])
def test_a_list_asks_as_often_for_twenty_rows_as_for_one(
    client: APIClient, actor: Actor, project: Project, path: str
) -> None:
    model = make_model(actor, project, "m")

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/api/v1/projects/{project.key}/{path}").status_code == 200
        return len(asked)

    make_version(actor, model, run_id="x", tags={"k": "v"})
    queries()
    once = queries()
    for _ in range(19):
        make_model(actor, project, tags={"k": "v"})
        make_version(actor, model, run_id="x", tags={"k": "v"})
    assert queries() == once
