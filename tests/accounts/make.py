"""People, tokens and signed-in clients for tests."""

import itertools
from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import Group
from rest_framework.test import APIClient

from apps.accounts import selectors
from apps.accounts.contracts import ALL_SCOPES, Actor, Scope
from apps.accounts.models import ApiToken, User
from apps.accounts.services import groups, tokens, users

PASSWORD = "correct horse battery"
_numbers = itertools.count(1)


def make_user(
    email: str = "", *, display_name: str = "", password: str | None = None, is_admin: bool = False
) -> User:
    """A person; with an address of its own unless one is given."""
    email = email or f"person{next(_numbers)}@example.org"
    return users.create_user(
        email=email, display_name=display_name, password=password, is_admin=is_admin
    )


def make_admin(email: str = "") -> User:
    """An admin of the installation."""
    return make_user(email, is_admin=True)


def make_actor(user: User | None = None, *, is_admin: bool = False) -> Actor:
    """The actor of a signed-in person."""
    return selectors.actor_for(user or make_user(is_admin=is_admin))


def make_token(
    user: User | None = None,
    *,
    scopes: Iterable[Scope] = ALL_SCOPES,
    project_key: str = "",
    expires_at: datetime | None = None,
) -> tuple[ApiToken, str]:
    """A token of the person, and its text."""
    return tokens.create_token(
        user_id=(user or make_user()).pk,
        name="laptop",
        scopes=scopes,
        project_key=project_key,
        expires_at=expires_at,
    )


def make_token_text(
    user: User | None = None, *, scopes: Iterable[Scope] = ALL_SCOPES, project_key: str = ""
) -> str:
    """The text of a new token of the person."""
    return make_token(user, scopes=scopes, project_key=project_key)[1]


def make_token_actor(
    user: User | None = None, *, scopes: Iterable[Scope] = ALL_SCOPES, project_key: str = ""
) -> Actor:
    """The actor that a new token of the person speaks for."""
    text = make_token_text(user, scopes=scopes, project_key=project_key)
    return selectors.authenticate_token(text)


def make_group(name: str = "", *, members: Iterable[User] = ()) -> Group:
    """A group of people."""
    group = groups.create_group(name=name or f"group{next(_numbers)}")
    for member in members:
        groups.add_member(group, user=member)
    return group


def make_client(user: User | None = None, *, token: str = "") -> APIClient:
    """A client of the REST API: signed in by session, by token, or not at all."""
    client = APIClient()
    if user is not None:
        client.force_login(user)
    if token:
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client
