"""From a committed change, in whatever thread, to the open pages."""

import asyncio
import logging
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from channels.layers import InMemoryChannelLayer, get_channel_layer
from redis.exceptions import RedisError

from apps.core.realtime.coalescer import Coalescer
from apps.core.realtime.messages import Message
from apps.core.realtime.topics import group_of

if TYPE_CHECKING:
    from apps.core.events import Event

logger = logging.getLogger(__name__)


def publish(event: "Event") -> None:
    """Tell every listener of the event's topics, soon and without waiting for them."""
    _bridge.ring(event)


def attach(loop: asyncio.AbstractEventLoop) -> None:
    """Name the loop on which this process's sockets live.

    The in-memory layer's queues belong to it and must not be touched from another thread.
    """
    _bridge.attach(loop)


class Bridge:
    """The way from any thread to the event loop that sends."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._outbox: Outbox | None = None

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        """Send on this loop from now on."""
        with self._lock:
            if loop is not self._loop:
                self._loop, self._outbox = loop, Outbox(loop)

    def ring(self, event: "Event") -> None:
        """Hand the event to the loop; nothing is lost by a process that has none to hand it to."""
        with self._lock:
            if self._loop is None or self._loop.is_closed():
                self._start_own_loop()
            if self._loop is None or self._outbox is None:
                return
            try:
                self._loop.call_soon_threadsafe(self._outbox.put, event)
            except RuntimeError:
                logger.debug("the event loop ended before a doorbell could ring", exc_info=True)

    def _start_own_loop(self) -> None:
        """A worker has no server, so it sends from a thread.

        Without Redis all sockets are in this process, and none has connected: nobody listens.
        """
        self._loop = self._outbox = None
        if isinstance(get_channel_layer(), InMemoryChannelLayer):
            return
        self._loop = asyncio.new_event_loop()
        self._outbox = Outbox(self._loop)
        threading.Thread(target=self._loop.run_forever, name="doorbells", daemon=True).start()


class Outbox:
    """Events on their loop, on their way to the channel layer."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._coalescer = Coalescer(send=self._send, later=loop.call_later)
        self._sending: set[asyncio.Task[None]] = set()

    def put(self, event: "Event") -> None:
        """Take an event; only on the loop itself."""
        message = Message.of(event)
        for topic in event.topics:
            self._coalescer.add(topic, message)

    def _send(self, topic: str, messages: Sequence[Message]) -> None:
        task = self._loop.create_task(_send_to_group(topic, messages))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)


async def _send_to_group(topic: str, messages: Sequence[Message]) -> None:
    envelope = {
        "type": "live.messages",
        "topic": topic,
        "messages": [message.to_json() for message in messages],
    }
    try:
        await get_channel_layer().group_send(group_of(topic), envelope)
    except (RedisError, OSError):
        # A lost doorbell costs a moment's staleness; the change itself is committed.
        logger.warning("a doorbell of %s was lost: Redis does not answer", topic, exc_info=True)


_bridge = Bridge()
