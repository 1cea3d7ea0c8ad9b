"""Which way of reading a page is the cheapest, guessed from how many runs meet each condition."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

COUNT_UP_TO = 20_000
"""Counting goes no further: what many runs meet is no way to begin, however many they are."""
TOGETHER = 2
"""Conditions that so many times the fewest runs meet are read from their indexes as well: meeting
two such lists costs less than looking at each run of one."""


class Way(StrEnum):
    """How a page is read; see `statements`."""

    WALK = "walk"
    GATHER = "gather"
    SORT = "sort"


@dataclass(frozen=True, kw_only=True, slots=True)
class Estimate:
    """What is guessed before reading. Where rows are counted, it stops at `COUNT_UP_TO`."""

    project_runs: int
    scope_runs: int
    condition_runs: Sequence[int] = ()
    """Of each condition that an index can answer, how many runs of the project meet it."""
    walkable: bool
    walks_in_scope: bool
    """Whether the walk meets runs of the scope only, not of the whole project."""
    limit: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """The way, and for GATHER the numbers of the conditions to begin with."""

    way: Way
    drivers: tuple[int, ...] = ()
    looked_at: float = field(default=0, compare=False)
    """How many runs a walk is expected to look at."""


def choose(estimate: Estimate) -> Plan:
    """The way that looks at the fewest runs."""
    walked = _walked(estimate) if estimate.walkable else float("inf")
    fewest = min(estimate.condition_runs, default=estimate.scope_runs + 1)
    if fewest <= min(walked, estimate.scope_runs):
        return Plan(way=Way.GATHER, drivers=_rare(estimate.condition_runs, fewest))
    if walked < estimate.scope_runs:
        return Plan(way=Way.WALK, looked_at=walked)
    return Plan(way=Way.SORT)


def probation(plan: Plan, estimate: Estimate) -> int | None:
    """After how many runs a walk that has not filled its page has shown that the conditions are
    not independent: they hardly meet, and their lists say sooner where they do. None where
    walking to the end is no more than that."""
    if plan.way is not Way.WALK or not estimate.condition_runs:
        return None
    after = max(LEAST_PROBATION, int(plan.looked_at * PATIENCE))
    return after if after * PATIENCE < estimate.project_runs else None


def together(counts: Sequence[int]) -> tuple[int, ...]:
    """The conditions whose lists tell which runs meet them, the rarest first."""
    return tuple(sorted(range(len(counts)), key=counts.__getitem__))[:MOST_LISTS]


def _rare(counts: Sequence[int], fewest: int) -> tuple[int, ...]:
    alike = (number for number, count in enumerate(counts) if count <= fewest * TOGETHER)
    # The rarest first, and of two alike the one that was written first.
    return tuple(sorted(alike, key=counts.__getitem__))


def _walked(estimate: Estimate) -> float:
    """How many runs a walk looks at until the page is full, were the conditions independent."""
    everything = max(estimate.project_runs, 1)
    share = 1.0 if estimate.walks_in_scope else estimate.scope_runs / everything
    for count in estimate.condition_runs:
        share *= min(1.0, _guessed(count, everything) / everything)
    reach = estimate.scope_runs if estimate.walks_in_scope else everything
    return min(estimate.limit / share, reach * WALKING_TO_THE_END) if share else float("inf")


def _guessed(count: int, everything: int) -> float:
    """The count, or halfway to everything where counting stopped."""
    return count if count != COUNT_UP_TO else (count + everything) / 2


PATIENCE = 4
LEAST_PROBATION = 5_000
MOST_LISTS = 3
# Who walks everything has run through three statements for it, so sorting it is cheaper.
WALKING_TO_THE_END = 3
