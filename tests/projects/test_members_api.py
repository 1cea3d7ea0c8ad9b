"""The members of a project over REST, and who may change whom."""

import pytest
from pytest_django import DjangoAssertNumQueries

from apps.accounts.contracts import Scope
from apps.accounts.models import User
from apps.accounts.services import users
from apps.projects.models import Membership, Project, ProjectUserPermission
from apps.projects.permissions import Role
from tests.accounts.make import make_client, make_group, make_token_text, make_user
from tests.projects.make import (
    Cast,
    make_cast,
    make_group_member,
    make_member,
    make_project,
    make_service_account,
)

pytestmark = pytest.mark.django_db


def address(project: Project, user: User | None = None) -> str:
    members = f"/api/v1/projects/{project.key}/members"
    if user is None:
        return members
    return f"{members}/{Membership.objects.get(project=project, user=user).pk}"


def add(cast: Cast, by: User, role: str, email: str = "") -> int:
    body = {"email": email or make_user().email, "role": role}
    answer = make_client(by).post(address(cast.project), body, format="json")
    return int(answer.status_code)


def change(cast: Cast, by: User, whom: User, role: str) -> int:
    answer = make_client(by).patch(address(cast.project, whom), {"role": role}, format="json")
    return int(answer.status_code)


def remove(cast: Cast, by: User, whom: User) -> int:
    return int(make_client(by).delete(address(cast.project, whom)).status_code)


def test_members_are_listed_the_strongest_first() -> None:
    cast = make_cast()
    make_group_member(cast.project, make_group("vision"), Role.MAINTAINER)
    listed = make_client(cast.viewer).get(address(cast.project)).json()["results"]
    roles = [member["role"] for member in listed]
    assert roles == ["owner", "maintainer", "maintainer", "contributor", "annotator", "viewer"]
    assert listed[0]["user"]["email"] == cast.owner.email
    assert [member["group"]["name"] for member in listed if member["group"]] == ["vision"]


def test_listing_members_costs_the_same_for_many(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    owner = make_user()
    project = make_project(owner=owner)
    client = make_client(owner)
    client.get(address(project))
    with django_assert_num_queries(5):  # session, user, project, epoch, members
        client.get(address(project))
    for _ in range(19):
        make_member(project)
    client.get(address(project))
    with django_assert_num_queries(5):
        client.get(address(project))


def test_an_owner_adds_a_person() -> None:
    cast, user = make_cast(), make_user("ada@example.org")
    body = {"email": "Ada@example.org", "role": "contributor"}
    answer = make_client(cast.owner).post(address(cast.project), body, format="json")
    assert answer.status_code == 201
    assert (answer.json()["role"], answer.json()["user"]["id"]) == ("contributor", user.pk)
    assert user.has_perm("projects.be_contributor", cast.project)


def test_an_owner_adds_a_group() -> None:
    cast, user = make_cast(), make_user()
    make_group("vision", members=[user])
    body = {"group": "vision", "role": "viewer"}
    answer = make_client(cast.owner).post(address(cast.project), body, format="json")
    assert (answer.status_code, answer.json()["group"]["name"]) == (201, "vision")
    assert make_client(user).get(f"/api/v1/projects/{cast.project.key}").status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {"role": "viewer"},
        {"role": "viewer", "email": "a@example.org", "group": "vision"},
        {"role": "king", "email": "a@example.org"},
        {"role": "viewer", "email": "nobody@example.org"},
        {"role": "viewer", "group": "nobody"},
    ],
)
def test_wrong_input_is_refused(body: dict[str, str]) -> None:
    cast = make_cast()
    answer = make_client(cast.owner).post(address(cast.project), body, format="json")
    assert answer.status_code == 400
    assert answer.json()["errors"]


def test_nobody_is_a_member_twice() -> None:
    cast = make_cast()
    assert add(cast, cast.owner, "viewer", cast.annotator.email) == 409


def test_a_service_account_is_not_added_by_its_address() -> None:
    cast = make_cast()
    account = users.create_service_account(name="ci", namespace="other")
    assert add(cast, cast.owner, "viewer", account.email) == 400


@pytest.mark.parametrize("role", ["viewer", "annotator", "contributor"])
def test_a_maintainer_adds_up_to_contributor(role: str) -> None:
    cast = make_cast()
    assert add(cast, cast.maintainer, role) == 201


@pytest.mark.parametrize("role", ["maintainer", "owner"])
def test_a_maintainer_adds_nobody_stronger(role: str) -> None:
    cast = make_cast()
    assert add(cast, cast.maintainer, role) == 403
    assert add(cast, cast.owner, role) == 201


@pytest.mark.parametrize("by", ["viewer", "annotator", "contributor"])
def test_the_weaker_roles_manage_nobody(by: str) -> None:
    cast = make_cast()
    person = getattr(cast, by)
    assert add(cast, person, "viewer") == 403
    assert change(cast, person, cast.viewer, "annotator") == 403
    assert remove(cast, person, cast.maintainer) == 403


def test_a_maintainer_changes_only_the_weaker_and_only_up_to_contributor() -> None:
    cast = make_cast()
    assert change(cast, cast.maintainer, cast.viewer, "contributor") == 200
    assert change(cast, cast.maintainer, cast.viewer, "maintainer") == 403
    assert change(cast, cast.maintainer, cast.owner, "viewer") == 403
    assert change(cast, cast.maintainer, cast.maintainer, "owner") == 403


def test_a_maintainer_removes_only_the_weaker() -> None:
    cast = make_cast()
    assert remove(cast, cast.maintainer, cast.contributor) == 204
    assert remove(cast, cast.maintainer, cast.owner) == 403
    assert remove(cast, cast.maintainer, make_member(cast.project, Role.MAINTAINER)) == 403


def test_a_changed_role_changes_the_permissions() -> None:
    cast = make_cast()
    assert change(cast, cast.owner, cast.maintainer, "annotator") == 200
    held = ProjectUserPermission.objects.filter(user=cast.maintainer)
    codenames = set(held.values_list("permission__codename", flat=True))
    assert codenames == {"be_viewer", "be_annotator"}


def test_a_removed_member_is_a_stranger() -> None:
    cast = make_cast()
    assert remove(cast, cast.owner, cast.viewer) == 204
    assert make_client(cast.viewer).get(address(cast.project)).status_code == 404
    assert not ProjectUserPermission.objects.filter(user=cast.viewer).exists()


def test_everybody_may_leave() -> None:
    cast = make_cast()
    assert remove(cast, cast.viewer, cast.viewer) == 204


def test_leaving_by_token_needs_manage() -> None:
    cast = make_cast()
    text = make_token_text(cast.viewer, scopes=[Scope.READ, Scope.WRITE])
    answer = make_client(token=text).delete(address(cast.project, cast.viewer))
    assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")


def test_the_last_owner_neither_leaves_nor_steps_down() -> None:
    cast = make_cast()
    client = make_client(cast.owner)
    mine = address(cast.project, cast.owner)
    for answer in (client.delete(mine), client.patch(mine, {"role": "viewer"}, format="json")):
        assert (answer.status_code, answer.json()["code"]) == (409, "last_owner")
    assert change(cast, cast.owner, cast.owner, "owner") == 200


def test_an_owner_leaves_when_there_is_another() -> None:
    cast = make_cast()
    make_member(cast.project, Role.OWNER)
    assert remove(cast, cast.owner, cast.owner) == 204


def test_a_deactivated_owner_does_not_count() -> None:
    cast = make_cast()
    users.deactivate(make_member(cast.project, Role.OWNER))
    assert remove(cast, cast.owner, cast.owner) == 409


def test_an_empty_group_does_not_count_as_an_owner() -> None:
    cast = make_cast()
    make_group_member(cast.project, make_group(), Role.OWNER)
    assert remove(cast, cast.owner, cast.owner) == 409
    make_group_member(cast.project, make_group(members=[make_user()]), Role.OWNER)
    assert remove(cast, cast.owner, cast.owner) == 204


def test_an_unknown_member_is_not_found() -> None:
    cast = make_cast()
    other = make_project()
    foreign = Membership.objects.get(project=other)
    client = make_client(cast.owner)
    assert client.delete(f"{address(cast.project)}/{foreign.pk}").status_code == 404


def test_a_service_account_is_deleted_and_not_removed() -> None:
    cast = make_cast()
    account = make_service_account(cast.project)
    answer = make_client(cast.owner).delete(f"{address(cast.project)}/{account.pk}")
    assert answer.status_code == 409


def test_a_service_account_does_not_become_owner() -> None:
    cast = make_cast()
    member = f"{address(cast.project)}/{make_service_account(cast.project).pk}"
    client = make_client(cast.owner)
    assert client.patch(member, {"role": "maintainer"}, format="json").status_code == 200
    assert client.patch(member, {"role": "owner"}, format="json").status_code == 400


def test_tables_name_their_rows_for_people() -> None:
    project = make_project("digits", owner=make_user("ada@example.org"))
    assert str(project) == "digits"
    assert str(Membership.objects.get(project=project)) == "ada@example.org: owner of digits"
