"""How large a request to Django may be, known before a byte of it is read.

Django's own handler spools a whole body to disk before a view sees its length, so the limit stands
in front of it. MLflow's protocol has limits of its own, in front of this one.
"""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.conf import settings

from apps.core import errors
from apps.core.api.problems import CONTENT_TYPE, problem

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

# Of JSON; a series request with every key named is the largest that the portal sends.
MAX_BODY_BYTES = 4 * 2**20


def with_body_limit(application: Application) -> Application:
    """The application, with bodies that are too large refused by 413 before it sees them."""

    async def limited(scope: Scope, receive: Receive, send: Send) -> None:
        limit = limit_of(scope["path"])
        if _declared(scope) > limit:
            await _refuse(send, limit)
        else:
            await application(scope, _counted(receive, limit), send)

    return limited


def limit_of(path: str) -> int:
    """The largest body that this address takes, in bytes."""
    uploads_code = path.startswith("/api/v1/projects/") and path.endswith("/code")
    return int(settings.NAIAD_MAX_CODE_BYTES) if uploads_code else MAX_BODY_BYTES


def _declared(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


def _counted(receive: Receive, limit: int) -> Receive:
    """A body of unknown length ends, as if its sender had gone, where the limit is passed."""
    seen = 0

    async def counting() -> dict[str, Any]:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        return {"type": "http.disconnect"} if seen > limit else message

    return counting


async def _refuse(send: Send, limit: int) -> None:
    error = errors.TooLarge(
        f"This address takes at most {limit} bytes.", fix="Send less at once.", limit=limit
    )
    headers = [(b"content-type", CONTENT_TYPE.encode()), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": error.status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(problem(error)).encode()})
