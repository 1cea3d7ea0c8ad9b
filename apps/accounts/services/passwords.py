"""Passwords in place of tokens, where a client of another server's protocol knows nothing else."""

import hashlib
import hmac
import secrets
import time

from apps.accounts import selectors
from apps.accounts.constants import PASSWORD_REMEMBERED_SECONDS
from apps.accounts.contracts import Actor
from apps.accounts.errors import WrongCredentials
from apps.accounts.services import sign_in
from apps.core.epoch_cache import EpochCache

_KEY = secrets.token_bytes(32)
_verified: EpochCache[bytes, tuple[Actor, float]] = EpochCache(size=1000)


def authenticate_header(value: str, *, address: str) -> Actor:
    """Who an Authorization header speaks for: that of a token, or Basic with email and password.

    To verify a password is made slow on purpose, and a client sends it with every call. So a
    process remembers for a minute that it was right: not the password but a hash of it under a
    key that only the process knows, and only while nobody's access has changed.

    Raises:
        NotAuthenticated: the header is neither, or what it holds is not right.
        RateLimited: too many passwords were tried for this email, or from this address.
    """
    login = selectors.login_of_header(value)
    if login is None:
        return selectors.authenticate_header(value)
    email, password = login
    if "\0" in email:
        raise WrongCredentials("The email or the password is not right.")
    known = _verified.page(selectors.access_epoch())
    digest = hmac.digest(_KEY, f"{email}\0{password}".encode(), hashlib.sha256)
    actor, until = known.get(digest, (None, 0.0))
    if actor is None or until < time.monotonic():
        user = sign_in.check_password(email=email, password=password, address=address)
        actor = selectors.actor_for(user)
        known[digest] = (actor, time.monotonic() + PASSWORD_REMEMBERED_SECONDS)
    return actor
