"""Signing in and out of the portal."""

from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.test import Client
from rest_framework.test import APIClient

from apps.accounts.constants import ATTEMPTS_PER_EMAIL
from apps.accounts.models import User
from apps.accounts.services import attempts, users
from apps.core import clock
from tests.accounts.make import PASSWORD, make_client, make_token_text, make_user

pytestmark = pytest.mark.django_db

SESSION = "/api/v1/session"


@pytest.fixture(autouse=True)
def no_attempts_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    this_minute = clock.now()
    monkeypatch.setattr(clock, "now", lambda: this_minute)


def make_person(email: str = "ada@example.org") -> User:
    return make_user(email, password=PASSWORD)


def sign_in(client: Client, email: str = "ada@example.org", password: str = PASSWORD) -> Any:
    return client.post(
        SESSION, {"email": email, "password": password}, content_type="application/json"
    )


def test_nobody_is_signed_in_at_first() -> None:
    answer = make_client().get(SESSION)
    assert answer.json()["user"] is None
    assert answer.json()["csrf_token"]
    assert "csrftoken" in answer.cookies
    assert "no-store" in answer["Cache-Control"]


def test_signing_in_says_who_one_is() -> None:
    make_person()
    client = Client()
    assert sign_in(client, " Ada@Example.org ").status_code == 200
    user = client.get(SESSION).json()["user"]
    assert (user["email"], user["kind"], user["has_password"]) == (
        "ada@example.org",
        "person",
        True,
    )


@pytest.mark.parametrize(
    ("email", "password"), [("ada@example.org", "wrong"), ("nobody@example.org", PASSWORD)]
)
def test_wrong_credentials_are_refused_alike(email: str, password: str) -> None:
    make_person()
    answer = sign_in(Client(), email, password)
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong_credentials")
    assert answer.json()["detail"] == "The email or the password is not right."
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_an_unknown_email_costs_as_much_hashing_as_a_known_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_person()
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    sign_in(Client(), "ada@example.org", "wrong")
    known = len(hashed)
    sign_in(Client(), "nobody@example.org", "wrong")
    assert len(hashed) == 2 * known > 0


def test_a_deactivated_person_cannot_sign_in() -> None:
    users.deactivate(make_person())
    assert sign_in(Client()).status_code == 401


def test_a_deactivated_persons_session_ends_at_once() -> None:
    user = make_person()
    client = Client()
    sign_in(client)
    users.deactivate(user)
    assert client.get("/api/v1/me").status_code == 401


def test_missing_fields_are_named() -> None:
    answer = make_client().post(SESSION, {}, format="json")
    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {"email", "password"}


def test_signing_in_needs_the_csrf_token() -> None:
    make_person()
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client).status_code == 403
    token = client.get(SESSION).json()["csrf_token"]
    signed_in = client.post(
        SESSION,
        {"email": "ada@example.org", "password": PASSWORD},
        content_type="application/json",
        headers={"X-CSRFToken": token},
    )
    assert signed_in.status_code == 200


def test_a_session_needs_the_csrf_token_to_write() -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(make_person())
    assert client.patch("/api/v1/me", {"display_name": "A"}, format="json").status_code == 403
    token = client.get(SESSION).json()["csrf_token"]
    client.credentials(HTTP_X_CSRFTOKEN=token)
    assert client.patch("/api/v1/me", {"display_name": "A"}, format="json").status_code == 200


def test_a_token_needs_no_csrf_token() -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {make_token_text(make_person())}")
    assert client.patch("/api/v1/me", {"display_name": "A"}, format="json").status_code == 200


def test_signing_in_changes_the_sessions_key() -> None:
    make_person()
    client = Client()
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    sign_in(client)
    assert client.session.session_key != planted
    assert not client.session.exists(str(planted))


def test_signing_out_ends_the_session() -> None:
    make_person()
    client = Client()
    sign_in(client)
    key = client.session.session_key
    assert client.delete(SESSION).status_code == 204
    assert client.get(SESSION).json()["user"] is None
    assert not client.session.exists(str(key))
    assert client.delete(SESSION).status_code == 204


def test_too_many_attempts_with_one_email_have_to_wait() -> None:
    make_person()
    for _ in range(ATTEMPTS_PER_EMAIL):
        assert sign_in(Client(), password="wrong").status_code == 401
    refused = sign_in(Client())
    assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert sign_in(Client(), "other@example.org").status_code == 401


def test_too_many_attempts_from_one_address_have_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "ATTEMPTS_PER_ADDRESS", 3)
    for number in range(3):
        assert sign_in(Client(), f"person{number}@example.org").status_code == 401
    assert sign_in(Client(), "another@example.org").status_code == 429
    elsewhere = Client(REMOTE_ADDR="10.0.0.9")
    assert sign_in(elsewhere, "another@example.org").status_code == 401


def test_attempts_that_succeed_do_not_count() -> None:
    make_person()
    for _ in range(ATTEMPTS_PER_EMAIL + 2):
        assert sign_in(Client()).status_code == 200


def test_a_counter_that_the_cache_lost_starts_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "add", lambda *_args, **_options: False)
    make_person()
    attempts.count_attempt(email="ada@example.org", address="10.0.0.9")


def test_a_service_account_cannot_sign_in() -> None:
    account = users.create_service_account(name="ci", namespace="digits")
    assert sign_in(Client(), account.email, "").status_code == 400
    assert sign_in(Client(), account.email, "!").status_code == 401
