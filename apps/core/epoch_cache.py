"""What a process may remember for as long as a number in the database stands still."""

from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class EpochCache(Generic[Key, Value]):
    """Values by key, all forgotten as soon as the epoch is another one.

    Safe between threads: a thread that is still at an older epoch fills a page that nobody at a
    newer one reads. The caller reads the epoch *before* the values it puts, so that a value may be
    newer than its epoch (and is then forgotten early), and never older.
    """

    def __init__(self, *, size: int) -> None:
        self._size = size
        self._page: tuple[int, dict[Key, Value]] = (-1, {})

    def page(self, epoch: int) -> dict[Key, Value]:
        """The values known at this epoch; put what you learn under it into the same mapping."""
        known_at, values = self._page
        if known_at != epoch or len(values) >= self._size:
            values = {}
            self._page = (epoch, values)
        return values
