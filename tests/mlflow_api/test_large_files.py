"""Large files between the protocol and a server that moves them by itself."""

import asyncio
import errno
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync

from apps.artifacts import sockets
from apps.artifacts.errors import UploadIncomplete
from apps.artifacts.models import Blob
from apps.artifacts.services import removals
from apps.artifacts.sockets import LocalSpan
from apps.mlflow_api import asgi
from tests.mlflow_api.make import Client, make_client, make_run

pytestmark = pytest.mark.django_db(transaction=True)

MIB = 2**20
LARGE = os.urandom(MIB) * 3 + b"the end"


@pytest.fixture(autouse=True)
def blobs(settings: Any, tmp_path: Path) -> Path:
    settings.NAIAD_BLOB_URL = tmp_path.as_uri()
    return tmp_path


class Source:
    """A body that comes from a socket; `then` is what happens when so many bytes have come."""

    def __init__(self, content: bytes, then: Callable[[], None] = lambda: None) -> None:
        self._rest = content
        self._then = then
        self.is_stopped = threading.Event()

    def read_into(self, buffer: memoryview) -> int:
        piece, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(piece)] = piece
        if not piece:
            self._then()
        return len(piece)

    def stop(self) -> None:
        self.is_stopped.set()


class Exchange:
    """One request to a server that has both extensions; what it was sent."""

    def __init__(self, client: Client, method: str, path: str, **headers: str) -> None:
        sent = {"authorization": f"Bearer {client.token}", **headers}
        self.sent: list[dict[str, Any]] = []
        self.files: list[bytes] = []
        self.scope: dict[str, Any] = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": b"",
            "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in sent.items()],
            "extensions": {sockets.ZERO_COPY: {}},
        }

    def takes(self, source: Source | None) -> "Exchange":
        self.scope["extensions"][sockets.BODY] = lambda: source
        return self

    async def serve(self) -> "Exchange":
        await asgi.serve(self.scope, self._receive, self._send)
        return self

    def run(self) -> "Exchange":
        return async_to_sync(self.serve)()

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    async def _receive(self) -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def _send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)
        if message["type"] == sockets.ZERO_COPY:
            piece = os.pread(message["file"], message["count"], message["offset"])
            self.files.append(piece)


def address(client: Client) -> str:
    return f"/api/2.0/mlflow-artifacts/artifacts/1/{make_run(client)}/artifacts/large.bin"


def put(client: Client, path: str, source: Source, size: int = len(LARGE)) -> Exchange:
    return Exchange(client, "PUT", path, content_length=str(size)).takes(source).run()


def get(client: Client, path: str, **headers: str) -> Exchange:
    return Exchange(client, "GET", path, **headers).run()


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_body_is_taken_from_the_server_and_a_file_given_to_it() -> None:
    client = make_client()
    path = address(client)

    assert put(client, path, Source(LARGE)).status == 200

    assert get(client, path).files == [LARGE]
    part = get(client, path, range="bytes=5-9")
    assert (part.status, part.files) == (206, [LARGE[5:10]])


def test_a_body_that_the_server_has_already_is_received_as_ever() -> None:
    client = make_client()
    exchange = Exchange(client, "PUT", address(client), content_length=str(2 * MIB)).takes(None)

    assert exchange.run().status == 400


@pytest.mark.parametrize("came", [0, MIB, len(LARGE) - 1])
def test_a_body_that_is_cut_off_leaves_what_was_there(came: int, blobs: Path) -> None:
    def gone() -> None:
        raise UploadIncomplete("The client went away during the upload.")

    client = make_client()
    path = address(client)
    put(client, path, Source(LARGE))

    assert put(client, path, Source(LARGE[:came], gone)).status == 400
    assert put(client, path, Source(LARGE[:came])).status == 400

    assert get(client, path).files == [LARGE]
    assert len(files_in(blobs)) == Blob.objects.count() == 1


@pytest.mark.parametrize(
    ("number", "status"),
    [(errno.ENOSPC, 507), (errno.EDQUOT, 507), (errno.EACCES, 503), (errno.EIO, 503)],
)
@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
def test_a_disk_that_is_full_or_refuses_leaves_what_was_there(
    call: str, number: int, status: int, blobs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = make_client()
    path = address(client)
    put(client, path, Source(LARGE))

    with monkeypatch.context() as broken:
        break_disk(broken, call, number)
        refused = put(client, path, Source(LARGE[::-1]))

    assert refused.status == status
    assert get(client, path).files == [LARGE]
    removals.sweep()
    assert len(files_in(blobs)) == Blob.objects.count() == 1


def break_disk(monkeypatch: pytest.MonkeyPatch, call: str, number: int) -> None:
    """Let what the system does for files fail; whoever fails in the middle has written some."""

    def fail(*_arguments: Any) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, call, fail)


def test_a_file_that_was_deleted_and_swept_while_it_is_sent_comes_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = make_client()
    path = address(client)
    put(client, path, Source(LARGE))
    opened = LocalSpan.open

    def swept_before(span: LocalSpan) -> int | None:
        span.path.unlink()
        return opened(span)

    monkeypatch.setattr(LocalSpan, "open", swept_before)
    answer = get(client, path)

    assert answer.files == []
    assert b"".join(message.get("body", b"") for message in answer.sent) == LARGE


def test_a_head_request_opens_no_file_for_the_server() -> None:
    client = make_client()
    path = address(client)
    put(client, path, Source(LARGE))

    exchange = Exchange(client, "HEAD", path).run()

    assert (exchange.status, exchange.files) == (200, [])


def test_a_request_that_is_cancelled_stops_its_reader_and_leaves_nothing(blobs: Path) -> None:
    client = make_client()
    path = address(client)
    reading = threading.Event()

    def wait() -> None:
        reading.set()
        source.is_stopped.wait(10)
        raise UploadIncomplete("The client went away during the upload.")

    source = Source(LARGE[:MIB], wait)
    exchange = Exchange(client, "PUT", path, content_length=str(len(LARGE))).takes(source)

    async def cancel() -> None:
        task = asyncio.create_task(exchange.serve())
        await asyncio.to_thread(reading.wait, 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    async_to_sync(cancel)()

    assert source.is_stopped.is_set()
    assert files_in(blobs) == []
    assert not Blob.objects.exists()
