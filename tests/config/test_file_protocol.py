"""What the server's protocol does with a file or a body, on a socket, in this process."""

import asyncio
import http.client
import os
import socket
import struct
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from servestatic.asgi import ServeStaticASGI

from apps.artifacts.errors import UploadIncomplete
from apps.artifacts.sockets import BODY, ZERO_COPY
from apps.config.http import body as bodies
from apps.config.http.body import SocketBody
from apps.config.http.protocol import FileProtocol

pytestmark = pytest.mark.any_database

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Handler = Callable[[MutableMapping[str, Any], Any, Send], Awaitable[None]]
MIB = 2**20
CONTENT = os.urandom(3 * MIB + 17)


class Site:
    """An application whose answer to the next requests a test chooses, served on a free port."""

    def __init__(self) -> None:
        self.answer: Handler | None = None
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        config = uvicorn.Config(
            self._application,
            http=FileProtocol,
            interface="asgi3",
            log_config=None,
            lifespan="off",
            ws="none",
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True
        )

    def __enter__(self) -> "Site":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(10)

    async def _application(self, scope: MutableMapping[str, Any], receive: Any, send: Send) -> None:
        assert self.answer is not None
        await self.answer(scope, receive, send)

    def request(
        self, method: str = "GET", body: bytes = b"", **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and content of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request(method, "/file.bin", body=body or None, headers=headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, content


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """One server for all of this."""
    with Site() as served:
        yield served


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with something in it."""
    path = tmp_path / "file.bin"
    path.write_bytes(CONTENT)
    return path


def sends(path: Path, announced: int, **part: Any) -> Handler:
    """The file, or a stretch of it, as an answer that announces so many bytes."""

    async def answer(_scope: Any, _receive: Any, send: Send) -> None:
        headers = [(b"content-length", str(announced).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        with path.open("rb") as opened:
            opened.seek(part.pop("position", 0))
            await send({"type": ZERO_COPY, "file": opened, **part})

    return answer


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ({}, CONTENT),
        ({"position": 5}, CONTENT[5:]),
        ({"offset": 7}, CONTENT[7:]),
        ({"offset": 0, "count": 10}, CONTENT[:10]),
        ({"offset": 2 * MIB, "count": 3}, CONTENT[2 * MIB : 2 * MIB + 3]),
        ({"position": 9, "count": 2}, CONTENT[9:11]),
        ({"offset": len(CONTENT)}, b""),
        ({"offset": 4, "count": 0}, b""),
    ],
    # The bytes are others each time; names of tests are not.
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_a_stretch_is_exactly_its_bytes(
    site: Site, file: Path, part: dict[str, int], expected: bytes
) -> None:
    site.answer = sends(file, len(expected), **part)

    status, _, content = site.request()

    assert (status, content) == (200, expected)


def test_an_empty_file_is_an_empty_answer(site: Site, tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    site.answer = sends(tmp_path / "empty", 0)

    assert site.request()[2] == b""


def test_a_descriptor_will_do_for_a_file(site: Site, file: Path) -> None:
    descriptor = os.open(file, os.O_RDONLY)
    inner = sends(file, len(CONTENT))

    async def answer(scope: Any, receive: Any, send: Send) -> None:
        async def sending(message: MutableMapping[str, Any]) -> None:
            await send({**message, "file": descriptor} if "file" in message else message)

        await inner(scope, receive, sending)

    site.answer = answer
    assert site.request()[2] == CONTENT
    os.close(descriptor)


def test_bytes_before_and_behind_a_file_keep_their_places(site: Site, file: Path) -> None:
    async def answer(_scope: Any, _receive: Any, send: Send) -> None:
        headers = [(b"content-length", str(len(CONTENT) + 8).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"head", "more_body": True})
        with file.open("rb") as opened:
            await send({"type": ZERO_COPY, "file": opened, "more_body": True})
        await send({"type": "http.response.body", "body": b"tail"})

    site.answer = answer
    assert site.request()[2] == b"head" + CONTENT + b"tail"


def test_a_file_that_was_shortened_under_us_ends_the_connection(site: Site, file: Path) -> None:
    """A client that counts sees that bytes are missing; one that would wait for them does not."""
    site.answer = sends(file, len(CONTENT) + 5, offset=0, count=len(CONTENT) + 5)

    with pytest.raises((http.client.IncompleteRead, ConnectionResetError)):
        site.request()


def test_a_head_request_gets_no_bytes(site: Site, file: Path) -> None:
    site.answer = ServeStaticASGI(application=None, root=file.parent)

    status, headers, content = site.request("HEAD")

    assert (status, headers["content-length"], content) == (200, str(len(CONTENT)), b"")


def test_static_files_which_tell_no_count_are_sent_whole(site: Site, file: Path) -> None:
    site.answer = ServeStaticASGI(application=None, root=file.parent)

    assert site.request()[2] == CONTENT
    status, _, content = site.request(Range="bytes=10-19")
    assert (status, content) == (206, CONTENT[10:20])


def test_a_client_that_disconnects_lets_the_file_go(site: Site, tmp_path: Path) -> None:
    large = tmp_path / "large.bin"
    with large.open("wb") as sparse:
        sparse.truncate(512 * MIB)
    ended = threading.Event()
    inner = sends(large, 512 * MIB)

    async def answer(scope: Any, receive: Any, send: Send) -> None:
        try:
            await inner(scope, receive, send)
        finally:
            ended.set()

    site.answer = answer
    with socket.create_connection(("127.0.0.1", site.port)) as client:
        client.sendall(b"GET /file.bin HTTP/1.1\r\nHost: naiad\r\n\r\n")
        client.recv(1000)
        # Closed with a reset, since there is more to read.
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    assert ended.wait(10)
    site.answer = sends(tmp_path / "large.bin", 3, offset=0, count=3)
    assert site.request()[2] == bytes(3)


def test_a_slow_client_gets_every_byte(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "slow.bin"
    path.write_bytes(CONTENT * 4)
    site.answer = sends(path, len(CONTENT) * 4)
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 * 1024)
        client.connect(("127.0.0.1", site.port))
        client.sendall(b"GET / HTTP/1.1\r\nHost: naiad\r\nConnection: close\r\n\r\n")
        got = b"".join(iter(lambda: client.recv(64 * 1024), b""))

    assert got.endswith(CONTENT * 4)


def takes(read: Callable[[Any], bytes]) -> Handler:
    """An answer to an upload whose body a thread reads."""

    async def answer(scope: Any, receive: Any, send: Send) -> None:
        source = scope["extensions"][BODY]()
        if source is None:
            message = await receive()
            said = b"had:" + message["body"][:10]
        else:
            try:
                said = await asyncio.to_thread(read, source)
            except UploadIncomplete:
                said = b"cut off"
        headers = [(b"content-length", str(len(said)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": said})

    return answer


def read_all(source: Any) -> bytes:
    buffer, got = memoryview(bytearray(MIB)), bytearray()
    while count := source.read_into(buffer):
        got += buffer[:count]
    return bytes(got)


def test_a_body_is_read_whole_by_a_thread_and_the_connection_goes_on(site: Site) -> None:
    site.answer = takes(read_all)
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
    for body in (CONTENT, CONTENT[::-1]):
        connection.request("PUT", "/", body=body)
        assert connection.getresponse().read() == body
    connection.close()


def test_a_body_that_has_come_already_is_taken_as_ever(site: Site) -> None:
    site.answer = takes(read_all)

    assert site.request("PUT", b"small")[2] in {b"had:small", b"small"}


def test_a_body_of_unknown_length_is_not_for_a_thread(site: Site) -> None:
    async def answer(scope: Any, _receive: Any, send: Send) -> None:
        said = b"none" if scope["extensions"][BODY]() is None else b"some"
        headers = [(b"content-length", b"4")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": said})

    site.answer = answer
    with socket.create_connection(("127.0.0.1", site.port), timeout=20) as client:
        client.sendall(b"PUT / HTTP/1.1\r\nHost: naiad\r\nTransfer-Encoding: chunked\r\n\r\n")
        client.sendall(b"3\r\nabc\r\n")
        got = client.recv(4096)
        while not got.endswith((b"none", b"some")):
            got += client.recv(4096)
    assert got.endswith(b"none")


def test_a_body_that_is_cut_off_is_incomplete(site: Site) -> None:
    site.answer = takes(read_all)
    with socket.create_connection(("127.0.0.1", site.port), timeout=20) as client:
        client.sendall(b"PUT / HTTP/1.1\r\nHost: naiad\r\nContent-Length: 9000000\r\n\r\n")
        client.sendall(CONTENT)
        client.shutdown(socket.SHUT_WR)
        assert b"cut off" in b"".join(iter(lambda: client.recv(4096), b""))


def test_a_refusal_reaches_a_client_that_is_still_sending(site: Site) -> None:
    def refuse(_source: Any) -> bytes:
        return b"refused"

    site.answer = takes(refuse)

    assert site.request("PUT", CONTENT)[2] == b"refused"


def test_a_client_that_asks_first_is_told_to_go_on(site: Site) -> None:
    site.answer = takes(read_all)
    with socket.create_connection(("127.0.0.1", site.port), timeout=20) as client:
        client.sendall(
            b"PUT / HTTP/1.1\r\nHost: naiad\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n"
        )
        assert client.recv(1024).startswith(b"HTTP/1.1 100 Continue")
        client.sendall(b"body")
        assert client.recv(1024).endswith(b"body")


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, SocketBody]]:
    """A client's end, and a body of 100 bytes of which ten have come."""
    here, there = socket.socketpair()
    there.setblocking(False)
    yield here, SocketBody(there, begun=b"0123456789", size=100)
    here.close()
    there.close()


def test_a_reader_that_is_stopped_gives_up(
    pair: tuple[socket.socket, SocketBody], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "POLL_SECONDS", 0.01)
    _, body = pair
    body.stop()

    with pytest.raises(UploadIncomplete):
        body.read_into(memoryview(bytearray(100)))


def test_a_client_that_sends_nothing_has_gone(
    pair: tuple[socket.socket, SocketBody], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "POLL_SECONDS", 0.01)
    monkeypatch.setattr(bodies, "PATIENCE_SECONDS", 0.0)

    with pytest.raises(UploadIncomplete):
        pair[1].read_into(memoryview(bytearray(100)))


def test_a_broken_connection_is_a_client_that_has_gone(
    pair: tuple[socket.socket, SocketBody],
) -> None:
    _, body = pair
    body.close()

    with pytest.raises(UploadIncomplete):
        body.read_into(memoryview(bytearray(100)))


def test_draining_ends_with_the_time_for_it(
    pair: tuple[socket.socket, SocketBody], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "DRAIN_SECONDS", 0.0)
    began = time.monotonic()

    pair[1].drain()

    assert not pair[1].is_whole
    assert time.monotonic() - began < 5


def test_draining_ends_with_the_body(pair: tuple[socket.socket, SocketBody]) -> None:
    client, body = pair
    client.sendall(bytes(90))

    body.drain()

    assert body.is_whole
    with suppress(OSError):
        body.close()
