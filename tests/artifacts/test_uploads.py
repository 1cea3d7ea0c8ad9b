"""An upload is stored whole, or nothing of it is."""

import asyncio
import hashlib
import tracemalloc
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import ThreadSensitiveContext, async_to_sync
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from apps.artifacts.contracts import ArtifactInfo, Owner
from apps.artifacts.errors import (
    ArtifactTooLarge,
    InvalidPath,
    PathTaken,
    UploadIncomplete,
)
from apps.artifacts.models import Artifact, Blob
from apps.artifacts.selectors import downloads, listing
from apps.artifacts.services import asgi_body, uploads
from apps.core.errors import StorageFull
from tests.artifacts.conftest import TINY_DISK
from tests.artifacts.make import (
    OTHER_RUN,
    RUN,
    breaking,
    files_in,
    make_artifact,
    make_artifacts,
)

pytestmark = pytest.mark.django_db

MIB = 2**20
Put = Callable[..., ArtifactInfo]


def put_from_socket(*, chunks: Iterable[bytes], **options: Any) -> ArtifactInfo:
    """`aput`, with the signature of `put`."""

    async def socket() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk

    return async_to_sync(uploads.aput)(chunks=socket(), **options)


@pytest.fixture(params=[uploads.put, put_from_socket], ids=["put", "aput"])
def put(request: pytest.FixtureRequest) -> Put:
    """Both ways of uploading."""
    chosen: Put = request.param
    return chosen


@pytest.fixture(params=[None, 3 * MIB], ids=["chunked", "declared"])
def declared(request: pytest.FixtureRequest) -> int | None:
    """Whether the client says beforehand how much comes."""
    size: int | None = request.param
    return size


def assert_nothing_is_left(folder: Path) -> None:
    assert files_in(folder) == []
    assert not Blob.objects.exists()
    assert not Artifact.objects.exists()


@pytest.mark.parametrize("size", [0, 1, MIB, 3 * MIB + 1, 17 * MIB])
def test_what_was_uploaded_is_there_with_its_digest(any_store: Any, put: Put, size: int) -> None:
    content = bytes(size)

    stored = put(owner=RUN, path="a/b.bin", chunks=[content[:10], content[10:]])

    assert (stored.size, stored.sha256) == (size, hashlib.sha256(content).hexdigest())
    assert downloads.read_bytes(owner=RUN, path="a/b.bin", limit=size) == content


def test_a_declared_size_beyond_the_limit_is_refused_before_a_byte_is_read(
    folder: Path, put: Put
) -> None:
    body = iter([b"never read"])

    with pytest.raises(ArtifactTooLarge) as refusal:
        put(owner=RUN, path="big", chunks=body, declared_size=11, limit=10)

    assert next(body) == b"never read"
    assert refusal.value.details == {"size": 11, "limit": 10}
    assert_nothing_is_left(folder)


def test_an_undeclared_size_is_held_to_the_limit_as_it_comes(folder: Path, put: Put) -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield bytes(MIB)

    with pytest.raises(ArtifactTooLarge):
        put(owner=RUN, path="big", chunks=endless(), limit=3 * MIB)

    assert_nothing_is_left(folder)


@pytest.mark.parametrize("came", [0, 3, 2 * MIB, 3 * MIB - 1, 3 * MIB + 1])
def test_other_bytes_than_declared_leave_nothing(folder: Path, put: Put, came: int) -> None:
    with pytest.raises(UploadIncomplete):
        put(owner=RUN, path="a", chunks=[bytes(came)], declared_size=3 * MIB)

    assert_nothing_is_left(folder)


def test_a_small_body_other_than_declared_leaves_nothing(folder: Path, put: Put) -> None:
    with pytest.raises(UploadIncomplete):
        put(owner=RUN, path="a", chunks=[b"123"], declared_size=4)

    assert_nothing_is_left(folder)


def test_a_client_that_goes_away_leaves_nothing(
    any_store: Any, put: Put, declared: int | None
) -> None:
    with pytest.raises(ConnectionResetError):
        put(owner=RUN, path="a", chunks=breaking([bytes(2 * MIB)]), declared_size=declared)

    assert not Blob.objects.exists()
    assert listing.find_artifact(owner=RUN, path="a") is None


def test_a_client_that_goes_away_leaves_the_old_file(folder: Path, put: Put) -> None:
    make_artifact("a", b"old")

    with pytest.raises(ConnectionResetError):
        put(owner=RUN, path="a", chunks=breaking([bytes(2 * MIB)]))

    assert downloads.read_bytes(owner=RUN, path="a", limit=10) == b"old"


def test_a_cancelled_request_leaves_nothing(folder: Path) -> None:
    async def stalled() -> AsyncIterator[bytes]:
        yield bytes(2 * MIB)
        await asyncio.Event().wait()

    async def cancel_in_the_middle() -> None:
        task = asyncio.create_task(uploads.aput(owner=RUN, path="a", chunks=stalled()))
        while not files_in(folder):
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    async_to_sync(cancel_in_the_middle)()

    assert_nothing_is_left(folder)


def test_a_full_disk_is_said_and_leaves_nothing(tiny_disk: Path, put: Put) -> None:
    with pytest.raises(StorageFull, match="no room") as refusal:
        put(owner=RUN, path="a", chunks=[bytes(MIB)] * (TINY_DISK // MIB + 2))

    assert (refusal.value.status, refusal.value.code) == (507, "storage_full")
    assert refusal.value.fix
    assert_nothing_is_left(tiny_disk)
    assert put(owner=RUN, path="a", chunks=[b"small"]).size == 5


def test_a_declared_size_that_the_disk_cannot_hold_is_refused_unread(
    folder: Path, put: Put
) -> None:
    with pytest.raises(StorageFull):
        put(owner=RUN, path="a", chunks=breaking([]), declared_size=2**60, limit=2**61)

    assert_nothing_is_left(folder)


@pytest.mark.parametrize("path", ["", "../a", "/a", "a//b", "%2e%2e/a", "a\\b", "a\0"])
def test_an_unsafe_path_is_refused(folder: Path, put: Put, path: str) -> None:
    with pytest.raises(InvalidPath):
        put(owner=RUN, path=path, chunks=[b"1"])

    assert_nothing_is_left(folder)


def test_a_second_upload_replaces_the_first(any_store: Any, put: Put) -> None:
    make_artifact("a", b"old")

    put(owner=RUN, path="a", chunks=[b"new"])

    assert downloads.read_bytes(owner=RUN, path="a", limit=10) == b"new"
    assert Artifact.objects.count() == 1


def test_a_file_that_is_to_be_kept_is_kept(folder: Path, put: Put) -> None:
    make_artifact("a", b"old")

    with pytest.raises(PathTaken):
        put(owner=RUN, path="a", chunks=[b"new"], replace=False)

    assert downloads.read_bytes(owner=RUN, path="a", limit=10) == b"old"
    assert len(files_in(folder)) == Blob.objects.count() == 1


@pytest.mark.parametrize(("there", "new"), [("a", "a/b"), ("a", "a/b/c"), ("a/b", "a")])
def test_a_path_is_a_file_or_a_directory(folder: Path, put: Put, there: str, new: str) -> None:
    make_artifact(there)

    with pytest.raises(PathTaken):
        put(owner=RUN, path=new, chunks=[b"other"])

    assert [row.path for row in listing.walk(owner=RUN)] == [there]
    assert len(files_in(folder)) == 1


def test_equal_bytes_are_kept_once(folder: Path, put: Put) -> None:
    make_artifact("a", b"same")

    put(owner=OTHER_RUN, path="b", chunks=[b"same"])

    assert len(files_in(folder)) == Blob.objects.count() == 1
    assert downloads.read_bytes(owner=OTHER_RUN, path="b", limit=10) == b"same"


def test_equal_bytes_that_the_store_lost_are_not_relied_on(folder: Path, put: Put) -> None:
    make_artifact("a", b"same")
    files_in(folder)[0].unlink()

    put(owner=RUN, path="b", chunks=[b"same"])

    assert downloads.read_bytes(owner=RUN, path="b", limit=10) == b"same"


def test_a_copy_shares_the_bytes_and_outlives_nothing_of_them(folder: Path) -> None:
    make_artifacts("model/weights.bin", "model/code/train.py", "other")

    copied = uploads.copy(
        source=RUN, source_path="model", target=OTHER_RUN, target_path="registered/v1"
    )

    assert copied == 2
    assert [row.path for row in listing.walk(owner=OTHER_RUN)] == [
        "registered/v1/code/train.py",
        "registered/v1/weights.bin",
    ]
    assert len(files_in(folder)) == 3


def test_one_file_is_copied_to_the_path_that_is_named(folder: Path) -> None:
    make_artifacts("a/b.txt")

    uploads.copy(source=RUN, source_path="a/b.txt", target=Owner("model", "m-1"), target_path="c")

    assert [row.path for row in listing.walk(owner=Owner("model", "m-1"))] == ["c"]


def test_memory_stays_flat(folder: Path, put: Put) -> None:
    piece = bytes(64 * 1024)
    tracemalloc.start()

    put(owner=RUN, path="big", chunks=(piece for _ in range(1024)))

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * MIB


def test_a_request_body_is_read_to_its_end() -> None:
    messages: Iterator[dict[str, Any]] = iter(
        [
            {"type": "http.request", "body": b"one", "more_body": True},
            {"type": "http.request", "more_body": True},
            {"type": "http.request", "body": b"two"},
        ]
    )

    async def receive() -> dict[str, Any]:
        return next(messages)

    async def read() -> list[bytes]:
        return [chunk async for chunk in asgi_body.chunks(receive)]

    assert async_to_sync(read)() == [b"one", b"two"]


def test_a_request_that_is_cut_off_is_incomplete(folder: Path) -> None:
    messages: Iterator[dict[str, Any]] = iter(
        [
            {"type": "http.request", "body": bytes(2 * MIB), "more_body": True},
            {"type": "http.disconnect"},
        ]
    )

    async def receive() -> dict[str, Any]:
        return next(messages)

    with pytest.raises(UploadIncomplete):
        async_to_sync(uploads.aput)(owner=RUN, path="a", chunks=asgi_body.chunks(receive))

    assert_nothing_is_left(folder)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("declared", [3, None])
async def test_an_upload_leaves_no_database_connection_open(
    folder: Path, declared: int | None
) -> None:
    opened: list[BaseDatabaseWrapper] = []

    def note(connection: BaseDatabaseWrapper, **_: object) -> None:
        opened.append(connection)

    connection_created.connect(note)
    async with ThreadSensitiveContext():
        await uploads.aput(owner=RUN, path="a", chunks=arriving(b"abc"), declared_size=declared)
    connection_created.disconnect(note)

    assert opened
    assert [wrapper for wrapper in opened if wrapper.connection is not None] == []


async def arriving(*chunks: bytes) -> AsyncIterator[bytes]:
    """Chunks as a socket brings them."""
    for chunk in chunks:
        yield chunk
