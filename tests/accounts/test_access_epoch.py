"""The access epoch: one number that every process trusts its memory by."""

import os
import subprocess
import sys
import textwrap
import threading

import pytest
from django.conf import settings
from django.db import connection, connections, transaction

from apps.accounts import errors, selectors
from apps.accounts.services import tokens
from apps.accounts.services.access import bump_access_epoch
from apps.core.epoch_cache import EpochCache
from tests.accounts.make import make_token


@pytest.mark.django_db
def test_it_is_another_one_after_every_bump() -> None:
    seen = [selectors.access_epoch()]
    for _ in range(3):
        bump_access_epoch()
        seen.append(selectors.access_epoch())
    assert seen == sorted(set(seen))


@pytest.mark.django_db
def test_a_number_that_was_rolled_back_does_not_come_again() -> None:
    seen = set()
    for _ in range(20):
        savepoint = transaction.savepoint()
        bump_access_epoch()
        seen.add(selectors.access_epoch())
        transaction.savepoint_rollback(savepoint)
    assert len(seen) == 20


@pytest.mark.django_db(transaction=True)
def test_bumping_outside_a_transaction_is_a_bug() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        bump_access_epoch()


@pytest.mark.django_db(transaction=True)
def test_a_thread_that_is_at_an_older_epoch_teaches_nobody_newer() -> None:
    token, text = make_token()
    selectors.authenticate_token(text)
    refused: list[bool] = []

    def ask() -> None:
        try:
            selectors.authenticate_token(text)
        except errors.RevokedToken:
            refused.append(True)
        finally:
            connections.close_all()

    tokens.revoke_token(token)
    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert refused == [True]


@pytest.mark.django_db(transaction=True)
def test_another_process_revokes_for_this_one() -> None:
    token, text = make_token()
    selectors.authenticate_token(text)
    script = f"""
        import django
        from django.conf import settings as configured
        configured.DATABASES["default"]["NAME"] = {str(connection.settings_dict["NAME"])!r}
        django.setup()
        from apps.accounts import selectors
        from apps.accounts.services import tokens
        tokens.revoke_token(selectors.get_token_of(user_id={token.user_id}, token_id={token.pk}))
    """
    subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        check=True,
        cwd=settings.BASE_DIR,
        timeout=50,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
    )
    with pytest.raises(errors.RevokedToken):
        selectors.authenticate_token(text)


def test_the_cache_forgets_everything_with_the_epoch() -> None:
    cache: EpochCache[str, int] = EpochCache(size=10)
    cache.page(1)["a"] = 1
    assert cache.page(1) == {"a": 1}
    assert cache.page(2) == {}


def test_the_cache_starts_anew_when_it_is_full() -> None:
    cache: EpochCache[int, int] = EpochCache(size=2)
    for number in range(5):
        cache.page(1)[number] = number
    assert len(cache.page(1)) <= 2


def test_what_is_learnt_at_an_older_epoch_is_not_read_at_a_newer_one() -> None:
    cache: EpochCache[str, int] = EpochCache(size=10)
    slow = cache.page(1)
    cache.page(2)
    slow["a"] = 1
    assert "a" not in cache.page(2)
