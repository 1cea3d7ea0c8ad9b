"""Holds doorbells to five a second for each topic and type: the first at once, the last always."""

from collections.abc import Callable, Sequence
from typing import Protocol

from apps.core.realtime.messages import Message

INTERVAL = 0.2

Slot = tuple[str, str]


class Later(Protocol):
    """How a call is put off; an event loop's `call_later`."""

    def __call__(self, delay: float, callback: Callable[[Slot], None], slot: Slot, /) -> object:
        """Call back with the slot after so many seconds."""


class Coalescer:
    """Not thread-safe: it lives on one event loop."""

    def __init__(self, *, send: Callable[[str, Sequence[Message]], None], later: Later) -> None:
        self._send = send
        self._later = later
        # A slot exists for as long as its topic and type must not ring again.
        self._waiting: dict[Slot, dict[str, Message]] = {}

    def add(self, topic: str, message: Message) -> None:
        """Send the message now, or with the others that wait for their moment."""
        slot = (topic, message.type)
        waiting = self._waiting.get(slot)
        if waiting is None:
            self._ring(slot, [message])
            return
        earlier = waiting.pop(message.merge_key, None)
        waiting[message.merge_key] = message.after(earlier) if earlier else message

    def _ring(self, slot: Slot, messages: Sequence[Message]) -> None:
        self._waiting[slot] = {}
        self._send(slot[0], messages)
        self._later(INTERVAL, self._release, slot)

    def _release(self, slot: Slot) -> None:
        waiting = self._waiting.pop(slot)
        if waiting:
            self._ring(slot, list(waiting.values()))
