"""MLflow's users, roles and permissions over Naiad's people and projects."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from apps.accounts.contracts import Scope
from apps.accounts.models import User
from apps.mlflow_api.grants import ProjectRole, role_of_number
from apps.projects.models import Membership, Project
from apps.projects.permissions import Role
from tests.accounts.make import make_admin, make_group, make_token_text, make_user
from tests.mlflow_api.make import Client, Refused
from tests.projects.make import make_group_member, make_member, make_project

pytestmark = pytest.mark.django_db

V3 = "/api/3.0/mlflow"


@pytest.fixture
def project() -> Project:
    return make_project("room")


@pytest.fixture
def admin() -> Client:
    return client_of(make_admin())


def client_of(user: User, scopes: list[Scope] | None = None) -> Client:
    return Client(token=make_token_text(user, scopes=scopes or list(Scope)), workspace="room")


def number(project: Project, role: Role) -> int:
    return ProjectRole(project.pk, role).number


def refused(call: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as refusal:
        call()
    return refusal.value.code


# Users


def test_an_admin_makes_reads_and_deletes_users(admin: Client) -> None:
    name = {"username": "new@example.org"}
    made = admin.post("users/create", **name, password="correct horse battery")["user"]
    assert made == {"id": made["id"], "username": "new@example.org", "is_admin": False}
    assert admin.get("users/get", **name)["user"] == made
    admin.call("PATCH", "users/update-admin", **name, is_admin=True)
    assert admin.get("users/get", **name)["user"]["is_admin"] is True
    admin.call("DELETE", "users/delete", **name)
    assert refused(lambda: admin.get("users/get", **name)) == "RESOURCE_DOES_NOT_EXIST"
    assert not User.objects.get(email="new@example.org").is_active


def test_a_name_is_taken_once(admin: Client) -> None:
    make_user("ada@example.org")
    call = lambda: admin.post(  # noqa: E731  # one line reads best
        "users/create", username="ada@example.org", password="correct horse battery"
    )
    assert refused(call) == "RESOURCE_ALREADY_EXISTS"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"username": "new@example.org"},
        {"username": "new@example.org", "password": ""},
        {"username": "new@example.org", "password": "short"},
        {"username": "no-address", "password": "correct horse battery"},
        {"username": "", "password": "correct horse battery"},
        {"username": 7, "password": []},
    ],
)
def test_a_bad_user_is_refused(admin: Client, body: dict[str, Any]) -> None:
    before = User.objects.count()
    assert refused(lambda: admin.post("users/create", **body)) == "INVALID_PARAMETER_VALUE"
    assert User.objects.count() == before


def test_nobody_deletes_their_own_account(admin: Client) -> None:
    own = admin.get("users/current")["user"]["username"]
    assert refused(lambda: admin.call("DELETE", "users/delete", username=own)) == "BAD_REQUEST"


def test_the_last_admin_stays_one(admin: Client) -> None:
    own = admin.get("users/current")["user"]["username"]
    call = lambda: admin.call(  # noqa: E731
        "PATCH", "users/update-admin", username=own, is_admin=False
    )
    assert refused(call) == "INVALID_PARAMETER_VALUE"


def test_an_admins_token_without_the_scope_makes_nobody_an_admin() -> None:
    user = make_user()
    client = client_of(make_admin(), [Scope.READ, Scope.WRITE])
    call = lambda: client.call(  # noqa: E731
        "PATCH", "users/update-admin", username=user.email, is_admin=True
    )
    assert refused(call) == "PERMISSION_DENIED"
    assert not User.objects.get(pk=user.pk).is_superuser


def test_one_reads_oneself_and_nobody_else() -> None:
    user, other = make_user(), make_user()
    client = client_of(user)
    assert client.get("users/get", username=user.email)["user"]["id"] == user.pk
    for name in (other.email, "nobody@example.org"):
        assert refused(partial(client.get, "users/get", username=name)) == "PERMISSION_DENIED"


def test_no_token_sets_a_password(admin: Client) -> None:
    user = make_user(password="correct horse battery")
    body = {"username": user.email, "password": "another horse battery"}
    for client in (admin, client_of(user)):
        call = lambda client=client: client.call("PATCH", "users/update-password", **body)  # noqa: E731
        assert refused(call) == "PERMISSION_DENIED"
    assert User.objects.get(pk=user.pk).check_password("correct horse battery")


def test_an_admin_lists_everybody_and_a_member_the_members(admin: Client, project: Project) -> None:
    stranger, member = make_user(), make_member(project, Role.VIEWER)
    names = {user["username"] for user in admin.get("users/list")["users"]}
    assert {stranger.email, member.email} <= names
    seen = {user["username"]: user for user in client_of(member).get("users/list")["users"]}
    assert stranger.email not in seen
    [role] = seen[member.email]["roles"]
    assert (role["name"], role["workspace"]) == ("viewer", "room")


def test_a_list_costs_the_same_for_few_and_for_many(
    admin: Client, project: Project, django_assert_num_queries: Any
) -> None:
    for count in (2, 20):
        for _ in range(count):
            make_member(project)
        admin.get("users/list")
        with django_assert_num_queries(5):
            admin.get("users/list")


# Roles


def test_a_workspace_has_five_roles(project: Project) -> None:
    client = client_of(make_member(project, Role.VIEWER))
    roles = client.get(f"{V3}/roles/list", workspace="room")["roles"]
    assert [role["name"] for role in roles] == [str(role) for role in Role]
    assert client.get(f"{V3}/roles/get", role_id=roles[2]["id"])["role"] == roles[2]
    listed = client.get(f"{V3}/roles/permissions/list", role_id=roles[2]["id"])
    assert listed["role_permissions"] == roles[2]["permissions"]


@pytest.mark.parametrize("role", Role)
def test_a_number_means_one_role(role: Role) -> None:
    assert role_of_number(ProjectRole(12, role).number) == ProjectRole(12, role)


def test_all_roles_are_for_admins(admin: Client, project: Project) -> None:
    make_project()
    assert len(admin.get(f"{V3}/roles/list")["roles"]) == 10
    client = client_of(make_member(project))
    assert refused(lambda: client.get(f"{V3}/roles/list")) == "PERMISSION_DENIED"


def test_a_role_is_given_raised_and_taken(project: Project) -> None:
    client, user = client_of(make_member(project, Role.OWNER)), make_user()
    given = client.post(
        f"{V3}/roles/assign", username=user.email, role_id=number(project, Role.VIEWER)
    )["assignment"]
    assert (given["user_id"], given["role_id"]) == (user.pk, number(project, Role.VIEWER))
    raised = number(project, Role.MAINTAINER)
    client.post(f"{V3}/roles/assign", username=user.email, role_id=raised)
    assert Membership.objects.get(user=user).role == "maintainer"
    [held] = client.get(f"{V3}/users/roles/list", username=user.email)["roles"]
    assert held["id"] == raised
    users = client.get(f"{V3}/roles/users/list", role_id=raised)["assignments"]
    assert [each["user_id"] for each in users] == [user.pk]
    client.call("DELETE", f"{V3}/roles/unassign", username=user.email, role_id=raised)
    assert not Membership.objects.filter(user=user).exists()


def test_a_weaker_role_is_not_put_in_place_of_a_stronger(project: Project) -> None:
    client, user = client_of(make_member(project, Role.OWNER)), make_member(project, Role.OWNER)
    call = lambda: client.post(  # noqa: E731
        f"{V3}/roles/assign", username=user.email, role_id=number(project, Role.VIEWER)
    )
    assert refused(call) == "RESOURCE_ALREADY_EXISTS"
    assert Membership.objects.get(user=user).role == "owner"


def test_nobody_gives_more_than_they_may(project: Project) -> None:
    maintainer = make_member(project, Role.MAINTAINER)
    client = client_of(maintainer)
    for user in (maintainer, make_user()):
        call = lambda user=user: client.post(  # noqa: E731
            f"{V3}/roles/assign", username=user.email, role_id=number(project, Role.OWNER)
        )
        assert refused(call) == "PERMISSION_DENIED"
    assert Membership.objects.get(user=maintainer).role == "maintainer"


def test_a_role_that_somebody_has_not_cannot_be_taken(project: Project) -> None:
    client, user = client_of(make_member(project, Role.OWNER)), make_member(project, Role.VIEWER)
    call = lambda: client.call(  # noqa: E731
        "DELETE",
        f"{V3}/roles/unassign",
        username=user.email,
        role_id=number(project, Role.CONTRIBUTOR),
    )
    assert refused(call) == "RESOURCE_DOES_NOT_EXIST"
    assert Membership.objects.filter(user=user).exists()


def test_the_last_owner_stays(project: Project) -> None:
    owner = Membership.objects.get(project=project).user
    assert owner is not None
    call = lambda: client_of(owner).call(  # noqa: E731
        "DELETE",
        f"{V3}/roles/unassign",
        username=owner.email,
        role_id=number(project, Role.OWNER),
    )
    assert refused(call) == "INVALID_PARAMETER_VALUE"


def test_roles_by_a_group_are_told(project: Project, admin: Client) -> None:
    user = make_user()
    make_group_member(project, make_group(members=[user]), Role.CONTRIBUTOR)
    [role] = admin.get(f"{V3}/users/roles/list", username=user.email)["roles"]
    holders = admin.get(f"{V3}/roles/users/list", role_id=role["id"])["assignments"]
    assert (role["name"], [each["user_id"] for each in holders]) == ("contributor", [user.pk])


def test_a_maintainer_hears_of_roles_in_their_own_projects_only(project: Project) -> None:
    user = make_member(project)
    make_member(make_project("elsewhere"), user=user)
    client = client_of(make_member(project, Role.MAINTAINER))
    roles = client.get(f"{V3}/users/roles/list", username=user.email)["roles"]
    assert [role["workspace"] for role in roles] == ["room"]
    rows = client.get(f"{V3}/users/permissions/list", username=user.email)["permissions"]
    assert {row["workspace"] for row in rows} == {"room"}


@pytest.mark.parametrize("name", ["nobody@example.org", "stranger@example.org"])
def test_of_others_nothing_is_told_not_even_that_they_exist(project: Project, name: str) -> None:
    make_user("stranger@example.org")
    client = client_of(make_member(project, Role.MAINTAINER))
    for path in ("users/roles/list", "users/permissions/list"):
        call = lambda path=path: client.get(f"{V3}/{path}", username=name)  # noqa: E731
        assert refused(call) == "PERMISSION_DENIED"


@pytest.mark.parametrize("bad", [0, -1, 5, 7, 10**18, 2**63 - 1])
def test_a_number_of_no_role_does_not_exist(admin: Client, bad: int) -> None:
    assert refused(lambda: admin.get(f"{V3}/roles/get", role_id=bad)) == "RESOURCE_DOES_NOT_EXIST"


@pytest.mark.parametrize("bad", ["", "owner", 2**64])
def test_what_is_no_number_is_refused(admin: Client, bad: object) -> None:
    assert refused(lambda: admin.get(f"{V3}/roles/get", role_id=bad)) == "INVALID_PARAMETER_VALUE"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "roles/create"),
        ("PATCH", "roles/update"),
        ("DELETE", "roles/delete"),
        ("POST", "roles/permissions/add"),
        ("PATCH", "roles/permissions/update"),
        ("DELETE", "roles/permissions/remove"),
        ("POST", "users/permissions/grant"),
        ("POST", "users/permissions/revoke"),
    ],
)
def test_what_naiad_has_not_is_refused_with_what_it_has(
    admin: Client, method: str, path: str
) -> None:
    with pytest.raises(Refused, match="roles/assign") as refusal:
        admin.call(method, f"{V3}/{path}", role_id=1, name="x")
    assert (refusal.value.status, refusal.value.code) == (501, "NOT_IMPLEMENTED")


# Permissions


EXPECTED = {
    Role.VIEWER: ("READ", False),
    Role.ANNOTATOR: ("USE", True),
    Role.CONTRIBUTOR: ("EDIT", True),
    Role.MAINTAINER: ("MANAGE", True),
    Role.OWNER: ("MANAGE", True),
}


@pytest.mark.parametrize("role", Role)
def test_a_permission_is_what_the_role_amounts_to(project: Project, role: Role) -> None:
    user = make_member(project, role)
    client = client_of(user)
    experiment_id = client.get("experiments/get", experiment_id="0")["experiment"]["experiment_id"]
    for kind, thing in (("experiment", experiment_id), ("registered_model", "any")):
        answer = client.get(
            f"{V3}/users/permissions/get",
            username=user.email,
            resource_type=kind,
            resource_id=thing,
        )
        assert (answer["permission"], answer["allowed"]) == EXPECTED[role]


def test_an_older_clients_questions_are_answered(project: Project, admin: Client) -> None:
    user = make_member(project)
    asked = admin.get("experiments/permissions/get", experiment_id="0", username=user.email)
    assert asked["experiment_permission"]["permission"] == "EDIT"
    asked = admin.get("registered-models/permissions/get", name="m", username=user.email)
    assert asked["registered_model_permission"]["permission"] == "EDIT"


def test_a_stranger_has_none_and_an_unknown_thing_gives_none(
    project: Project, admin: Client
) -> None:
    stranger = make_user()
    for thing in ("0", "999999"):
        answer = admin.get(
            f"{V3}/users/permissions/get",
            username=stranger.email,
            resource_type="experiment",
            resource_id=thing,
        )
        assert answer == {"allowed": False, "permission": "NO_PERMISSIONS"}


@pytest.mark.parametrize(
    "bad",
    [
        {"resource_type": "table"},
        {"resource_type": "workspace"},
        {"resource_type": ""},
        {"resource_id": ""},
        {"resource_id": "not-a-number"},
        {"username": ""},
    ],
)
def test_a_bad_question_is_refused(admin: Client, project: Project, bad: dict[str, str]) -> None:
    good = {"username": make_user().email, "resource_type": "experiment", "resource_id": "1"}
    call = lambda: admin.get(f"{V3}/users/permissions/get", **{**good, **bad})  # noqa: E731
    assert refused(call) == "INVALID_PARAMETER_VALUE"


def test_ones_own_permissions_are_listed_by_kind(project: Project) -> None:
    user = make_member(project, Role.VIEWER)
    answer = client_of(user).get(f"{V3}/users/current/permissions")
    assert answer["is_admin"] is False
    kinds = {row["resource_type"]: row["permission"] for row in answer["permissions"]}
    assert (kinds["workspace"], kinds["experiment"]) == ("USE", "READ")
