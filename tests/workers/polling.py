"""The one way tests wait: for a condition, with a deadline."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def eventually(check: Callable[[], T], *, seconds: float = 15) -> T:
    """The first true answer of the check; an AssertionError when none comes in time."""
    deadline = time.monotonic() + seconds
    while True:
        answer = check()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"Not within {seconds} s; the last answer was {answer!r}.")
        time.sleep(0.02)
