"""One tab's socket: what it listens to, and telling it, with the gate asked again each time."""

import asyncio
import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from apps.core.errors import NotAuthenticated
from apps.core.realtime import origin, publisher, topics
from apps.core.realtime.messages import VERSION
from apps.core.realtime.subscriptions import Subscriptions

logger = logging.getLogger(__name__)

MOST_CHARACTERS = 32 * 1024
# How often a quiet socket's session and topics are looked at.
HEARTBEAT = 30.0
# Waited before telling, so that what one change rings in two rooms is told once.
GATHER = 0.02
# The channel layer forgets the members of a group after a day.
REJOIN = 3600.0

BROKEN = 1011
TOO_BIG = 1009
SIGNED_OUT = 4401


class LiveConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels has no types
    """`/ws/live`. The protocol is in docs/live.md."""

    async def connect(self) -> None:
        """Let in who comes from our own page with a session, or with a token."""
        self.subscriptions = Subscriptions()
        self.rung = asyncio.Event()
        self.teller: asyncio.Task[None] | None = None
        if not origin.is_ours(self.scope):
            await self.close()
            return
        publisher.attach(asyncio.get_running_loop())
        # Accepted before it is refused: a browser is told the code of an accepted socket only.
        await self.accept()
        if await self.refusals([]) is None:
            return
        self.teller = asyncio.create_task(self.tell())
        self.teller.add_done_callback(self.teller_ended)

    async def disconnect(self, _code: int) -> None:
        """Leave every room."""
        if self.teller is not None:
            self.teller.cancel()
        await self.leave(list(self.subscriptions.topics))

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Do what the tab says."""
        if bytes_data is not None or text_data is None or len(text_data) > MOST_CHARACTERS:
            await self.close(code=TOO_BIG)
            return
        match _parsed(text_data):
            case {"t": "ping"}:
                await self.say(t="pong")
            case {"t": "subscribe", "topics": list(names)}:
                await self.subscribe([str(name) for name in names])
            case {"t": "unsubscribe", "topics": list(names)}:
                await self.leave([str(name) for name in names])
            case _:
                await self.say(t="error", code="invalid_message")

    async def subscribe(self, names: Sequence[str]) -> None:
        """Enter the rooms that the visitor may enter.

        "subscribed" is said once the room is entered: who fetches after that misses nothing.
        """
        fresh, too_many = self.subscriptions.admissible(names)
        refused = await self.refusals(fresh)
        if refused is None:
            return
        for name in fresh:
            if name not in refused:
                self.subscriptions.topics.add(name)
                await self.channel_layer.group_add(topics.group_of(name), self.channel_name)
        for name in dict.fromkeys(names):
            if name in self.subscriptions.topics:
                await self.say(t="subscribed", topic=name)
        await self.refuse({**refused, **dict.fromkeys(too_many, "too_many_topics")})

    async def leave(self, names: Iterable[str]) -> None:
        """Leave the rooms; one that was not entered is no error."""
        for name in names:
            if name in self.subscriptions.topics:
                self.subscriptions.topics.discard(name)
                await self.channel_layer.group_discard(topics.group_of(name), self.channel_name)

    async def live_messages(self, envelope: Mapping[str, Any]) -> None:
        """Doorbells from the channel layer; only noted, so that its queue never fills up."""
        self.subscriptions.note(envelope["topic"], envelope["messages"])
        self.rung.set()

    async def tell(self) -> None:
        """Tell the tab what waits, and look now and then whether it may still listen."""
        loop = asyncio.get_running_loop()
        joined_at = loop.time()
        while True:
            await self.wait()
            due = self.subscriptions.take()
            asked = {name for _, rooms in due for name in rooms} or self.subscriptions.topics
            refused = await self.refusals(sorted(asked))
            if refused is None:
                return
            await self.leave(refused)
            await self.refuse(refused)
            for message, rooms in due:
                if rooms & self.subscriptions.topics:
                    await self.say(**message.frame)
            if loop.time() - joined_at > REJOIN:
                joined_at = loop.time()
                await self.rejoin()

    async def wait(self) -> None:
        """Until a doorbell rings, at most a heartbeat; with a moment for what comes along."""
        try:
            await asyncio.wait_for(self.rung.wait(), HEARTBEAT)
        except TimeoutError:
            return
        await asyncio.sleep(GATHER)
        self.rung.clear()

    async def rejoin(self) -> None:
        """Stay a member of the rooms for another day."""
        for name in sorted(self.subscriptions.topics):
            await self.channel_layer.group_add(topics.group_of(name), self.channel_name)

    async def refusals(self, names: Sequence[str]) -> dict[str, str] | None:
        """Which of the topics the visitor may not hear of now, and why; None closes the socket of
        somebody who is signed out."""
        try:
            codes: dict[str, str] = await database_sync_to_async(_refusals)(self.scope, names)
        except NotAuthenticated:
            await self.close(code=SIGNED_OUT)
            return None
        return codes

    async def refuse(self, refused: Mapping[str, str]) -> None:
        """Say which rooms are closed to the tab."""
        for name, code in refused.items():
            await self.say(t="refused", topic=name, code=code)

    async def say(self, **frame: Any) -> None:
        """Send one frame."""
        await self.send(text_data=json.dumps({"v": VERSION, **frame}, separators=(",", ":")))

    def teller_ended(self, task: asyncio.Task[None]) -> None:
        """A tab that cannot be told anything any more must know: it reconnects and fetches."""
        if task.cancelled() or task.exception() is None:
            return
        logger.error("a live socket broke", exc_info=task.exception())
        self.teller = asyncio.create_task(self.close(code=BROKEN))


def _refusals(scope: Mapping[str, Any], names: Sequence[str]) -> dict[str, str]:
    visitor = topics.identify(scope)
    codes = {name: topics.refusal_of(visitor, name) for name in names}
    return {name: code for name, code in codes.items() if code}


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
