"""The body of a raw ASGI request, as an upload wants it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from apps.artifacts.errors import UploadIncomplete

Receive = Callable[[], Awaitable[dict[str, Any]]]


async def chunks(receive: Receive) -> AsyncIterator[bytes]:
    """The pieces of the body as they come.

    Raises:
        UploadIncomplete: the client went away before the end.
    """
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise UploadIncomplete(
                "The client went away during the upload.", fix="Upload it again."
            )
        if body := message.get("body", b""):
            yield body
        more = message.get("more_body", False)
