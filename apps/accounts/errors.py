"""Refusals that only accounts know."""

from apps.core import errors


class WrongCredentials(errors.NotAuthenticated):
    """The email and the password do not belong together, or the link is of no use."""

    code = "wrong_credentials"
    title = "Sign-in failed"


class UnknownToken(errors.NotAuthenticated):
    code = "unknown_token"


class ExpiredToken(errors.NotAuthenticated):
    code = "expired_token"


class RevokedToken(errors.NotAuthenticated):
    code = "revoked_token"


class InactiveAccount(errors.NotAuthenticated):
    code = "inactive_account"


class MissingScope(errors.PermissionDenied):
    """The person may, but not with this token."""

    code = "missing_scope"


class UserExists(errors.Conflict):
    """Somebody has this address, perhaps somebody who was deactivated."""

    code = "user_exists"
