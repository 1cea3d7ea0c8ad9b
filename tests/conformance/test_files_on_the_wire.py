"""Files below MLflow's client, byte for byte: what a socket may do to an upload or a download."""

import hashlib
import os
import socket
from pathlib import Path
from typing import IO
from urllib.parse import quote

import httpx
import pytest

from tests.conformance.portal import Portal, environment
from tests.naiad_process import NaiadProcess

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("portal"), pytest.mark.any_database]

MIB = 2**20
LARGE = os.urandom(64 * 1024) * 80  # 5 MiB: read by a thread of its own


def address(portal: Portal, name: str = "large.bin") -> str:
    run_id = portal.make_run()
    return f"/api/2.0/mlflow-artifacts/artifacts/0/{run_id}/artifacts/{quote(name)}"


def head(portal: Portal, path: str, size: int, *more: str, method: str = "PUT") -> bytes:
    lines = (
        f"{method} {path} HTTP/1.1",
        "Host: naiad",
        f"Authorization: Bearer {portal.token}",
        f"Content-Length: {size}",
        *more,
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def connect(portal: Portal) -> socket.socket:
    return socket.create_connection(("127.0.0.1", portal.naiad.port), timeout=60)


def answer_of(connection: socket.socket) -> httpx.Response:
    """The next answer on the connection, which must tell its length."""
    return read_answer(connection.makefile("rb", buffering=0))


def read_answer(reader: IO[bytes] | socket.SocketIO) -> httpx.Response:
    status = int(reader.readline().split()[1])
    headers = {}
    while (line := reader.readline().strip()) != b"":
        name, _, value = line.decode().partition(": ")
        headers[name.lower()] = value
    content = bytearray()
    while len(content) < int(headers["content-length"]):
        content += reader.read(int(headers["content-length"]) - len(content))
    return httpx.Response(status, headers=headers, content=bytes(content))


def names(portal: Portal, path: str) -> list[str]:
    root = path.removeprefix("/api/2.0/mlflow-artifacts/artifacts/").rpartition("/")[0]
    with portal.http as http:
        answer = http.get("/api/2.0/mlflow-artifacts/artifacts", params={"path": root})
    return [file["path"] for file in answer.raise_for_status().json().get("files", [])]


def test_a_connection_carries_one_upload_after_another_and_what_follows(portal: Portal) -> None:
    path = address(portal)
    with connect(portal) as connection:
        for body in (LARGE, LARGE[::-1], LARGE):
            connection.sendall(head(portal, path, len(body)) + body)
            assert answer_of(connection).status_code == 200
        connection.sendall(head(portal, path, 0, method="GET"))
        assert answer_of(connection).content == LARGE


def test_requests_behind_an_upload_in_one_breath_are_answered(portal: Portal) -> None:
    path = address(portal)
    with connect(portal) as connection:
        following = head(portal, path, 0, "Range: bytes=10-19", method="GET")
        connection.sendall(head(portal, path, len(LARGE)) + LARGE + following)
        assert answer_of(connection).status_code == 200
        part = answer_of(connection)
    assert (part.status_code, part.content) == (206, LARGE[10:20])


def test_a_client_that_asks_first_is_told_to_go_on(portal: Portal) -> None:
    path = address(portal)
    with connect(portal) as connection:
        connection.sendall(head(portal, path, len(LARGE), "Expect: 100-continue"))
        assert connection.recv(1024).startswith(b"HTTP/1.1 100 Continue")
        connection.sendall(LARGE)
        assert answer_of(connection).status_code == 200
    assert names(portal, path) == ["large.bin"]


def test_an_upload_that_breaks_off_leaves_what_was_there(portal: Portal) -> None:
    path = address(portal)
    with portal.http as http:
        http.put(path, content=b"before").raise_for_status()
    with connect(portal) as connection:
        connection.sendall(head(portal, path, len(LARGE)) + LARGE[: 3 * MIB])
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(4096).startswith(b"HTTP/1.1 400")
    with portal.http as http:
        assert http.get(path).content == b"before"


def test_a_refusal_reaches_a_client_that_is_still_sending(portal: Portal) -> None:
    """A file stands where the upload needs a directory, which shows when all has come."""
    path = address(portal, "a")
    with portal.http as http:
        http.put(path, content=b"file").raise_for_status()
        answer = http.put(f"{path}/b.bin", content=LARGE)
        assert answer.status_code == 400
        assert "is a file" in answer.json()["message"]


def test_a_file_beyond_the_limit_is_refused_to_a_client_that_is_still_sending(
    portal: Portal,
) -> None:
    path = address(portal)
    with connect(portal) as connection:
        connection.sendall(head(portal, path, 10**15) + LARGE)
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(4096).startswith(b"HTTP/1.1 413")
    assert names(portal, path) == []


@pytest.mark.parametrize("wanted", ["bytes=0-0", "bytes=1000000-", "bytes=-7", "bytes=5-4194304"])
def test_a_range_is_exactly_its_bytes(portal: Portal, wanted: str) -> None:
    path = address(portal)
    with portal.http as http:
        http.put(path, content=LARGE).raise_for_status()
        answer = http.get(path, headers={"Range": wanted})
    first, _, last = wanted.removeprefix("bytes=").partition("-")
    expected = LARGE[-int(last) :] if not first else LARGE[int(first) : int(last or 10**9) + 1]
    assert answer.status_code == 206
    assert answer.content == expected


def test_a_head_request_tells_the_size_and_sends_nothing(portal: Portal) -> None:
    path = address(portal)
    with portal.http as http:
        http.put(path, content=LARGE).raise_for_status()
        answer = http.head(path)
        assert http.get(path).status_code == 200
    assert answer.headers["content-length"] == str(len(LARGE))


def test_a_client_that_leaves_a_download_disturbs_nobody(portal: Portal) -> None:
    path = address(portal)
    with portal.http as http:
        http.put(path, content=LARGE * 4).raise_for_status()
        for _ in range(5):
            with connect(portal) as connection:
                connection.sendall(head(portal, path, 0, method="GET"))
                connection.recv(1000)
        whole = hashlib.sha256(http.get(path).content).digest()
    assert whole == hashlib.sha256(LARGE * 4).digest()


def test_a_slow_reader_gets_every_byte(portal: Portal) -> None:
    path = address(portal)
    with portal.http as http:
        http.put(path, content=LARGE * 4).raise_for_status()
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16 * 1024)
        connection.connect(("127.0.0.1", portal.naiad.port))
        connection.sendall(head(portal, path, 0, "Connection: close", method="GET"))
        got = bytearray()
        while piece := connection.recv(8 * 1024):
            got += piece
    assert got.endswith(LARGE * 4)


def size_of(file: Path) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:  # it has become a blob
        return 0


def test_a_server_killed_during_an_upload_shows_nothing_of_it(tmp_path: Path) -> None:
    naiad = NaiadProcess(data_dir=tmp_path / "data", environment=environment()).start()
    try:
        portal = Portal(naiad=naiad, token=naiad.token())
        path = address(portal)
        with portal.http as http:
            http.put(f"{path}.old", content=b"before").raise_for_status()
        for name in (path, f"{path}.old"):
            with connect(portal) as connection:
                connection.sendall(head(portal, name, len(LARGE)) + LARGE[: 4 * MIB])
                incoming = tmp_path / "data" / "blobs" / "incoming"
                while not any(size_of(file) >= 2 * MIB for file in incoming.glob("*")):
                    os.sched_yield()
                naiad.kill()
            naiad.start()
            while any(incoming.iterdir()):  # the start rings for the sweep
                os.sched_yield()
        assert names(portal, path) == ["large.bin.old"]
        with portal.http as http:
            assert http.get(path).status_code == 404
            assert http.get(f"{path}.old").content == b"before"
            http.put(path, content=LARGE).raise_for_status()
            assert http.get(path).content == LARGE
    finally:
        naiad.kill()
