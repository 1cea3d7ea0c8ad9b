"""New artifacts: bytes that stream in, and copies of what is here."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from asgiref.sync import sync_to_async
from django.db import connections

from apps.artifacts import paths
from apps.artifacts.constants import PIECE
from apps.artifacts.contracts import ArtifactInfo, Owner
from apps.artifacts.models import Artifact
from apps.artifacts.services import attachments
from apps.artifacts.services.incoming import Incoming
from apps.artifacts.services.pump import pump
from apps.artifacts.sockets import BodySource

Params = ParamSpec("Params")
Result = TypeVar("Result")


def put(
    *,
    owner: Owner,
    path: str,
    chunks: Iterable[bytes],
    declared_size: int | None = None,
    limit: int | None = None,
    replace: bool = True,
) -> ArtifactInfo:
    """Store a file whole, or nothing of it.

    Raises:
        InvalidPath, PathTaken: it cannot lie there.
        ArtifactTooLarge: before a byte is read if the size was declared, else as soon as it shows.
        UploadIncomplete: more or fewer bytes came than were declared.
        StorageFull, Unavailable: the store cannot take it.
    """
    incoming = Incoming(owner=owner, path=path, declared_size=declared_size, limit=limit)
    try:
        incoming.begin()
        for piece in _gathered(chunks):
            incoming.write(piece)
        incoming.commit()
        return incoming.attach(replace=replace)
    except BaseException:
        incoming.discard()
        raise


async def aput(
    *,
    owner: Owner,
    path: str,
    chunks: AsyncIterator[bytes],
    declared_size: int | None = None,
    limit: int | None = None,
    replace: bool = True,
) -> ArtifactInfo:
    """`put` for bytes that come from a socket: the loop never waits for a disk.

    Whatever ends `chunks` early (a client that went away, a cancelled request) leaves nothing.
    """
    incoming = Incoming(owner=owner, path=path, declared_size=declared_size, limit=limit)
    if declared_size is not None and declared_size <= PIECE:
        # All of it fits into one piece: one visit to a thread in place of four.
        body = [piece async for piece in _agathered(chunks)]
        return await _in_database(
            put,
            owner=owner,
            path=path,
            chunks=body,
            declared_size=declared_size,
            limit=limit,
            replace=replace,
        )
    try:
        await _in_database(incoming.begin)
        async for piece in _agathered(chunks):
            await sync_to_async(incoming.write, thread_sensitive=False)(piece)
        await sync_to_async(incoming.commit, thread_sensitive=False)()
        return await _in_database(incoming.attach, replace=replace)
    except BaseException:
        # Shielded: a second cancellation must not stop the tidying up.
        await asyncio.shield(_in_database(incoming.discard))
        raise


async def areceive(
    *, owner: Owner, path: str, source: BodySource, declared_size: int, limit: int | None = None
) -> ArtifactInfo:
    """`put` for a body that a thread reads from its socket, hashed beside the writing."""
    incoming = Incoming(owner=owner, path=path, declared_size=declared_size, limit=limit)
    try:
        await _in_database(incoming.begin)
        await _until_done(source, incoming)
        return await _in_database(incoming.attach, replace=True)
    except BaseException:
        await asyncio.shield(_in_database(incoming.discard))
        raise


async def _until_done(source: BodySource, incoming: Incoming) -> None:
    """The pump in a thread of its own. A cancelled request waits until that has let go."""
    thread = ThreadPoolExecutor(1, thread_name_prefix="upload")
    pumping = asyncio.get_running_loop().run_in_executor(thread, pump, source, incoming)
    thread.shutdown(wait=False)
    try:
        await asyncio.shield(pumping)
    except asyncio.CancelledError:
        source.stop()
        await asyncio.wait([pumping])
        raise


def copy(*, source: Owner, source_path: str, target: Owner, target_path: str) -> int:
    """Let the target have a file or a tree of the source too; the number of files.

    The bytes are shared, not copied. Files that the target has at these paths are replaced.
    """
    start, end = paths.check_path(source_path), paths.check_path(target_path)
    rows = list(Artifact.objects.of(source).at_or_under(start))
    moved = [_moved(row.path, start, end) for row in rows]
    return attachments.copy_artifacts(rows, target=target, target_paths=moved)


def _moved(path: str, start: str, end: str) -> str:
    rest = path[len(start) :].lstrip("/")
    return paths.check_file_path("/".join(part for part in (end, rest) if part))


def _gathered(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of about one MiB, however small they come."""
    waiting, size = [], 0
    for chunk in chunks:
        waiting.append(chunk)
        size += len(chunk)
        if size >= PIECE:
            yield b"".join(waiting)
            waiting, size = [], 0
    if waiting:
        yield b"".join(waiting)


async def _agathered(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    waiting, size = [], 0
    async for chunk in chunks:
        waiting.append(chunk)
        size += len(chunk)
        if size >= PIECE:
            yield b"".join(waiting)
            waiting, size = [], 0
    if waiting:
        yield b"".join(waiting)


async def _in_database(
    function: Callable[Params, Result], *args: Params.args, **kwargs: Params.kwargs
) -> Result:
    """Call it in the thread that the request's database work belongs to.

    The connection is given back afterwards: outside of Django's own handler nobody else would.
    """

    def call() -> Result:
        try:
            return function(*args, **kwargs)
        finally:
            for used in connections.all(initialized_only=True):
                if not used.in_atomic_block:
                    used.close_if_unusable_or_obsolete()

    return await sync_to_async(call)()
