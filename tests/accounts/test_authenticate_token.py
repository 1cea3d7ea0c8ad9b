"""Whom a token speaks for, and how quickly everybody hears that it does so no more."""

import base64
from datetime import timedelta

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from apps.accounts import errors, selectors
from apps.accounts.contracts import Scope
from apps.accounts.models import ApiToken
from apps.accounts.services import tokens, users
from apps.core import clock
from apps.core.errors import NotAuthenticated
from tests.accounts.make import make_admin, make_token, make_token_text, make_user

# Outside of a transaction, as requests are: only then is a token remembered.
pytestmark = pytest.mark.django_db(transaction=True)


def basic(user_name: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user_name}:{password}".encode()).decode()


def test_a_token_looks_like_one_and_only_its_digest_is_kept() -> None:
    token, text = make_token()
    prefix, secret = text[:12], text[13:]
    assert text.startswith("nai_")
    assert (token.prefix, len(secret)) == (prefix, 43)
    assert secret not in str(ApiToken.objects.values().get(pk=token.pk))


def test_a_token_speaks_for_its_owner() -> None:
    user = make_user()
    token, text = make_token(user, scopes=[Scope.READ], project_key="digits")
    actor = selectors.authenticate_token(text)
    assert (actor.user_id, actor.email, actor.token_id) == (user.pk, user.email, token.pk)
    assert (actor.scopes, actor.project_key, actor.run_id) == (
        frozenset({Scope.READ}),
        "digits",
        "",
    )
    assert not actor.is_admin


def test_an_admins_token_speaks_for_an_admin() -> None:
    assert selectors.authenticate_token(make_token_text(make_admin())).is_admin


def test_a_run_token_reads_and_writes_for_its_run() -> None:
    _, text = tokens.create_run_token(
        user_id=make_user().pk,
        run_id="a" * 32,
        project_key="digits",
        expires_at=clock.now() + timedelta(hours=1),
    )
    actor = selectors.authenticate_token(text)
    assert (actor.run_id, actor.project_key) == ("a" * 32, "digits")
    assert actor.scopes == {Scope.READ, Scope.WRITE}
    tokens.revoke_run_tokens("a" * 32)
    with pytest.raises(errors.RevokedToken):
        selectors.authenticate_token(text)


@pytest.mark.parametrize("form", ["Bearer {0}", "bearer  {0}", "  Bearer {0} "])
def test_bearer_carries_the_token(form: str) -> None:
    text = make_token_text()
    assert selectors.authenticate_header(form.format(text)).token_id


def test_basic_carries_the_token_as_the_password_or_as_the_user_name() -> None:
    text = make_token_text()
    by_password = selectors.authenticate_header(basic("anybody", text))
    assert by_password == selectors.authenticate_header(basic(text, ""))
    assert by_password == selectors.authenticate_header(basic(text, "x"))


@pytest.mark.parametrize("header", ["", "Bearer", "Digest abc", "Basic ???", "Basic /w=="])
def test_a_malformed_header_is_refused(header: str) -> None:
    with pytest.raises(NotAuthenticated):
        selectors.authenticate_header(header)


def test_something_else_than_a_token_is_named_so() -> None:
    with pytest.raises(errors.UnknownToken, match="begin with nai_"):
        selectors.authenticate_header(basic("ada@example.org", "her password"))
    with pytest.raises(errors.UnknownToken, match="not known"):
        selectors.authenticate_token("nai_abcdefgh_nothing")


def test_an_expired_token_is_refused_even_while_it_is_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = make_token(expires_at=clock.now() + timedelta(minutes=5))[1]
    selectors.authenticate_token(text)
    later = clock.now() + timedelta(minutes=5)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(errors.ExpiredToken):
        selectors.authenticate_token(text)


def test_a_revoked_token_is_refused_at_once() -> None:
    token, text = make_token()
    selectors.authenticate_token(text)
    tokens.revoke_token(token)
    with pytest.raises(errors.RevokedToken):
        selectors.authenticate_token(text)


def test_revoking_twice_keeps_the_first_moment() -> None:
    token, _ = make_token()
    tokens.revoke_token(token)
    first = ApiToken.objects.get(pk=token.pk).revoked_at
    tokens.revoke_token(token)
    assert ApiToken.objects.get(pk=token.pk).revoked_at == first


def test_a_deactivated_persons_token_is_refused_at_once() -> None:
    user = make_user()
    text = make_token_text(user)
    selectors.authenticate_token(text)
    users.deactivate(user)
    with pytest.raises(NotAuthenticated):
        selectors.authenticate_token(text)
    users.activate(user)
    with pytest.raises(errors.RevokedToken):
        selectors.authenticate_token(text)


def test_a_token_of_an_inactive_account_says_so() -> None:
    user = make_user()
    users.deactivate(user)
    with pytest.raises(errors.InactiveAccount):
        selectors.authenticate_token(make_token_text(user))


def test_a_former_admins_token_is_no_admins_at_once() -> None:
    make_admin()
    admin = make_admin()
    text = make_token_text(admin)
    assert selectors.authenticate_token(text).is_admin
    users.set_admin(admin, is_admin=False)
    assert not selectors.authenticate_token(text).is_admin


def test_a_known_token_costs_one_read(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    text = make_token_text()
    selectors.authenticate_token(text)
    with django_assert_num_queries(1):  # the access epoch
        selectors.authenticate_token(text)


def test_what_was_rolled_back_is_forgotten() -> None:
    texts: list[str] = []
    with transaction.atomic():
        texts.append(make_token_text())
        assert selectors.authenticate_token(texts[0]).token_id
        transaction.set_rollback(True)
    with pytest.raises(errors.UnknownToken):
        selectors.authenticate_token(texts[0])


def test_a_revocation_that_was_rolled_back_leaves_the_token_good() -> None:
    token, text = make_token()
    selectors.authenticate_token(text)
    with transaction.atomic():
        tokens.revoke_token(token)
        with pytest.raises(errors.RevokedToken):
            selectors.authenticate_token(text)
        transaction.set_rollback(True)
    assert selectors.authenticate_token(text).token_id == token.pk


def test_dead_tokens_are_forgotten_after_a_month() -> None:
    month = timedelta(days=31)
    make_token(expires_at=clock.now() - month)
    revoked, _ = make_token()
    ApiToken.objects.filter(pk=revoked.pk).update(revoked_at=clock.now() - month)
    recent, _ = make_token(expires_at=clock.now() - timedelta(days=1))
    living, _ = make_token()
    assert tokens.expire_tokens() == 2
    assert set(ApiToken.objects.all()) == {recent, living}
