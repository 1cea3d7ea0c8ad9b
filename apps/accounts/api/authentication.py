"""How a request to the REST API says who it is."""

from typing import TYPE_CHECKING

from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.request import Request

from apps.accounts import selectors
from apps.accounts.contracts import Actor

if TYPE_CHECKING:
    from apps.accounts.models import User


class TokenAuthentication(BaseAuthentication):
    """An API token, as Bearer or inside Basic. `request.auth` becomes the `Actor`."""

    def authenticate(self, request: Request) -> tuple["User", Actor] | None:
        """The token's owner; None when the request carries no Authorization header."""
        header = request.headers.get("Authorization")
        if not header:
            return None
        actor = selectors.authenticate_header(header)
        return selectors.get_user(user_id=actor.user_id), actor

    def authenticate_header(self, _request: Request) -> str:
        """Bearer alone: offering Basic would make browsers ask for a password themselves."""
        return 'Bearer realm="naiad"'


class PortalSessionAuthentication(SessionAuthentication):
    """The portal's session cookie, with CSRF."""


class SignInAuthentication(PortalSessionAuthentication):
    """The session, with CSRF even for somebody who has none yet, so that nobody signs a
    stranger's browser in."""

    def authenticate(self, request: Request) -> tuple["User", None] | None:
        """The session's user, once the request is known to come from our own page."""
        self.enforce_csrf(request)
        found: tuple[User, None] | None = super().authenticate(request)
        return found
