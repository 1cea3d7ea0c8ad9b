"""A body that is too large is refused before it is read."""

import json
from typing import Any

import pytest

from apps.config.body_limit import MAX_BODY_BYTES, limit_of, with_body_limit

pytestmark = pytest.mark.any_database


class Exchange:
    """One request to an application that reads all of the body and answers 200."""

    def __init__(self, *pieces: bytes, declared: int | None = None) -> None:
        self.pieces = list(pieces)
        self.read = 0
        self.sent: list[dict[str, Any]] = []
        length = [] if declared is None else [(b"content-length", str(declared).encode())]
        self.scope = {"type": "http", "path": "/api/v1/projects", "headers": length}

    async def receive(self) -> dict[str, Any]:
        body = self.pieces.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(self.pieces)}

    async def send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)

    async def application(self, scope: Any, receive: Any, send: Any) -> None:
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            self.read += len(message["body"])
            if not message["more_body"]:
                await send({"type": "http.response.start", "status": 200, "headers": []})
                return

    async def run(self) -> "Exchange":
        await with_body_limit(self.application)(self.scope, self.receive, self.send)
        return self


async def test_small_body_goes_through() -> None:
    exchange = await Exchange(b"{}", declared=2).run()
    assert (exchange.read, exchange.sent[0]["status"]) == (2, 200)


async def test_large_body_is_refused_unread_and_says_the_limit() -> None:
    exchange = await Exchange(b"x", declared=MAX_BODY_BYTES + 1).run()
    assert exchange.read == 0
    assert exchange.sent[0]["status"] == 413
    body = json.loads(exchange.sent[1]["body"])
    assert (body["code"], body["limit"]) == ("too_large", MAX_BODY_BYTES)


async def test_body_of_unknown_length_ends_at_the_limit() -> None:
    piece = b"x" * 2**20
    exchange = await Exchange(*[piece] * 6).run()
    assert exchange.read <= MAX_BODY_BYTES
    assert exchange.sent == []


def test_code_may_be_larger(settings: Any) -> None:
    assert limit_of("/api/v1/projects/digits/code") == settings.NAIAD_MAX_CODE_BYTES
    assert limit_of("/api/v1/projects/digits/jobs") == MAX_BODY_BYTES
