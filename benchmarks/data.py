"""What both are filled with: the same runs and points for the same numbers, every time."""

import math
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

T0 = 1_700_000_000_000
PARAMS, METRICS, TAGS = 20, 20, 5
STEPS_MS = 100


@dataclass(frozen=True, slots=True)
class RunData:
    """A finished run. Its metrics have one point each, at step 0."""

    run_id: str
    name: str
    start_ms: int
    end_ms: int
    params: list[str]
    metrics: list[float]
    tags: list[str]


def search_runs(count: int) -> Iterator[RunData]:
    """Runs to search: `p0`… of ten values each, `m0`… uniform in 0…1, `t0`… of twenty values.

    The last metric is 1 less the one before it, so that no run has much of both.
    """
    for number in range(count):
        yield search_run(number)


def search_run(number: int) -> RunData:
    """The run of this number."""
    chance = random.Random(f"search {number}")
    metrics = [chance.random() for _ in range(METRICS)]
    metrics[-1] = 1 - metrics[-2]
    return RunData(
        run_id=uuid.UUID(int=chance.getrandbits(128)).hex,
        name=f"run-{number}",
        start_ms=T0 + number * 1000,
        end_ms=T0 + number * 1000 + 60_000,
        params=[f"v{chance.randrange(10)}" for _ in range(PARAMS)],
        metrics=metrics,
        tags=[f"t{chance.randrange(20)}" for _ in range(TAGS)],
    )


def series_run(kind: str, number: int) -> RunData:
    """A run that has nothing but a long metric, `loss`."""
    return RunData(
        run_id=uuid.UUID(int=random.Random(f"{kind} {number}").getrandbits(128)).hex,
        name=f"{kind}-{number}",
        start_ms=T0 + number,
        end_ms=T0 + number + 60_000,
        params=[],
        metrics=[],
        tags=[],
    )


def points(kind: str, number: int, count: int) -> Iterator[tuple[int, int, float]]:
    """(step, time in ms, value) of its `loss`: a wave with noise, as losses have."""
    chance = random.Random(f"points {kind} {number}")
    for step in range(count):
        yield step, T0 + step * STEPS_MS, math.sin(step / 5000) + chance.random() * 0.1


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much is filled in."""

    runs: int = 100_000
    history: int = 1_000_000
    compared: int = 10_000

    @property
    def series(self) -> list[tuple[str, int, int]]:
        """(experiment, runs, points of each)."""
        return [("history", 1, self.history), ("compare", 50, self.compared)]
