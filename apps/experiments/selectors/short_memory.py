"""What a process may remember for a moment, because nobody minds if it is a little old."""

import time
from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class ShortMemory(Generic[Key, Value]):
    """Values by key, each for so many seconds; all are forgotten when there are too many.

    Safe between threads: each step is one operation on a mapping.
    """

    def __init__(self, *, seconds: float, size: int) -> None:
        self._seconds, self._size = seconds, size
        self._values: dict[Key, tuple[float, Value]] = {}

    def get(self, key: Key) -> Value | None:
        """The value, if it was kept a moment ago."""
        kept = self._values.get(key)
        return kept[1] if kept and time.monotonic() - kept[0] < self._seconds else None

    def keep(self, key: Key, value: Value) -> None:
        """Remember the value from now on."""
        if len(self._values) >= self._size:
            self._values.clear()
        self._values[key] = (time.monotonic(), value)
