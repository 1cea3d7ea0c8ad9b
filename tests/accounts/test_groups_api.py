"""Groups over REST: everybody reads, admins write."""

import pytest
from pytest_django import DjangoAssertNumQueries

from apps.accounts.services import groups, users
from apps.core.errors import Invalid
from tests.accounts.make import make_admin, make_client, make_group, make_user

pytestmark = pytest.mark.django_db

GROUPS = "/api/v1/groups"


def test_everybody_signed_in_sees_the_groups() -> None:
    ada = make_user("ada@example.org")
    make_group("vision", members=[ada])
    (group,) = make_client(make_user()).get(GROUPS).json()["results"]
    assert group["name"] == "vision"
    assert [member["email"] for member in group["members"]] == ["ada@example.org"]


def test_listing_groups_costs_the_same_for_many(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = make_client(make_user())
    make_group(members=[make_user()])
    with django_assert_num_queries(4):  # session, user, groups, members
        client.get(GROUPS)
    for _ in range(19):
        make_group(members=[make_user()])
    with django_assert_num_queries(4):
        client.get(GROUPS)


def test_an_admin_makes_fills_and_deletes_a_group() -> None:
    client, user = make_client(make_admin()), make_user()
    made = client.post(GROUPS, {"name": " vision "}, format="json")
    assert (made.status_code, made.json()["name"]) == (201, "vision")
    address = f"{GROUPS}/{made.json()['id']}"
    filled = client.post(f"{address}/members", {"email": user.email}, format="json")
    assert [member["id"] for member in filled.json()["members"]] == [user.pk]
    assert client.delete(f"{address}/members/{user.pk}").status_code == 204
    assert client.get(GROUPS).json()["results"][0]["members"] == []
    assert client.delete(address).status_code == 204
    assert client.get(GROUPS).json()["results"] == []


def test_a_groups_name_is_taken_once() -> None:
    make_group("vision")
    answer = make_client(make_admin()).post(GROUPS, {"name": "vision"}, format="json")
    assert answer.status_code == 409


def test_a_group_is_of_people_who_are_here() -> None:
    address = f"{GROUPS}/{make_group().pk}/members"
    client = make_client(make_admin())
    answer = client.post(address, {"email": "nobody@example.org"}, format="json")
    assert (answer.status_code, set(answer.json()["errors"])) == (400, {"email"})


def test_a_service_account_joins_no_group() -> None:
    account = users.create_service_account(name="ci", namespace="digits")
    with pytest.raises(Invalid):
        groups.add_member(make_group(), user=account)


def test_an_unknown_group_is_not_found() -> None:
    assert make_client(make_admin()).delete(f"{GROUPS}/999999").status_code == 404


@pytest.mark.parametrize(("method", "path"), [("post", ""), ("delete", "/{0}")])
def test_nobody_but_an_admin_changes_groups(method: str, path: str) -> None:
    group = make_group()
    client = make_client(make_user())
    answer = getattr(client, method)(GROUPS + path.format(group.pk), {"name": "x"}, format="json")
    assert answer.status_code == 403
