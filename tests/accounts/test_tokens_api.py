"""One's own API tokens over REST."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from apps.accounts import selectors
from apps.accounts.contracts import Scope
from apps.accounts.services import tokens
from apps.core import clock
from tests.accounts.make import make_client, make_token, make_token_text, make_user

pytestmark = pytest.mark.django_db

TOKENS = "/api/v1/tokens"


def test_a_new_token_is_shown_once() -> None:
    user = make_user()
    client = make_client(user)
    body = {"name": "laptop", "scopes": ["write", "read"], "project": "digits"}
    made = client.post(TOKENS, body, format="json")
    assert made.status_code == 201
    assert selectors.authenticate_token(made.json()["token"]).user_id == user.pk
    (listed,) = client.get(TOKENS).json()["results"]
    assert "token" not in listed
    assert listed["scopes"] == ["read", "write"]
    assert (listed["project"], listed["expires_at"]) == ("digits", None)


def test_a_token_expires_after_its_days() -> None:
    body = {"name": "laptop", "scopes": ["read"], "expires_in_days": 7}
    made = make_client(make_user()).post(TOKENS, body, format="json").json()
    token = selectors.get_token_of(
        user_id=selectors.authenticate_token(made["token"]).user_id, token_id=made["id"]
    )
    assert token.expires_at is not None
    assert abs(token.expires_at - clock.now() - timedelta(days=7)) < timedelta(minutes=1)


@pytest.mark.parametrize(
    "wrong",
    [{"scopes": []}, {"scopes": ["root"]}, {"name": ""}, {"expires_in_days": 0}],
)
def test_wrong_input_is_named(wrong: dict[str, object]) -> None:
    body = {"name": "laptop", "scopes": ["read"], **wrong}
    answer = make_client(make_user()).post(TOKENS, body, format="json")
    assert answer.status_code == 400
    assert next(iter(wrong)) in str(answer.json()["errors"])


def test_a_token_makes_no_tokens() -> None:
    client = make_client(token=make_token_text())
    answer = client.post(TOKENS, {"name": "x", "scopes": ["read"]}, format="json")
    assert answer.status_code == 403


def test_a_revoked_token_stays_listed_and_is_useless() -> None:
    user = make_user()
    token, text = make_token(user)
    client = make_client(user)
    assert client.delete(f"{TOKENS}/{token.pk}").status_code == 204
    assert client.get(TOKENS).json()["results"][0]["revoked_at"] is not None
    assert make_client(token=text).get("/api/v1/me").json()["code"] == "revoked_token"


def test_somebody_elses_token_is_not_found() -> None:
    token, text = make_token()
    assert make_client(make_user()).delete(f"{TOKENS}/{token.pk}").status_code == 404
    selectors.authenticate_token(text)


def test_a_token_revokes_only_with_manage() -> None:
    user = make_user()
    token, text = make_token(user, scopes=[Scope.READ, Scope.WRITE])
    assert make_client(token=text).delete(f"{TOKENS}/{token.pk}").status_code == 403


def test_the_tokens_of_jobs_are_not_listed() -> None:
    user = make_user()
    tokens.create_run_token(
        user_id=user.pk, run_id="a" * 32, project_key="digits", expires_at=clock.now()
    )
    assert make_client(user).get(TOKENS).json()["results"] == []


def test_listing_tokens_costs_the_same_for_many(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    user = make_user()
    client = make_client(user)
    make_token(user)
    with django_assert_num_queries(3):  # session, user, tokens
        client.get(TOKENS)
    for _ in range(19):
        make_token(user)
    with django_assert_num_queries(3):
        client.get(TOKENS)
