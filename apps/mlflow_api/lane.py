"""A request answered, from its bytes to the answer's, in the calling thread."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import structlog
from django.db import InterfaceError, OperationalError

from apps.accounts.contracts import Actor
from apps.artifacts.services import uploads
from apps.core import errors
from apps.mlflow_api import routing, wire
from apps.mlflow_api.call import Call, authenticate
from apps.mlflow_api.contracts import LaneRequest, LaneResponse, UploadTarget
from apps.mlflow_api.errors import INTERNAL, WrongContentType, mlflow_code
from apps.mlflow_api.routing import Match

P = ParamSpec("P")
T = TypeVar("T")

log = structlog.get_logger(__name__)

NOBODY = Actor(user_id=0, email="", scopes=frozenset())
"""Who asks a public route."""


def respond(request: LaneRequest) -> LaneResponse:
    """The answer to a request whose body has been read. Never raises."""
    try:
        match = routing.find(request.method, request.path)
    except errors.DomainError as refusal:
        return refused(refusal)
    return respond_to(match, request)


def respond_to(match: Match, request: LaneRequest) -> LaneResponse:
    """The answer of a route that has been found. Never raises."""
    answer = open_call(match, request)
    return keep(answer, request.body) if isinstance(answer, UploadTarget) else answer


def keep(target: UploadTarget, body: bytes) -> LaneResponse:
    """The answer to an upload whose body has been read. Never raises."""
    return _guarded(_keep, target, body)


def open_call(match: Match, request: LaneRequest) -> LaneResponse | UploadTarget:
    """The answer, or where to put the body of an upload that has passed the gate. Never raises."""
    return _guarded(_answer, match, request)


def _guarded(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | LaneResponse:
    """What the work answers, or its refusal as an answer."""
    try:
        return work(*args, **kwargs)
    except errors.DomainError as refusal:
        return refused(refusal)
    except (OperationalError, InterfaceError):
        log.exception("mlflow.database_unavailable")
        return refused(errors.Unavailable("The database does not answer.", fix="Try again."))
    except Exception:  # the top of the protocol: a bug is an answer, and in the log
        log.exception("mlflow.failed")
        return _error(INTERNAL, "Something went wrong in Naiad; the server's log says what.")


def refused(refusal: errors.DomainError) -> LaneResponse:
    """A domain error as MLflow's protocol says it."""
    headers: dict[str, str] = {}
    if refusal.status == 401:
        headers["www-authenticate"] = 'Basic realm="mlflow"'
    if "retry_after" in refusal.details:
        headers["retry-after"] = str(refusal.details["retry_after"])
    message = f"{refusal.message} {refusal.fix}".strip()
    return _error(mlflow_code(refusal), message, headers)


def _answer(match: Match, request: LaneRequest) -> LaneResponse | UploadTarget:
    route = match.route
    actor = NOBODY if route.public else authenticate(request.headers, address=request.address)
    call = Call(request=request, actor=actor, path=match.path)
    if route.upload or route.raw:
        message = route.body()
    elif request.method in {"GET", "HEAD"} and (request.query or not request.body):
        message = wire.decode_query(request.query, route.body)
    else:
        _check_content_type(request)
        message = wire.decode_body(request.body, route.body)
    answer = route.handler(call, message)
    if isinstance(answer, LaneResponse | UploadTarget):
        return answer
    return LaneResponse(body=wire.encode(answer) if answer else b"{}")


def _keep(target: UploadTarget, body: bytes) -> LaneResponse:
    uploads.put(owner=target.owner, path=target.path, chunks=[body], declared_size=len(body))
    return LaneResponse(body=b"{}")


def _check_content_type(request: LaneRequest) -> None:
    if request.method not in {"POST", "PUT"}:
        return
    sent = request.headers.get("content-type", "")
    if sent.partition(";")[0].strip().lower() != "application/json":
        raise WrongContentType(
            f"The Content-Type is {sent!r}, it must be application/json."
            if sent
            else "The Content-Type header is missing, it must be application/json.",
        )


def _error(
    code: tuple[str, int], message: str, headers: dict[str, str] | None = None
) -> LaneResponse:
    name, status = code
    body = wire.encode({"error_code": name, "message": message})
    return LaneResponse(status=status, body=body, headers=headers or {})
