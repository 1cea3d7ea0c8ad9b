"""The asynchronous shell: reads a request, has it answered in a thread, sends the answer.

It stands in front of Django and takes what is MLflow's; everything else goes through.
"""

import os
from collections.abc import AsyncGenerator, Awaitable, Callable, MutableMapping
from contextlib import aclosing
from functools import cache
from typing import Any

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.db import connections

from apps.artifacts import sockets
from apps.artifacts.services import asgi_body, uploads
from apps.artifacts.sockets import LocalSpan
from apps.core import errors
from apps.mlflow_api import lane, routing
from apps.mlflow_api.contracts import Lane, LaneRequest, LaneResponse, UploadTarget
from apps.mlflow_api.routing import Match
from apps.mlflow_api.threads import Threads

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

PREFIXES = ("/api/2.0/mlflow", "/api/3.0/mlflow", "/ajax-api/")
ADDRESSES = frozenset(
    {"/version", "/get-artifact", "/model-versions/get-artifact", "/v1/traces", "/graphql"}
)
MAX_BODY_BYTES = 32 * 2**20
"""Of a JSON body; files have a limit of their own."""

SMALL_FILE_BYTES = 2**20
"""A file up to this size is read whole and kept in one visit to a thread."""


def with_mlflow(application: Application) -> Application:
    """The application with MLflow's protocol in front of it."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and is_ours(_path(scope)):
            await serve(scope, receive, send)
        else:
            await application(scope, receive, send)

    return answer


def is_ours(path: str) -> bool:
    """Whether the address belongs to MLflow's protocol."""
    return path.startswith(PREFIXES) or path in ADDRESSES


async def serve(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request of the protocol."""
    request = LaneRequest(
        method=scope["method"],
        path=_path(scope),
        query=scope["query_string"].decode("latin-1"),
        headers={
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        },
        address=(scope.get("client") or ("",))[0],
    )
    try:
        match = routing.find(request.method, request.path)
        if match.route.upload:
            response = await _receive_file(match, request, scope, receive)
        else:
            response = await _answer(match, request, receive)
    except errors.DomainError as refusal:
        response = lane.refused(refusal)
    except _ClientGone:
        return
    await _send(response, scope, send)


class _ClientGone(Exception):
    """The client hung up before the body was whole; there is nobody to answer."""


async def _answer(match: Match, request: LaneRequest, receive: Receive) -> LaneResponse:
    body = await _read_body(request, receive)
    whole = LaneRequest(
        method=request.method,
        path=request.path,
        query=request.query,
        headers=request.headers,
        body=body,
        address=request.address,
    )
    return await threads().run(match.route.lane, lane.respond_to, match, whole)


async def _receive_file(
    match: Match, request: LaneRequest, scope: Scope, receive: Receive
) -> LaneResponse:
    target = await threads().run(Lane.FILES, lane.open_call, match, request)
    if not isinstance(target, UploadTarget):
        return target
    declared = _declared_size(request)
    if declared is not None and declared <= SMALL_FILE_BYTES:
        body = await _read_body(request, receive)
        return await threads().run(Lane.FILES, lane.keep, target, body)
    # A thread of its own for as long as the file takes, so that none of ours waits for a client.
    async with ThreadSensitiveContext():
        try:
            await _keep_file(target, declared, scope, receive)
        finally:
            await sync_to_async(connections.close_all)()
    return LaneResponse(body=b"{}")


async def _keep_file(
    target: UploadTarget, declared: int | None, scope: Scope, receive: Receive
) -> None:
    take = sockets.body_taker(scope)
    source = take() if take is not None and declared is not None else None
    if source is not None:
        await uploads.areceive(
            owner=target.owner, path=target.path, source=source, declared_size=declared or 0
        )
        return
    await uploads.aput(
        owner=target.owner,
        path=target.path,
        chunks=asgi_body.chunks(receive),
        declared_size=declared,
    )


async def _read_body(request: LaneRequest, receive: Receive) -> bytes:
    if (_declared_size(request) or 0) > MAX_BODY_BYTES:
        raise _too_large()
    pieces: list[bytes] = []
    size = 0
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise _ClientGone
        piece = event.get("body", b"")
        size += len(piece)
        if size > MAX_BODY_BYTES:
            raise _too_large()
        pieces.append(piece)
        if not event.get("more_body", False):
            return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _declared_size(request: LaneRequest) -> int | None:
    declared = request.headers.get("content-length", "")
    return int(declared) if declared.isdigit() else None


def _too_large() -> errors.TooLarge:
    return errors.TooLarge(
        f"The body is larger than {MAX_BODY_BYTES} bytes.",
        fix="Split the request into smaller ones.",
        limit=MAX_BODY_BYTES,
    )


async def _send(response: LaneResponse, scope: Scope, send: Send) -> None:
    headers = {"content-type": response.content_type, **response.headers}
    if response.stream is None:
        headers["content-length"] = str(len(response.body))
    await send(
        {
            "type": "http.response.start",
            "status": response.status,
            "headers": [
                (name.lower().encode("latin-1"), value.encode("latin-1"))
                for name, value in headers.items()
            ],
        }
    )
    with_body = scope["method"] != "HEAD"
    if response.stream is None:
        await send({"type": "http.response.body", "body": response.body if with_body else b""})
        return
    async with aclosing(response.stream) as pieces:
        if not with_body:
            await send({"type": "http.response.body", "body": b""})
        elif not await _send_local(response.local, scope, send):
            await _send_pieces(pieces, send)


async def _send_local(span: LocalSpan | None, scope: Scope, send: Send) -> bool:
    """Let the server send the file by itself; whether it could."""
    if span is None or not sockets.has_zero_copy(scope):
        return False
    descriptor = span.open()
    if descriptor is None:
        return False
    try:
        await send(
            {
                "type": sockets.ZERO_COPY,
                "file": descriptor,
                "offset": span.start,
                "count": span.end - span.start,
            }
        )
    finally:
        os.close(descriptor)
    return True


async def _send_pieces(pieces: AsyncGenerator[bytes, None], send: Send) -> None:
    async for piece in pieces:
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def _path(scope: Scope) -> str:
    path: str = scope["path"]
    root: str = scope.get("root_path", "")
    return path.removeprefix(root) if root else path


@cache
def threads() -> Threads:
    """The process's threads."""
    return Threads()
