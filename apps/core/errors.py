"""The one way of saying no: a `DomainError` with a stable code, a message and how to mend it."""

from typing import ClassVar


class DomainError(Exception):
    """Something that was asked for cannot be done.

    `code` is stable and machine-readable, `message` says what was wrong, `fix` how to mend it;
    `details` are further JSON-able members of the answer. Each door (REST, MLflow's protocol,
    WebSocket, command line) renders it in its own shape.
    """

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 400
    title: ClassVar[str] = "Request refused"

    def __init__(self, message: str, *, fix: str = "", **details: object) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix
        self.details = details


class Invalid(DomainError):
    """The input is wrong. `errors` in the details names fields."""

    code = "invalid"
    title = "Invalid input"


class NotAuthenticated(DomainError):
    code = "not_authenticated"
    status = 401
    title = "Sign-in required"


class PermissionDenied(DomainError):
    code = "permission_denied"
    status = 403
    title = "Not allowed"


class NotFound(DomainError):
    code = "not_found"
    status = 404
    title = "Not found"


class Conflict(DomainError):
    code = "conflict"
    status = 409
    title = "Conflict"


class TooLarge(DomainError):
    code = "too_large"
    status = 413
    title = "Too large"


class RateLimited(DomainError):
    """Too many requests. `retry_after` (seconds) in the details becomes the header."""

    code = "rate_limited"
    status = 429
    title = "Too many requests"


class Unavailable(DomainError):
    code = "unavailable"
    status = 503
    title = "Temporarily unavailable"


class StorageFull(DomainError):
    code = "storage_full"
    status = 507
    title = "Storage is full"
