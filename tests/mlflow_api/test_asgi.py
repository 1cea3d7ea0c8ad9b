"""The asynchronous shell: what is read, when, and what is sent."""

import asyncio
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync

from apps.mlflow_api import asgi
from apps.mlflow_api.contracts import Lane
from apps.mlflow_api.threads import Threads
from tests.mlflow_api.make import Client, make_client, make_run

pytestmark = pytest.mark.django_db(transaction=True)


class Exchange:
    """One request to the shell: `events` are what the client sends, `sent` what it is answered."""

    def __init__(
        self,
        method: str,
        path: str,
        events: Iterable[dict[str, Any]] = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        self._events = list(events) or [{"type": "http.request", "body": b""}]
        self.sent: list[dict[str, Any]] = []
        self.scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": b"",
            "headers": [(k.encode(), v.encode()) for k, v in (headers or {}).items()],
        }

    def run(self) -> "Exchange":
        async_to_sync(asgi.with_mlflow(self._elsewhere))(self.scope, self._receive, self._send)
        return self

    @property
    def unread(self) -> int:
        return len(self._events)

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def headers(self) -> dict[str, str]:
        return {name.decode(): value.decode() for name, value in self.sent[0]["headers"]}

    @property
    def body(self) -> bytes:
        return b"".join(event.get("body", b"") for event in self.sent[1:])

    async def _receive(self) -> dict[str, Any]:
        return self._events.pop(0)

    async def _send(self, event: dict[str, Any]) -> None:
        self.sent.append(event)

    async def _elsewhere(self, _scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 299, "headers": []})


def body_events(*pieces: bytes) -> list[dict[str, Any]]:
    last = len(pieces) - 1
    return [
        {"type": "http.request", "body": piece, "more_body": number < last}
        for number, piece in enumerate(pieces)
    ]


def authorized(client: Client, **headers: str) -> dict[str, str]:
    return {
        "authorization": f"Bearer {client.token}",
        "content-type": "application/json",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }


@pytest.mark.parametrize("path", ["/", "/api/v1/projects", "/health", "/versions", "/static/x.js"])
def test_what_is_not_mlflows_goes_through(path: str) -> None:
    assert Exchange("GET", path).run().status == 299


def test_a_body_is_put_together() -> None:
    client = make_client()
    events = body_events(b'{"na', b'me": "x"', b"}")
    exchange = Exchange("POST", "/api/2.0/mlflow/experiments/create", events, authorized(client))
    assert exchange.run().status == 200
    assert exchange.headers["content-length"] == str(len(exchange.body))


def test_a_body_that_says_it_is_too_large_is_not_read() -> None:
    headers = authorized(make_client(), content_length=str(asgi.MAX_BODY_BYTES + 1))
    exchange = Exchange("POST", "/api/2.0/mlflow/runs/log-batch", body_events(b"x"), headers).run()
    assert exchange.status == 413
    assert exchange.unread == 1


def test_a_body_that_does_not_say_so_is_read_no_further_than_the_limit() -> None:
    pieces = body_events(*[bytes(2**20)] * 40)
    exchange = Exchange("POST", "/api/2.0/mlflow/runs/log-batch", pieces, authorized(make_client()))
    assert exchange.run().status == 413
    assert exchange.unread == 40 - 33


def test_a_client_that_hangs_up_is_not_answered() -> None:
    events = [*body_events(b"{", b"")[:1], {"type": "http.disconnect"}]
    headers = authorized(make_client())
    exchange = Exchange("POST", "/api/2.0/mlflow/runs/log-batch", events, headers).run()
    assert exchange.sent == []


def test_head_is_answered_without_a_body() -> None:
    exchange = Exchange("HEAD", "/version").run()
    assert (exchange.status, exchange.body) == (200, b"")


def test_a_prefix_of_the_proxy_in_front_is_left_out() -> None:
    exchange = Exchange("GET", "/naiad/version")
    exchange.scope["root_path"] = "/naiad"
    assert exchange.run().body == b"3.18.0"


def test_an_upload_is_refused_before_it_is_read() -> None:
    client, stranger = make_client(), make_client()
    path = f"/api/2.0/mlflow-artifacts/artifacts/1/{make_run(client)}/artifacts/a.bin"
    exchange = Exchange("PUT", path, body_events(b"x" * 100), authorized(stranger)).run()
    assert exchange.status == 404
    assert exchange.unread == 1


@pytest.mark.parametrize("declared", [True, False])
def test_a_file_goes_up_and_down_in_pieces(
    settings: Any, tmp_path: Path, *, declared: bool
) -> None:
    settings.NAIAD_BLOB_URL = tmp_path.as_uri()
    client = make_client()
    path = f"/api/2.0/mlflow-artifacts/artifacts/1/{make_run(client)}/artifacts/a.bin"
    headers = authorized(client, **({"content_length": str(3 * 2**20)} if declared else {}))
    up = Exchange("PUT", path, body_events(*[bytes([i]) * 2**20 for i in range(3)]), headers).run()
    down = Exchange("GET", path, headers=authorized(client)).run()
    assert up.status == 200
    assert down.headers["content-length"] == str(3 * 2**20)
    assert down.body == b"".join(bytes([i]) * 2**20 for i in range(3))


def test_half_a_file_leaves_nothing_behind(settings: Any, tmp_path: Path) -> None:
    settings.NAIAD_BLOB_URL = tmp_path.as_uri()
    client = make_client()
    run_id = make_run(client)
    path = f"/api/2.0/mlflow-artifacts/artifacts/1/{run_id}/artifacts/a.bin"
    events = [*body_events(bytes(2**20), b"")[:1], {"type": "http.disconnect"}]
    Exchange("PUT", path, events, authorized(client, content_length=str(3 * 2**20))).run()
    assert client.get("artifacts/list", run_id=run_id)["files"] == []


def test_a_reader_does_not_wait_behind_a_writer() -> None:
    go_on = threading.Event()

    async def read_while_writing() -> str:
        threads = Threads()
        writing = asyncio.create_task(threads.run(Lane.WRITE, go_on.wait, 30))
        try:
            return await asyncio.wait_for(threads.run(Lane.READ, lambda: "read"), 20)
        finally:
            go_on.set()
            await writing
            threads.close()

    assert async_to_sync(read_while_writing)() == "read"
