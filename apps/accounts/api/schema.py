"""How the ways of signing in are written in the OpenAPI document."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "apps.accounts.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, _auto_schema: Any) -> dict[str, str]:
        """An API token in the Authorization header."""
        return {"type": "http", "scheme": "bearer", "bearerFormat": "nai_…"}


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = "apps.accounts.api.authentication.PortalSessionAuthentication"
    name = "session"

    def get_security_definition(self, _auto_schema: Any) -> dict[str, str]:
        """The portal's cookie; unsafe requests send X-CSRFToken as well."""
        return {"type": "apiKey", "in": "cookie", "name": "naiad_session"}


class SignInScheme(OpenApiAuthenticationExtension):
    target_class = "apps.accounts.api.authentication.SignInAuthentication"
    name = "csrf"

    def get_security_definition(self, _auto_schema: Any) -> dict[str, str]:
        """Signing in needs no session yet, but the CSRF token that `GET session` gives."""
        return {"type": "apiKey", "in": "header", "name": "X-CSRFToken"}
