"""How often somebody may try to sign in: counted per email and per address, in the cache."""

import hashlib
from contextlib import suppress

from django.core.cache import cache

from apps.accounts.constants import ATTEMPTS_PER_ADDRESS, ATTEMPTS_PER_EMAIL
from apps.core import clock
from apps.core.errors import RateLimited

_WINDOW_SECONDS = 60


def count_attempt(*, email: str, address: str = "") -> None:
    """Count an attempt before it is made, so that many at once cannot slip through.

    Without an address it is counted for the email alone.

    Raises:
        RateLimited: there were too many within this minute.
    """
    for key, most in _keys(email, address):
        cache.add(key, 0, timeout=_WINDOW_SECONDS * 2)
        if _increment(key) > most:
            wait = _WINDOW_SECONDS - int(clock.now().timestamp()) % _WINDOW_SECONDS
            raise RateLimited(
                "Too many attempts to sign in.",
                fix=f"Wait {wait} seconds and try again.",
                retry_after=wait,
            )


def forgive_attempt(*, email: str, address: str = "") -> None:
    """A sign-in that succeeded does not count."""
    for key, _ in _keys(email, address):
        # What has expired or was evicted in the meantime does not count either.
        with suppress(ValueError):
            cache.decr(key)


def _increment(key: str) -> int:
    try:
        return cache.incr(key)
    except ValueError:  # it expired or was evicted since it was added
        return 1


def _keys(email: str, address: str) -> list[tuple[str, int]]:
    window = int(clock.now().timestamp()) // _WINDOW_SECONDS
    limits = [("email", email.strip().lower(), ATTEMPTS_PER_EMAIL)]
    if address:
        limits.append(("address", address, ATTEMPTS_PER_ADDRESS))
    return [
        (f"sign-in:{kind}:{hashlib.sha256(value.encode()).hexdigest()}:{window}", most)
        for kind, value, most in limits
    ]
