"""The bytes of artifacts: as an HTTP answer, in pieces, or by an address at the store."""

from collections.abc import AsyncGenerator, Generator

from asgiref.sync import sync_to_async

from apps.artifacts import http_answers, stores
from apps.artifacts.constants import DIRECT_URL_SECONDS
from apps.artifacts.contracts import ArtifactInfo, DirectUrl, Download, DownloadRequest, Owner
from apps.artifacts.errors import ArtifactTooLarge
from apps.artifacts.selectors import listing
from apps.artifacts.sockets import LocalSpan
from apps.artifacts.store_errors import translated


def open_download(*, owner: Owner, path: str, request: DownloadRequest) -> Download:
    """A file as an answer to a request, ranges and validators heeded.

    The bytes are opened here and closed when `chunks` ends or is closed.

    Raises:
        InvalidPath, ArtifactNotFound, RangeNotSatisfiable, Unavailable.
    """
    artifact = listing.get_artifact(owner=owner, path=path)
    answer = http_answers.answer(artifact, request)
    pieces = _open(artifact, answer.start, answer.end)
    return Download(
        status=answer.status,
        headers=answer.headers,
        chunks=_in_threads(pieces),
        local=_local(artifact, answer.start, answer.end),
    )


def open_pieces(
    *, owner: Owner, path: str, start: int = 0, end: int | None = None
) -> Generator[bytes, None, None]:
    """The bytes from `start` to before `end`, in pieces.

    Raises:
        InvalidPath, ArtifactNotFound, Unavailable.
    """
    artifact = listing.get_artifact(owner=owner, path=path)
    last = artifact.size if end is None else min(end, artifact.size)
    return _open(artifact, start, last)


def read_bytes(*, owner: Owner, path: str, limit: int) -> bytes:
    """A small file whole.

    Raises:
        InvalidPath, ArtifactNotFound, Unavailable.
        ArtifactTooLarge: it has more bytes than the limit.
    """
    artifact = listing.get_artifact(owner=owner, path=path)
    if artifact.size > limit:
        raise ArtifactTooLarge(
            f"The file {path!r} has {artifact.size} bytes; at most {limit} are read here.",
            fix="Download the file.",
            size=artifact.size,
            limit=limit,
        )
    with translated():
        return b"".join(_open(artifact, 0, artifact.size))


def can_presign() -> bool:
    """Whether the store gives bytes by addresses of its own."""
    return stores.direct() is not None


def presign(*, owner: Owner, path: str, expires_in: int = DIRECT_URL_SECONDS) -> DirectUrl | None:
    """An address at the store that gives the file for a while; None if the store has none.

    The browser saves it under its name, whatever is in it.

    Raises:
        InvalidPath, ArtifactNotFound.
    """
    artifact = listing.get_artifact(owner=owner, path=path)
    direct = stores.direct()
    if direct is None:
        return None
    headers = http_answers.safe_headers(artifact, attachment=True)
    with translated():
        url = direct.download_url(artifact.blob_key, headers=headers, expires_in=expires_in)
    return DirectUrl(url=url, size=artifact.size, expires_in=expires_in)


def _open(artifact: ArtifactInfo, start: int, end: int) -> Generator[bytes, None, None]:
    with translated():
        return stores.current().read(artifact.blob_key, start=start, end=end)


def _local(artifact: ArtifactInfo, start: int, end: int) -> LocalSpan | None:
    path = stores.current().local_path(artifact.blob_key)
    return LocalSpan(path=path, start=start, end=end) if path is not None else None


async def _in_threads(pieces: Generator[bytes, None, None]) -> AsyncGenerator[bytes, None]:
    """The pieces, each fetched in a thread, so that no disk or bucket holds up the loop."""
    try:
        while (piece := await sync_to_async(_next, thread_sensitive=False)(pieces)) is not None:
            yield piece
    finally:
        await sync_to_async(pieces.close, thread_sensitive=False)()


def _next(pieces: Generator[bytes, None, None]) -> bytes | None:
    return next(pieces, None)
