"""How a request to the REST API says who it is."""

from rest_framework.authentication import BaseAuthentication, SessionAuthentication


class TokenAuthentication(BaseAuthentication):
    """An API token, as Bearer or as Basic's password."""

    def authenticate(self, request):
        return None


class PortalSessionAuthentication(SessionAuthentication):
    """The portal's session cookie, with CSRF."""
