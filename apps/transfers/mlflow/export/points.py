"""Points as rows: over there steps are whole numbers, and nothing is infinite."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from apps.experiments.selectors import exports
from apps.experiments.selectors.exports import WholeRun
from apps.experiments.series.columns import Points
from apps.transfers.mlflow.export.target import Row

# The greatest double: how MLflow's tables hold infinity
_INFINITE = 1.7976931348623157e308

_Place = tuple[int, int, float, bool]
"""(step, timestamp, value, whether it is no number): a point as it is over there."""


@dataclass
class Tally:
    """Points that were read, and those that are one with another over there."""

    points: int = 0
    merged: int = 0


def points_of(run: WholeRun, tally: Tally) -> Iterator[Row]:
    """Each point once: steps that differ by less than one become one and the same over there."""
    last_key, seen = "", _Seen()
    for key, points in exports.iter_series(run=run):
        if key != last_key:
            last_key, seen = key, _Seen()
        tally.points += len(points)
        for place in seen.new(points):
            if place is None:
                tally.merged += 1
                continue
            step, timestamp, value, is_nan = place
            yield {
                "run_uuid": run.info.run_id,
                "key": key,
                "value": value,
                "timestamp": timestamp,
                "step": step,
                "is_nan": is_nan,
            }


@dataclass
class _Seen:
    """Points of a series that later ones may fall together with. A long series comes in pages, by
    time; points that fall together have one time, so that no more than one time is remembered."""

    places: set[_Place] = field(default_factory=set)
    time: int | None = None

    def new(self, points: Points) -> Iterator[_Place | None]:
        """The points as they are over there; None for one that is there already."""
        if not len(points):
            return
        by_time = bool((points.timestamp_ms[1:] >= points.timestamp_ms[:-1]).all())
        if not self.places and not _can_fall_together(points):
            yield from _columns(points)
            newest = points.take(points.timestamp_ms == points.timestamp_ms[-1])
            self.places, self.time = set(_columns(newest)), int(points.timestamp_ms[-1])
            return
        for place in _columns(points):
            if by_time and place[1] != self.time:
                self.places, self.time = set(), place[1]
            yield None if place in self.places else place
            self.places.add(place)


def _can_fall_together(points: Points) -> bool:
    """0 and -0 are equal over there, and steps lose their decimals."""
    return bool(points.step_micro.any() or (points.value == 0).any())


def _columns(points: Points) -> Iterator[_Place]:
    columns = (points.step.tolist(), points.timestamp_ms.tolist(), points.value.tolist())
    for step, timestamp, value in zip(*columns, strict=True):
        yield (step, timestamp, *stored_value(value))


def stored_value(value: float) -> tuple[float, bool]:
    """A number as the tables hold it, and whether it is none."""
    if math.isnan(value):
        return 0.0, True
    if math.isinf(value):
        return math.copysign(_INFINITE, value), False
    return value, False
