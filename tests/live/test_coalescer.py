"""A burst rings at once, then five times a second, and its last doorbell is never lost."""

from collections.abc import Callable, Sequence

import pytest

from apps.core.realtime.coalescer import INTERVAL, Coalescer, Slot
from apps.core.realtime.messages import Message

pytestmark = pytest.mark.any_database


class Clock:
    """Time that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self._calls: list[tuple[float, Callable[[Slot], None], Slot]] = []

    def call_later(self, delay: float, callback: Callable[[Slot], None], slot: Slot, /) -> None:
        self._calls.append((self.now + delay, callback, slot))

    def move(self, seconds: float) -> None:
        end = self.now + seconds
        while due := sorted((call for call in self._calls if call[0] <= end), key=lambda c: c[0]):
            self._calls.remove(due[0])
            self.now = due[0][0]
            due[0][1](due[0][2])
        self.now = end


class Bell:
    """What rang, and when."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.rang: list[tuple[float, str, list[Message]]] = []
        self.coalescer = Coalescer(send=self.send, later=self.clock.call_later)

    def send(self, topic: str, messages: Sequence[Message]) -> None:
        self.rang.append((self.clock.now, topic, list(messages)))

    def add(
        self, topic: str = "run:1", *, key: str = "1", type_: str = "run.series", **fields: object
    ) -> None:
        self.coalescer.add(topic, Message(type=type_, merge_key=key, fields=fields))


def test_the_first_rings_at_once() -> None:
    bell = Bell()

    bell.add(size=1)

    assert [(when, topic) for when, topic, _ in bell.rang] == [(0.0, "run:1")]


def test_a_burst_rings_five_times_a_second_and_ends_with_its_last() -> None:
    bell = Bell()
    for number in range(1000):
        bell.add(size=number)
        bell.clock.move(0.001)
    bell.clock.move(1)

    assert len(bell.rang) == 6
    assert [message.fields for message in bell.rang[-1][2]] == [{"size": 999}]


def test_what_waits_is_told_even_if_nothing_follows() -> None:
    bell = Bell()
    bell.add(size=1)
    bell.add(size=2)

    bell.clock.move(INTERVAL)

    assert [messages[0].fields["size"] for _, _, messages in bell.rang] == [1, 2]


def test_keys_of_waiting_doorbells_unite() -> None:
    bell = Bell()
    bell.add(keys=["a"])
    bell.add(keys=["b", "c"])
    bell.add(keys=["c", "d"])

    bell.clock.move(INTERVAL)

    assert bell.rang[-1][2][0].fields == {"keys": ["b", "c", "d"]}


def test_other_keys_wait_together_and_ring_once() -> None:
    bell = Bell()
    for number in range(10):
        bell.add("project:p", key=str(number))

    bell.clock.move(INTERVAL)

    assert [len(messages) for _, _, messages in bell.rang] == [1, 9]


@pytest.mark.parametrize(("topic", "type_"), [("run:2", "run.series"), ("run:1", "run.console")])
def test_another_topic_or_type_does_not_wait(topic: str, type_: str) -> None:
    bell = Bell()
    bell.add("run:1", type_="run.series")

    bell.add(topic, type_=type_)

    assert len(bell.rang) == 2


def test_after_a_quiet_moment_the_next_rings_at_once_again() -> None:
    bell = Bell()
    bell.add()
    bell.clock.move(INTERVAL)

    bell.add()

    assert len(bell.rang) == 2
