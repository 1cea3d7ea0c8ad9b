"""What one tab listens to, and the doorbells that wait to be told to it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from apps.core.realtime.messages import Message

MOST_TOPICS = 200


@dataclass(slots=True)
class Subscriptions:
    """The state of a socket. A slow tab has fewer and fuller doorbells waiting, never a longer
    and longer queue: messages of one identity become one.
    """

    topics: set[str] = field(default_factory=set)
    _waiting: dict[tuple[str, str], tuple[Message, frozenset[str]]] = field(default_factory=dict)

    def admissible(self, names: Sequence[str]) -> tuple[list[str], list[str]]:
        """Those of the names that are new and still fit, and those that do not."""
        fresh = [name for name in dict.fromkeys(names) if name not in self.topics]
        room = MOST_TOPICS - len(self.topics)
        return fresh[:room], fresh[room:]

    def note(self, topic: str, values: Iterable[Mapping[str, Any]]) -> None:
        """Let the messages of a topic wait; of one that was left meanwhile, none."""
        if topic not in self.topics:
            return
        for value in values:
            message = Message.of_json(value)
            earlier, rooms = self._waiting.pop(message.identity, (None, frozenset[str]()))
            merged = message.after(earlier) if earlier else message
            self._waiting[message.identity] = (merged, rooms | {topic})

    def take(self) -> list[tuple[Message, frozenset[str]]]:
        """What waits, each with the topics that it came by; nothing waits afterwards."""
        waiting, self._waiting = self._waiting, {}
        return list(waiting.values())
