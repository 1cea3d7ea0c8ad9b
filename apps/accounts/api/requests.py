"""The request as views behind the sign-in see it."""

from typing import TYPE_CHECKING

from rest_framework.request import Request

if TYPE_CHECKING:
    from apps.accounts.models import User


class AuthenticatedRequest(Request):
    """A request whose sender is known: `IsAuthenticated` has let it through."""

    user: "User"
