"""From a socket to the store: a piece is hashed by one thread while another writes it."""

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor

from apps.artifacts.constants import PIECE
from apps.artifacts.services.incoming import Incoming
from apps.artifacts.sockets import BodySource

# More than two, so that neither side waits whenever the other stumbles.
BUFFERS = 4


def pump(source: BodySource, incoming: Incoming) -> None:
    """Read all of the source, keep it, and make it durable. Memory stays at a few pieces.

    Raises:
        UploadIncomplete, ArtifactTooLarge, StorageFull, Unavailable.
    """
    free: deque[tuple[bytearray, Future[None] | None]] = deque(
        (bytearray(PIECE), None) for _ in range(BUFFERS)
    )
    with ThreadPoolExecutor(1, thread_name_prefix="upload-digest") as hasher:
        while True:
            buffer, hashed = free.popleft()
            if hashed is not None:
                hashed.result()
            filled = source.read_into(memoryview(buffer))
            if not filled:
                break
            piece = memoryview(buffer)[:filled]
            free.append((buffer, hasher.submit(incoming.digest, piece)))
            incoming.keep(piece)
    incoming.commit()
