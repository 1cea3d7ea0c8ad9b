"""Who is at the other end of a WebSocket, asked anew before each delivery."""

from collections.abc import Mapping
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.http import parse_cookie

from apps.accounts import selectors
from apps.accounts.contracts import Actor
from apps.accounts.models import User
from apps.core.errors import NotAuthenticated


def actor_of_scope(scope: Mapping[str, Any]) -> Actor:
    """The actor of a connection's token or session, as they stand now.

    Raises:
        NotAuthenticated: there is neither, or it has ended.
    """
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    if b"authorization" in headers:
        return selectors.authenticate_header(headers[b"authorization"])
    cookies = parse_cookie(headers.get(b"cookie", ""))
    session_key = cookies.get(settings.SESSION_COOKIE_NAME)
    if not session_key:
        raise NotAuthenticated("Sign in first.")
    session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    # Django's own reading of a session: backend, password change and deactivation included.
    user = get_user(SimpleNamespace(session=session))  # type: ignore[arg-type]  # it reads no more
    if not isinstance(user, User):
        raise NotAuthenticated("The session has ended.", fix="Sign in again.")
    return selectors.actor_for(user)
