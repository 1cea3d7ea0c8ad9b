"""The world whose doors are tried."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from tests.access.world import World, make_world
from tests.jobs.make import EXECUTORS


@pytest.fixture(scope="module")
def world(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    """A project with everything in it, jobs that run nowhere, and any page for the portal's.

    One for all doors of a module: every knock is undone before the next.
    """
    portal = tmp_path_factory.mktemp("portal")
    (portal / "index.html").write_text("<!doctype html>")
    settings = override_settings(
        NAIAD_EXECUTORS=EXECUTORS, NAIAD_PORTAL_DIR=portal, NAIAD_WEBHOOK_ALLOW_PRIVATE=True
    )
    with settings, django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def no_attempts_yet() -> None:
    """Nobody has tried to sign in."""
    cache.clear()
