"""A part of a file, sent by the kernel from the disk's cache to the socket."""

import asyncio
import os
import select
import socket
from concurrent.futures import ThreadPoolExecutor
from functools import cache

VISIT_BYTES = 64 * 2**20
"""How much one visit to a thread sends at most, so that many downloads take turns."""

PATIENCE_MS = 5
"""How long a thread waits for a client that is quick; the loop waits for the others."""

THREADS = 4


async def send_file(target: socket.socket, descriptor: int, start: int, count: int) -> int:
    """Send the bytes; how many went, which is fewer if the client left or the file ended.

    A thread is held only while bytes move: thousands of slow clients cost a descriptor each.
    """
    loop = asyncio.get_running_loop()
    sent = 0
    while sent < count:
        visit = loop.run_in_executor(
            _threads(), _visit, target.fileno(), descriptor, start + sent, count - sent
        )
        try:
            went = await _undisturbed(visit)
        except OSError:  # the client has gone
            return sent
        if went < 0:
            return sent
        sent += went
        if sent < count:
            await _writable(loop, target)
    return sent


async def _undisturbed(visit: asyncio.Future[int]) -> int:
    """Its result. A request that is cancelled waits for it: its descriptors are in use there."""
    try:
        return await asyncio.shield(visit)
    except asyncio.CancelledError:
        await asyncio.wait([visit])
        raise


def _visit(target: int, descriptor: int, start: int, count: int) -> int:
    """How many bytes went before the socket was full for a while; -1 when the file has no more."""
    poll = select.poll()
    poll.register(target, select.POLLOUT)
    sent, goal = 0, min(count, VISIT_BYTES)
    while sent < goal:
        try:
            went = os.sendfile(target, descriptor, start + sent, goal - sent)
        except BlockingIOError:
            if not poll.poll(PATIENCE_MS):
                break
            continue
        if not went:
            return sent or -1
        sent += went
    return sent


async def _writable(loop: asyncio.AbstractEventLoop, target: socket.socket) -> None:
    ready = loop.create_future()

    def settle() -> None:
        if not ready.done():
            ready.set_result(None)

    loop.add_writer(target.fileno(), settle)
    try:
        await ready
    finally:
        loop.remove_writer(target.fileno())


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(THREADS, thread_name_prefix="send-file")
