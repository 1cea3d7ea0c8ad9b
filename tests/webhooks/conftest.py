"""A receiver, and time that stands still where a test says so."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache

import workers.celery  # noqa: F401  # services ring at this app, as they do at run time
from apps.core import clock
from tests.webhooks.receiver import Receiver


@pytest.fixture(autouse=True)
def _private_addresses(settings: Any) -> None:
    """The receivers of these tests are on this machine."""
    settings.NAIAD_WEBHOOK_ALLOW_PRIVATE = True


@pytest.fixture(autouse=True)
def _nobody_sends() -> None:
    cache.clear()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A server on this machine that writes down what it is told."""
    receiver = Receiver()
    receiver.start()
    yield receiver
    receiver.stop()


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], datetime]:
    """Moves the clock on by so many seconds."""
    moved = timedelta()
    present = clock.now

    def move(seconds: float) -> datetime:
        nonlocal moved
        moved += timedelta(seconds=seconds)
        return clock.now()

    monkeypatch.setattr(clock, "now", lambda: present() + moved)
    return move
