"""What a batch says of each of its series: the latest point, and minimum, maximum and count."""

from dataclasses import dataclass

import numpy as np

from apps.experiments.series.columns import Batch, Float64s, Indices, Int32s, Int64s, Points
from apps.experiments.series.order import series_starts, sorted_batch


@dataclass(frozen=True, slots=True)
class Latest:
    """One entry a series, by ascending key. `least` and `greatest` are of the finite values,
    NaN where there is none; `count` counts distinct points."""

    key: Int64s
    step: Int64s
    step_micro: Int32s
    timestamp_ms: Int64s
    value: Float64s
    count: Int64s
    least: Float64s
    greatest: Float64s

    def __len__(self) -> int:
        return len(self.key)


def latest_of(batch: Batch) -> Latest:
    """The greatest point of each series by (step, timestamp, value), as MLflow defines it."""
    ordered = sorted_batch(batch)
    key, points = ordered.key, ordered.points
    starts = series_starts(key)
    if len(starts) == len(key):
        return _one_each(key, points)
    ends = np.append(starts[1:], len(key)) - 1
    last = points.take(ends)
    least, greatest = extremes(points.value, starts)
    return Latest(
        key[starts],
        last.step,
        last.step_micro,
        last.timestamp_ms,
        last.value,
        (ends - starts + 1).astype(np.int64),
        least,
        greatest,
    )


def extremes(value: Float64s, starts: Indices) -> tuple[Float64s, Float64s]:
    """Minimum and maximum of the finite values from each start to the next; NaN without any."""
    finite = np.isfinite(value)
    if finite.all():
        return np.minimum.reduceat(value, starts), np.maximum.reduceat(value, starts)
    least = np.minimum.reduceat(np.where(finite, value, np.inf), starts)
    greatest = np.maximum.reduceat(np.where(finite, value, -np.inf), starts)
    empty = ~np.logical_or.reduceat(finite, starts)
    least[empty] = greatest[empty] = np.nan
    return least, greatest


def _one_each(key: Int64s, points: Points) -> Latest:
    finite = np.where(np.isfinite(points.value), points.value, np.nan)
    return Latest(
        key,
        points.step,
        points.step_micro,
        points.timestamp_ms,
        points.value,
        np.ones(len(key), np.int64),
        finite,
        finite,
    )
