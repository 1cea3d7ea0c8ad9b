"""Which project a request means, and what can be done with one."""

import json

import pytest

from apps.projects.models import Project
from apps.projects.permissions import Role
from tests.accounts.make import make_token_text, make_user
from tests.mlflow_api.make import Client, Refused, make_client, make_run
from tests.projects.make import make_member, make_project

pytestmark = pytest.mark.django_db

ALL = "/api/3.0/mlflow/workspaces"


def project_of(client: Client) -> str:
    return str(client.get("experiments/get", experiment_id="0")["experiment"]["workspace"])


def test_the_header_names_the_project() -> None:
    first, second = make_project("first"), make_project("second")
    user = make_member(first)
    make_member(second, user=user)
    token = make_token_text(user, project_key="first")
    assert project_of(Client(token=token, workspace="second")) == "second"


def test_without_a_header_it_is_the_tokens_project() -> None:
    user = make_member(make_project("first"))
    make_member(make_project("second"), user=user)
    assert project_of(Client(token=make_token_text(user, project_key="second"))) == "second"


def test_a_member_of_one_project_need_not_name_it() -> None:
    user = make_member(make_project("only"))
    assert project_of(Client(token=make_token_text(user))) == "only"


def test_a_member_of_several_is_told_to_name_one() -> None:
    user = make_member(make_project())
    make_member(make_project(), user=user)
    with pytest.raises(Refused, match="MLFLOW_WORKSPACE") as refused:
        project_of(Client(token=make_token_text(user)))
    assert refused.value.code == "INVALID_PARAMETER_VALUE"


def test_a_member_of_none_is_told_so_too() -> None:
    with pytest.raises(Refused, match="MLFLOW_WORKSPACE"):
        project_of(Client(token=make_token_text()))


def test_somebody_elses_project_does_not_exist() -> None:
    make_project("secret")
    client = make_client()
    client.workspace = "secret"
    with pytest.raises(Refused) as refused:
        project_of(client)
    assert (refused.value.status, refused.value.code) == (404, "RESOURCE_DOES_NOT_EXIST")


def test_a_run_is_found_whatever_the_workspace() -> None:
    project, other = make_project(), make_project()
    user = make_member(project)
    make_member(other, user=user)
    run_id = make_run(Client(token=make_token_text(user), workspace=project.key))
    elsewhere = Client(token=make_token_text(user), workspace=other.key)
    assert elsewhere.get("runs/get", run_id=run_id)["run"]["info"]["run_id"] == run_id


def test_workspaces_are_the_projects_one_can_see() -> None:
    make_project("hidden")
    client = make_client(project=make_project("seen"))
    listed = client.get("/api/3.0/mlflow/workspaces")["workspaces"]
    assert [workspace["name"] for workspace in listed] == ["seen"]


def test_a_workspace_is_got_by_name() -> None:
    client = make_client(project=make_project("seen"))
    assert client.get("/api/3.0/mlflow/workspaces/seen")["workspace"]["name"] == "seen"
    with pytest.raises(Refused):
        client.get("/api/3.0/mlflow/workspaces/unseen")


def test_a_created_workspace_is_a_project_of_ones_own() -> None:
    client = Client(token=make_token_text(make_user()), workspace="fresh")
    client.post("/api/3.0/mlflow/workspaces", name="fresh", description="New.")
    assert project_of(client) == "fresh"


def test_only_an_owner_describes_a_workspace() -> None:
    project = make_project("room")
    owner, member = make_client(Role.OWNER, project), make_client(Role.MAINTAINER, project)
    owner.call("PATCH", "/api/3.0/mlflow/workspaces/room", description="Ours.")
    assert member.get("/api/3.0/mlflow/workspaces/room")["workspace"]["description"] == "Ours."
    with pytest.raises(Refused) as refused:
        member.call("PATCH", "/api/3.0/mlflow/workspaces/room", description="Mine.")
    assert refused.value.code == "PERMISSION_DENIED"


# Where one is without naming a workspace


def test_the_default_workspace_is_where_one_is_without_naming_any() -> None:
    user = make_member(make_project("first"))
    make_member(make_project("second"), user=user)
    client = Client(token=make_token_text(user, project_key="second"), workspace="default")
    assert project_of(client) == "second"
    assert client.get(f"{ALL}/default")["workspace"]["name"] == "second"


# Deleting


def delete(client: Client, name: str, mode: str = "") -> int:
    answer = client.send("DELETE", f"{ALL}/{name}", query=f"mode={mode}" if mode else "")
    if answer.status >= 400:
        raise Refused(answer.status, json.loads(answer.body))
    return answer.status


@pytest.fixture
def owner() -> Client:
    """The owner of a workspace `room` in which there is a run."""
    client = make_client(Role.OWNER, make_project("room"))
    make_run(client)
    return client


def rooms() -> list[str]:
    return list(Project.objects.values_list("key", flat=True))


def test_an_empty_workspace_is_deleted() -> None:
    client = make_client(Role.OWNER, make_project("room"))
    project_of(client)
    assert delete(client, "room") == 204
    assert rooms() == []


@pytest.mark.parametrize("mode", ["", "RESTRICT"])
def test_what_is_in_use_is_not_deleted_by_the_way(owner: Client, mode: str) -> None:
    with pytest.raises(Refused, match="1 runs") as refused:
        delete(owner, "room", mode)
    assert (refused.value.status, refused.value.code) == (400, "INVALID_STATE")
    assert rooms() == ["room"]


def test_every_kind_of_thing_counts() -> None:
    client = make_client(Role.OWNER, make_project("room"))
    client.post("registered-models/create", name="digits")
    with pytest.raises(Refused, match="1 registered models"):
        delete(client, "room")


def test_a_workspace_is_deleted_with_all_of_it_on_demand(owner: Client) -> None:
    assert delete(owner, "room", "CASCADE") == 204
    assert rooms() == []


@pytest.mark.parametrize(
    ("name", "mode", "code"),
    [
        ("room", "SET_DEFAULT", "NOT_IMPLEMENTED"),
        ("room", "EVERYTHING", "INVALID_PARAMETER_VALUE"),
        ("room", "cascade", "INVALID_PARAMETER_VALUE"),
        ("default", "CASCADE", "INVALID_PARAMETER_VALUE"),
        ("nowhere", "CASCADE", "RESOURCE_DOES_NOT_EXIST"),
    ],
)
def test_what_cannot_be_is_refused(owner: Client, name: str, mode: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        delete(owner, name, mode)
    assert refused.value.code == code
    assert rooms() == ["room"]


# Names, and what a workspace cannot have here


@pytest.mark.parametrize(
    "name", ["", "a", "a" * 64, "-ab", "ab-", "Ab", "a_b", "default", "workspaces", "ajax-api"]
)
def test_a_name_that_no_client_could_use_is_refused(name: str) -> None:
    with pytest.raises(Refused) as refused:
        Client(token=make_token_text()).post(ALL, name=name)
    assert refused.value.code == "INVALID_PARAMETER_VALUE"
    assert rooms() == []


def test_a_name_that_is_taken_is_refused() -> None:
    make_project("room")
    with pytest.raises(Refused) as refused:
        Client(token=make_token_text()).post(ALL, name="room")
    assert (refused.value.status, refused.value.code) == (400, "RESOURCE_ALREADY_EXISTS")


STORAGE = (
    {"default_artifact_root": "s3://bucket"},
    {"trace_archival_config": {"location": "s3://bucket"}},
    {"trace_archival_config": {"retention": "30d"}},
)


@pytest.mark.parametrize("storage", STORAGE)
def test_a_store_of_its_own_is_refused(owner: Client, storage: dict[str, object]) -> None:
    for method, path in (("POST", ALL), ("PATCH", f"{ALL}/room")):
        with pytest.raises(Refused, match="Naiad keeps the files") as refused:
            owner.call(method, path, name="other", description="d", **storage)
        assert refused.value.code == "INVALID_PARAMETER_VALUE"
    assert (rooms(), Project.objects.get().description) == (["room"], "")


def test_an_update_of_nothing_is_refused(owner: Client) -> None:
    with pytest.raises(Refused):
        owner.call("PATCH", f"{ALL}/room")
    owner.call("PATCH", f"{ALL}/room", default_artifact_root="")
