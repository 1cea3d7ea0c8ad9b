"""Service accounts: one project each, tokens instead of a password."""

import pytest
from pytest_django import DjangoAssertNumQueries

from apps.accounts import errors
from apps.accounts import selectors as accounts
from apps.projects import selectors
from apps.projects.models import Project
from apps.projects.permissions import Role
from tests.accounts.make import make_client, make_user
from tests.projects.make import make_cast, make_project, make_service_account

pytestmark = pytest.mark.django_db


def address(project: Project) -> str:
    return f"/api/v1/projects/{project.key}/service-accounts"


def test_a_service_account_works_by_its_token() -> None:
    cast = make_cast("digits")
    client = make_client(cast.owner)
    body = {"name": "ci", "role": "contributor"}
    account = client.post(address(cast.project), body, format="json")
    assert (account.status_code, account.json()["user"]["kind"]) == (201, "service")
    tokens = f"{address(cast.project)}/{account.json()['user']['id']}/tokens"
    made = client.post(tokens, {"name": "t", "scopes": ["read"]}, format="json")
    assert made.status_code == 201
    actor = accounts.authenticate_token(made.json()["token"])
    assert actor.project_key == "digits"
    assert selectors.role_of(actor=actor, project_id=cast.project.pk) is Role.CONTRIBUTOR


def test_service_accounts_are_listed_by_name_for_maintainers() -> None:
    cast = make_cast()
    for name in ("b", "a"):
        make_service_account(cast.project, name=name)
    make_service_account(make_project())
    listed = make_client(cast.maintainer).get(address(cast.project)).json()["results"]
    assert [account["user"]["display_name"] for account in listed] == ["a", "b"]
    assert make_client(cast.contributor).get(address(cast.project)).status_code == 403
    assert make_client(cast.stranger).get(address(cast.project)).status_code == 404


def test_listing_service_accounts_costs_the_same_for_many(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    owner = make_user()
    project = make_project(owner=owner)
    client = make_client(owner)
    make_service_account(project)
    client.get(address(project))
    with django_assert_num_queries(5):  # session, user, project, epoch, accounts
        client.get(address(project))
    for _ in range(19):
        make_service_account(project)
    client.get(address(project))
    with django_assert_num_queries(5):
        client.get(address(project))


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "CI!", "role": "viewer"}, "name"),
        ({"name": "ci", "role": "owner"}, "role"),
        ({"name": "ci", "role": "king"}, "role"),
    ],
)
def test_wrong_input_is_named(body: dict[str, str], field: str) -> None:
    cast = make_cast()
    answer = make_client(cast.owner).post(address(cast.project), body, format="json")
    assert (answer.status_code, set(answer.json()["errors"])) == (400, {field})


def test_a_name_is_taken_once_in_a_project() -> None:
    cast = make_cast()
    make_service_account(cast.project, name="ci")
    make_service_account(make_project(), name="ci")
    body = {"name": "ci", "role": "viewer"}
    answer = make_client(cast.owner).post(address(cast.project), body, format="json")
    assert answer.status_code == 409


def test_a_maintainer_makes_no_account_as_strong_as_themselves() -> None:
    cast = make_cast()
    client = make_client(cast.maintainer)
    for role, status in (("contributor", 201), ("maintainer", 403)):
        body = {"name": f"ci-{role}", "role": role}
        assert client.post(address(cast.project), body, format="json").status_code == status


def test_a_maintainer_makes_no_token_of_a_stronger_account() -> None:
    cast = make_cast()
    account = make_service_account(cast.project, Role.MAINTAINER)
    one = f"{address(cast.project)}/{account.user_id}"
    client = make_client(cast.maintainer)
    body = {"name": "t", "scopes": ["manage"]}
    assert client.post(f"{one}/tokens", body, format="json").status_code == 403
    assert client.delete(one).status_code == 403


def test_a_deleted_account_is_out_at_once() -> None:
    cast = make_cast()
    account = make_service_account(cast.project)
    client, one = make_client(cast.owner), f"{address(cast.project)}/{account.user_id}"
    text = client.post(f"{one}/tokens", {"name": "t", "scopes": ["read"]}, format="json").json()
    accounts.authenticate_token(text["token"])
    assert client.delete(one).status_code == 204
    with pytest.raises(errors.RevokedToken):
        accounts.authenticate_token(text["token"])
    assert client.get(address(cast.project)).json()["results"] == []
    assert client.delete(one).status_code == 404


def test_a_service_token_is_listed_and_revoked() -> None:
    cast = make_cast()
    tokens = f"{address(cast.project)}/{make_service_account(cast.project).user_id}/tokens"
    client = make_client(cast.maintainer)
    made = client.post(tokens, {"name": "t", "scopes": ["read"], "expires_in_days": 3}, "json")
    (listed,) = client.get(tokens).json()["results"]
    assert (listed["id"], listed["revoked_at"]) == (made.json()["id"], None)
    assert client.delete(f"{tokens}/{listed['id']}").status_code == 204
    with pytest.raises(errors.RevokedToken):
        accounts.authenticate_token(made.json()["token"])
    assert client.delete(f"{tokens}/999999").status_code == 404


def test_a_persons_tokens_are_out_of_the_projects_reach() -> None:
    cast = make_cast()
    tokens = f"{address(cast.project)}/{cast.viewer.pk}/tokens"
    client = make_client(cast.owner)
    assert client.get(tokens).status_code == 404
    body = {"name": "t", "scopes": ["read"]}
    assert client.post(tokens, body, format="json").status_code == 404
