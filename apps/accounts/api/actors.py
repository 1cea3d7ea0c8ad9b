"""From a request to the `Actor` that selectors and services ask for."""

from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request

from apps.accounts import selectors
from apps.accounts.contracts import Actor


def actor_of(request: Request) -> Actor:
    """Who sent the request, as narrowed by their token if they used one.

    Raises:
        NotAuthenticated: nobody known.
    """
    if isinstance(request.auth, Actor):
        return request.auth
    if not request.user.is_authenticated:
        raise NotAuthenticated
    return selectors.actor_for(request.user)
