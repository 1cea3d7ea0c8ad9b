"""When a token was last used: known to the minute, and never in anybody's way."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from pytest_django import DjangoAssertNumQueries

from apps.accounts import selectors
from apps.accounts.models import ApiToken
from apps.core import clock
from tests.accounts.make import make_token

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_first_use_is_written_down() -> None:
    token, text = make_token()
    selectors.authenticate_token(text)
    token.refresh_from_db()
    assert token.last_used_at is not None


def test_it_is_written_at_most_once_a_minute(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    _, text = make_token()
    selectors.authenticate_token(text)
    with django_assert_num_queries(5):  # the access epoch, each time
        for _ in range(5):
            selectors.authenticate_token(text)


def test_two_processes_write_it_once_between_them() -> None:
    token, _ = make_token()
    ApiToken.objects.record_use(token.pk)
    first = ApiToken.objects.get().last_used_at
    ApiToken.objects.record_use(token.pk)
    assert ApiToken.objects.get().last_used_at == first


def test_a_later_use_is_written_again(monkeypatch: pytest.MonkeyPatch) -> None:
    token, _ = make_token()
    ApiToken.objects.record_use(token.pk)
    later = clock.now() + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    ApiToken.objects.record_use(token.pk)
    assert ApiToken.objects.get().last_used_at == later


def test_failing_to_write_it_fails_nobody(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    token, text = make_token()

    def refuse(_token_id: int) -> None:
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(ApiToken.objects, "record_use", refuse)
    assert selectors.authenticate_token(text).token_id == token.pk
    assert "the disk is full" in caplog.text


def test_it_waits_for_the_callers_transaction() -> None:
    token, text = make_token()
    with transaction.atomic():
        selectors.authenticate_token(text)
        assert ApiToken.objects.get(pk=token.pk).last_used_at is None
    assert ApiToken.objects.get(pk=token.pk).last_used_at is not None


def test_what_is_remembered_of_many_tokens_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selectors, "_MANY_TOKENS", 3)
    for _ in range(5):
        selectors.authenticate_token(make_token()[1])
    assert len(selectors._use_recorded) <= 3
