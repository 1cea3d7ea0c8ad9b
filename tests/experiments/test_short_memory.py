"""What is remembered for a moment is forgotten after it."""

import pytest

from apps.experiments.selectors.short_memory import ShortMemory

pytestmark = pytest.mark.any_database


def test_a_value_is_remembered_for_its_time() -> None:
    long, none = ShortMemory[str, int](seconds=60, size=9), ShortMemory[str, int](seconds=0, size=9)
    for memory in (long, none):
        memory.keep("a", 1)
    assert (long.get("a"), long.get("b"), none.get("a")) == (1, None, None)


def test_too_many_values_are_forgotten_together() -> None:
    memory = ShortMemory[str, int](seconds=60, size=2)
    for number, key in enumerate("abc"):
        memory.keep(key, number)
    assert [memory.get(key) for key in "abc"] == [None, None, 2]
