"""Which project a request means."""

import pytest

from apps.projects.permissions import Role
from tests.accounts.make import make_token_text, make_user
from tests.mlflow_api.make import Client, Refused, make_client, make_run
from tests.projects.make import make_member, make_project

pytestmark = pytest.mark.django_db


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
