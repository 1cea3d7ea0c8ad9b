"""Oneself and the others over REST."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request

from apps.accounts.api.actors import actor_of
from apps.accounts.constants import ATTEMPTS_PER_EMAIL
from apps.accounts.contracts import Scope
from apps.accounts.models import User
from apps.core import clock
from tests.accounts.make import (
    PASSWORD,
    make_admin,
    make_client,
    make_token_text,
    make_user,
)

pytestmark = pytest.mark.django_db

USERS = "/api/v1/users"
NEW_PASSWORD = "a wholly different one"


def test_me_is_who_the_request_speaks_for() -> None:
    user = make_user(display_name="Ada")
    by_token = make_client(token=make_token_text(user)).get("/api/v1/me").json()
    assert by_token == make_client(user).get("/api/v1/me").json()
    assert by_token == {
        "id": user.pk,
        "email": user.email,
        "display_name": "Ada",
        "kind": "person",
        "is_admin": False,
        "is_active": True,
        "has_password": False,
    }


def test_nobody_has_no_me() -> None:
    answer = make_client().get("/api/v1/me")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")
    assert answer["WWW-Authenticate"] == 'Bearer realm="naiad"'


def test_a_wrong_token_is_refused_even_beside_a_session() -> None:
    client = make_client(make_user(), token="nai_wrong")
    answer = client.get("/api/v1/me")
    assert (answer.status_code, answer.json()["code"]) == (401, "unknown_token")
    assert answer["WWW-Authenticate"] == 'Bearer realm="naiad"'


def test_one_renames_oneself() -> None:
    client = make_client(make_user())
    assert client.patch("/api/v1/me", {"display_name": " Ada "}, format="json").status_code == 200
    assert client.get("/api/v1/me").json()["display_name"] == "Ada"


def test_a_token_renames_its_owner_only_with_manage() -> None:
    client = make_client(token=make_token_text(scopes=[Scope.READ, Scope.WRITE]))
    answer = client.patch("/api/v1/me", {"display_name": "x"}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")
    assert answer.json()["needed_scope"] == "manage"


def change_password(client: Client, current: str, new: str = NEW_PASSWORD) -> Any:
    body = {"current_password": current, "new_password": new}
    return client.post("/api/v1/me/password", body, content_type="application/json")


def signed_in(user: User) -> Client:
    cache.clear()
    client = Client()
    body = {"email": user.email, "password": PASSWORD}
    assert client.post("/api/v1/session", body, content_type="application/json").status_code == 200
    return client


def test_changing_the_password_keeps_this_session_only() -> None:
    user = make_user(password=PASSWORD)
    here, elsewhere = signed_in(user), signed_in(user)
    assert change_password(here, PASSWORD).status_code == 204
    assert here.get("/api/v1/me").status_code == 200
    assert elsewhere.get("/api/v1/me").status_code == 401


def test_the_present_password_must_be_right() -> None:
    answer = change_password(signed_in(make_user(password=PASSWORD)), "wrong")
    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {"current_password"}


def test_guessing_the_present_password_has_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(make_user(password=PASSWORD))
    this_minute = clock.now()
    monkeypatch.setattr(clock, "now", lambda: this_minute)
    guesses = [change_password(client, "wrong").status_code for _ in range(ATTEMPTS_PER_EMAIL)]
    assert set(guesses) == {400}
    assert change_password(client, PASSWORD).status_code == 429


def test_somebody_without_a_password_sets_one() -> None:
    client = Client()
    client.force_login(make_user())
    assert change_password(client, "").status_code == 204
    assert client.get("/api/v1/me").json()["has_password"] is True


@pytest.mark.parametrize("password", ["short", "password123", "1234567890"])
def test_a_weak_password_is_refused(password: str) -> None:
    client = Client()
    client.force_login(make_user())
    answer = change_password(client, "", password)
    assert answer.status_code == 400
    assert answer.json()["errors"]["new_password"]


def test_a_token_cannot_change_the_password() -> None:
    client = make_client(token=make_token_text())
    body = {"new_password": NEW_PASSWORD}
    assert client.post("/api/v1/me/password", body, format="json").status_code == 403


def test_people_are_found_by_name_and_address() -> None:
    make_user("ada@example.org", display_name="Countess")
    make_user("grace@example.org", display_name="Admiral")
    client = make_client(make_user("me@example.com"))

    def found(search: str) -> list[str]:
        return [user["email"] for user in client.get(USERS, {"search": search}).json()["results"]]

    assert found("ADA") == ["ada@example.org"]
    assert found("admiral") == ["grace@example.org"]
    assert found("example.org") == ["ada@example.org", "grace@example.org"]
    assert len(found("")) == 3


def test_at_most_twenty_people_are_listed() -> None:
    client = make_client(make_user())
    for _ in range(21):
        make_user()
    assert len(client.get(USERS).json()["results"]) == 20


def test_listing_people_costs_the_same_for_many(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = make_client(make_user())
    with django_assert_num_queries(3):  # session, user, people
        client.get(USERS)
    for _ in range(19):
        make_user()
    with django_assert_num_queries(3):
        client.get(USERS)


def test_an_admin_adds_a_person() -> None:
    body = {"email": "New@Example.org", "display_name": "N", "password": PASSWORD}
    answer = make_client(make_admin()).post(USERS, body, format="json")
    assert answer.status_code == 201
    assert answer.json()["email"] == "new@example.org"
    assert User.objects.get(email="new@example.org").check_password(PASSWORD)


def test_nobody_but_an_admin_adds_people() -> None:
    answer = make_client(make_user()).post(USERS, {"email": "new@example.org"}, format="json")
    assert answer.status_code == 403


def test_an_admins_token_adds_people_only_with_manage() -> None:
    text = make_token_text(make_admin(), scopes=[Scope.WRITE])
    answer = make_client(token=text).post(USERS, {"email": "new@example.org"}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")


def test_an_address_is_taken_in_whatever_case() -> None:
    make_user("ada@example.org")
    answer = make_client(make_admin()).post(USERS, {"email": "ADA@example.org"}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "user_exists")


@pytest.mark.parametrize("email", ["ada", "ada@", "a" * 250 + "@b.org"])
def test_what_is_no_address_is_refused(email: str) -> None:
    answer = make_client(make_admin()).post(USERS, {"email": email}, format="json")
    assert answer.status_code == 400
    assert "email" in answer.json()["errors"]


def test_an_admin_makes_another_and_steps_down() -> None:
    first, second = make_admin(), make_user()
    client = make_client(first)
    answer = client.patch(f"{USERS}/{second.pk}", {"is_admin": True}, format="json")
    assert answer.json()["is_admin"] is True
    client.patch(f"{USERS}/{first.pk}", {"is_admin": False}, format="json")
    assert client.patch(f"{USERS}/{first.pk}", {}, format="json").status_code == 403


@pytest.mark.parametrize("change", [{"is_admin": False}, {"is_active": False}])
def test_the_last_admin_stays(change: dict[str, bool]) -> None:
    admin = make_admin()
    answer = make_client(admin).patch(f"{USERS}/{admin.pk}", change, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


def test_an_admin_deactivates_and_lets_in_again() -> None:
    user = make_user()
    admin, theirs = make_client(make_admin()), make_client(user)
    admin.patch(f"{USERS}/{user.pk}", {"is_active": False}, format="json")
    assert theirs.get("/api/v1/me").status_code == 401
    admin.patch(f"{USERS}/{user.pk}", {"is_active": True}, format="json")
    assert theirs.get("/api/v1/me").status_code == 200


def test_somebody_unknown_cannot_be_changed() -> None:
    answer = make_client(make_admin()).patch(f"{USERS}/999999", {}, format="json")
    assert answer.status_code == 404


def test_nobody_is_no_actor() -> None:
    with pytest.raises(NotAuthenticated):
        actor_of(Request(RequestFactory().get("/api/v1/me")))
