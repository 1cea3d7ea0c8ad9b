"""Every refusal of the REST API as problem+json (RFC 9457), with `code` and `fix` added."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler as drf_exception_handler

from apps.core import errors

CONTENT_TYPE = "application/problem+json"


def problem(error: errors.DomainError) -> dict[str, Any]:
    """The body for a domain error."""
    return {
        "type": "about:blank",
        "title": error.title,
        "status": error.status,
        "code": error.code,
        "detail": error.message,
        "fix": error.fix,
        **error.details,
    }


def handle_exception(exc: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's `EXCEPTION_HANDLER`: domain errors and DRF's own become one shape, bugs stay 500s."""
    error = as_domain_error(exc)
    if error is None:
        return None
    # DRF's handler rolls back ATOMIC_REQUESTS and computes the WWW-Authenticate header.
    native = drf_exception_handler(exc, context)
    headers = dict(native.headers.items()) if native else {}
    headers.pop("Content-Type", None)
    headers.update(headers_of(error))
    return Response(problem(error), status=error.status, headers=headers, content_type=CONTENT_TYPE)


def headers_of(error: errors.DomainError) -> dict[str, str]:
    """The headers that an answer with this error carries, through whatever door."""
    headers = {}
    if error.status == 401:
        # Bearer alone: a browser that is offered Basic asks for a password of its own accord.
        headers["WWW-Authenticate"] = 'Bearer realm="naiad"'
    if "retry_after" in error.details:
        headers["Retry-After"] = str(error.details["retry_after"])
    return headers


def as_domain_error(exc: Exception) -> errors.DomainError | None:
    """The domain error an exception stands for; None when it is a bug."""
    if isinstance(exc, errors.DomainError):
        return exc
    for kinds, translate in _TRANSLATIONS:
        if isinstance(exc, kinds):
            return translate(exc)
    return None


def _validation(exc: Any) -> errors.DomainError:
    return errors.Invalid(
        "Some fields are not right.",
        fix="Correct the fields named in `errors`.",
        errors=field_errors(exc.detail),
    )


def _throttled(exc: Any) -> errors.DomainError:
    return errors.RateLimited(
        "Too many requests.",
        fix="Wait for the time named in Retry-After.",
        retry_after=int(exc.wait or 1),
    )


def _other(exc: Any) -> errors.DomainError:
    error = errors.DomainError(str(exc.detail))
    error.status = exc.status_code  # type: ignore[misc]  # an instance may narrow the class's
    error.code = str(exc.default_code)  # type: ignore[misc]
    return error


def field_errors(detail: Any) -> dict[str, list[str]]:
    """DRF's nested validation detail as ``{"field.inner": ["message", …]}``."""
    flat: dict[str, list[str]] = {}
    _flatten(detail, "", flat)
    return flat


def _flatten(detail: Any, path: str, into: dict[str, list[str]]) -> None:
    if isinstance(detail, Mapping):
        for key, value in detail.items():
            _flatten(value, f"{path}.{key}" if path else str(key), into)
    elif isinstance(detail, list):
        for index, value in enumerate(detail):
            nested = isinstance(value, Mapping | list)
            _flatten(value, f"{path}[{index}]" if nested else path, into)
    else:
        into.setdefault(path or "non_field_errors", []).append(str(detail))


# The first that fits counts, so the general ones come last.
_TRANSLATIONS: list[tuple[tuple[type[Exception], ...], Callable[[Any], errors.DomainError]]] = [
    ((exceptions.ValidationError,), _validation),
    (
        (exceptions.ParseError,),
        lambda exc: errors.Invalid(str(exc.detail), fix="Send a well-formed body."),
    ),
    (
        (exceptions.NotAuthenticated, exceptions.AuthenticationFailed),
        lambda exc: errors.NotAuthenticated(
            str(exc.detail), fix="Sign in, or send a valid API token."
        ),
    ),
    (
        (exceptions.PermissionDenied, DjangoPermissionDenied),
        lambda exc: errors.PermissionDenied(str(exc) or "You may not do this."),
    ),
    (
        (exceptions.NotFound, Http404),
        lambda _exc: errors.NotFound("There is nothing at this address."),
    ),
    ((exceptions.Throttled,), _throttled),
    ((exceptions.APIException,), _other),
]
