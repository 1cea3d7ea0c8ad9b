"""Signing in: by password, and by a link that works once."""

import secrets
from datetime import timedelta

from django.contrib.auth import authenticate
from django.contrib.sessions.models import Session
from django.db import transaction

from apps.accounts.constants import DEAD_TOKENS_KEPT, SIGN_IN_LINK_LIFETIME, TOKEN_SECRET_BYTES
from apps.accounts.errors import WrongCredentials
from apps.accounts.models import SignInLink, User
from apps.accounts.services.attempts import count_attempt, forgive_attempt
from apps.accounts.services.tokens import digest_of
from apps.core import clock


def check_password(*, email: str, password: str, address: str) -> User:
    """The active person with this email and password.

    An unknown email takes as long as a wrong password: Django hashes in either case.

    Raises:
        WrongCredentials: they do not belong together, or the account is inactive.
        RateLimited: too many attempts with this email or from this address.
    """
    count_attempt(email=email, address=address)
    user = authenticate(username=email.strip().lower(), password=password)
    if not isinstance(user, User):
        raise WrongCredentials(
            "The email or the password is not right.",
            fix="Try again, or ask an admin for a sign-in link.",
        )
    forgive_attempt(email=email, address=address)
    return user


@transaction.atomic
def create_sign_in_link(user: User, *, lifetime: timedelta = SIGN_IN_LINK_LIFETIME) -> str:
    """The text of a link that signs this person in, once, soon."""
    text = secrets.token_urlsafe(TOKEN_SECRET_BYTES)
    SignInLink.objects.create(user=user, digest=digest_of(text), expires_at=clock.now() + lifetime)
    return text


@transaction.atomic
def use_sign_in_link(text: str) -> User:
    """The person whom the link signs in; it never works again.

    Raises:
        WrongCredentials: the link is unknown, used, too old, or its person inactive.
    """
    now = clock.now()
    fresh = SignInLink.objects.filter(digest=digest_of(text), used_at=None, expires_at__gt=now)
    # One statement decides: of two who use the link at once, one updates the row.
    if not fresh.update(used_at=now):
        raise WrongCredentials(
            "This sign-in link has been used or is too old.", fix="Ask for a new one."
        )
    link = SignInLink.objects.select_related("user").get(digest=digest_of(text))
    if not link.user.is_active:
        raise WrongCredentials("This account is inactive.", fix="Ask an admin.")
    return link.user


def forget_old_sign_ins() -> int:
    """Forget links and sessions that ended long ago; how many they were."""
    now = clock.now()
    links = SignInLink.objects.filter(expires_at__lt=now - DEAD_TOKENS_KEPT).delete()[0]
    return links + Session.objects.filter(expire_date__lt=now).delete()[0]
