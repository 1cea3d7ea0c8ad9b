"""An email and a password in place of a token."""

import base64
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.core.cache import cache

from apps.accounts.constants import ATTEMPTS_PER_EMAIL, PASSWORD_REMEMBERED_SECONDS
from apps.accounts.models import User
from apps.accounts.services import passwords, users
from tests.accounts.make import PASSWORD, make_admin, make_client, make_token_text, make_user
from tests.mlflow_api.make import Client

pytestmark = pytest.mark.django_db

ANOTHER = "another horse battery"


@pytest.fixture(autouse=True)
def _nobody_tried() -> Iterator[None]:
    cache.clear()
    passwords._verified.page(-2)
    yield
    passwords._verified.page(-2)


@pytest.fixture
def user() -> User:
    return make_user("ada@example.org", password=PASSWORD)


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each password that has been hashed."""
    seen: list[str] = []
    verify = hashers.verify_password

    def watched(password: str, *args: Any, **kwargs: Any) -> Any:
        seen.append(password)
        return verify(password, *args, **kwargs)

    monkeypatch.setattr(hashers, "verify_password", watched)
    return seen


def basic(name: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


def send(
    name: str = "ada@example.org", password: str = PASSWORD, **headers: str
) -> tuple[int, Any]:
    """The answer to who one is, with this name and password."""
    sent = {"authorization": basic(name, password), **headers}
    answer = Client(headers=sent).send("GET", "users/current")
    return answer.status, json.loads(answer.body)


def test_a_password_signs_a_client_in(user: User) -> None:
    status, answer = send(name="Ada@Example.org")
    assert (status, answer["user"]["username"]) == (200, user.email)
    assert answer["is_basic_auth"] is True


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("ada@example.org", "wrong"),
        ("ada@example.org", ""),
        ("nobody@example.org", PASSWORD),
        ("", PASSWORD),
        ("ada@example.org\0", PASSWORD),
    ],
)
def test_what_is_not_right_is_refused(user: User, name: str, password: str) -> None:
    status, answer = send(name, password)
    assert (status, answer["error_code"]) == (401, "UNAUTHENTICATED")


def test_a_token_in_basic_is_still_a_token(user: User) -> None:
    text = make_token_text(user)
    assert send("anybody", text)[0] == send(text, "")[0] == 200


def test_a_password_is_verified_once_a_minute(
    user: User, hashed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        assert send()[0] == 200
    assert hashed.count(PASSWORD) == 1
    moment = time.monotonic() + PASSWORD_REMEMBERED_SECONDS + 1
    monkeypatch.setattr(time, "monotonic", lambda: moment)
    assert send()[0] == 200
    assert hashed.count(PASSWORD) == 2


def test_a_new_password_ends_the_old_one_at_once(user: User) -> None:
    assert send()[0] == 200
    users.set_password(user, new_password=ANOTHER)
    assert send()[0] == 401
    assert send(password=ANOTHER)[0] == 200


def test_a_deactivated_account_is_out_at_once(user: User) -> None:
    assert send()[0] == 200
    users.deactivate(user)
    assert send()[0] == 401


def test_guesses_are_limited(user: User) -> None:
    for _ in range(ATTEMPTS_PER_EMAIL):
        assert send(password="wrong")[0] == 401
    status, answer = send()
    assert (status, answer["error_code"]) == (429, "REQUEST_LIMIT_EXCEEDED")


def test_many_calls_with_the_right_one_are_not(user: User) -> None:
    for _ in range(ATTEMPTS_PER_EMAIL * 2):
        assert send()[0] == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_page_cannot_use_what_a_browser_remembers(user: User, site: str) -> None:
    assert send(**{"sec-fetch-site": site})[0] == 401
    assert send(**{"sec-fetch-site": "none"})[0] == 200


def test_the_portals_own_api_takes_no_passwords(user: User) -> None:
    client = make_client()
    client.credentials(HTTP_AUTHORIZATION=basic(user.email, PASSWORD))
    assert client.get("/api/v1/me").status_code == 401


# Changing it


def change(sender: str, present: str, **body: Any) -> tuple[int, Any]:
    """The answer to an attempt of the sender, who signs in with the present password."""
    headers = {"authorization": basic(sender, present)}
    answer = Client(headers=headers).send(
        "PATCH", "users/update-password", body=json.dumps(body).encode()
    )
    return answer.status, json.loads(answer.body)


def test_one_changes_ones_own_with_the_present_one(user: User) -> None:
    body = {"username": user.email, "password": ANOTHER}
    assert change(user.email, PASSWORD, **body)[0] == 400
    assert change(user.email, PASSWORD, **body, current_password="wrong")[0] == 400
    assert send()[0] == 200
    assert change(user.email, PASSWORD, **body, current_password=PASSWORD)[0] == 200
    assert send(password=ANOTHER)[0] == 200


def test_an_admin_sets_somebody_elses(user: User) -> None:
    admin = make_admin()
    users.set_password(admin, new_password=ANOTHER)
    body = {"username": user.email, "password": "a third horse battery"}
    assert change(admin.email, ANOTHER, **body)[0] == 200
    assert send(password="a third horse battery")[0] == 200


def test_nobody_else_does(user: User) -> None:
    other = make_user(password=ANOTHER)
    body = {"username": user.email, "password": "a third horse battery"}
    assert change(other.email, ANOTHER, **body)[0] == 403
    assert send()[0] == 200


def test_a_weak_one_is_refused(user: User) -> None:
    status, answer = change(
        user.email, PASSWORD, username=user.email, password="abc", current_password=PASSWORD
    )
    assert (status, answer["error_code"]) == (400, "INVALID_PARAMETER_VALUE")
    assert send()[0] == 200
