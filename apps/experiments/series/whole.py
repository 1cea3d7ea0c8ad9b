"""A series that comes whole, from elsewhere: straight to chunks, without any append."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from apps.experiments.series.columns import Batch, Points
from apps.experiments.series.fold import NewChunk, fold_series
from apps.experiments.series.latest import Latest, latest_of
from apps.experiments.series.order import sorted_distinct


@dataclass(frozen=True, slots=True)
class WholeSeries:
    """All of a series, encoded. `came` is how many points there were before equal ones met."""

    chunks: tuple[NewChunk, ...]
    latest: Latest
    came: int

    @property
    def count(self) -> int:
        """How many distinct points it has."""
        return int(self.latest.count[0])

    @property
    def size(self) -> int:
        """How many bytes it takes encoded."""
        return sum(len(chunk.data) + len(chunk.summary) for chunk in self.chunks)


def encode_whole(
    steps: Iterable[int], timestamps_ms: Iterable[int], values: Iterable[float]
) -> WholeSeries:
    """The series of these points, in whatever order they come; at least one.

    Raises:
        OverflowError, ValueError, TypeError: a step, a time or a value is no number in range.
    """
    step = np.asarray(steps, np.int64)
    points = Points(
        step,
        np.zeros(len(step), np.int32),
        np.asarray(timestamps_ms, np.int64),
        np.asarray(values, np.float64),
    )
    distinct = sorted_distinct(points)
    latest = latest_of(Batch(np.zeros(len(distinct), np.int64), distinct))
    return WholeSeries(tuple(fold_series(distinct, []).chunks), latest, len(points))
