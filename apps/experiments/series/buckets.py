"""Buckets: what a chart draws of a series, with exact extremes, from summaries where they suffice.

A bucket is a run of neighbouring segments or points that begin in one n-th of the axis, so its
minimum, maximum, mean, first and last are exact for the points that it holds.
"""

from dataclasses import dataclass

import numpy as np

from apps.experiments.series.columns import MICROS, NO_POINTS, Float64s, Int64s, Points
from apps.experiments.series.summary import SEGMENT, Segments, segments_of


@dataclass(frozen=True, slots=True)
class Buckets:
    """Parallel columns, one entry a bucket, by ascending x. NaN where a bucket holds no finite
    value. `exact`: every point is a bucket of its own. `odd` lists the points that are not finite.
    """

    x: Float64s
    first: Float64s
    last: Float64s
    least: Float64s
    greatest: Float64s
    mean: Float64s
    count: Int64s
    exact: bool
    odd: list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class AxisOf:
    """How points and segments map to the horizontal axis: by step, or by time from an origin.

    A time axis is (timestamp - origin) * scale.
    """

    by_time: bool
    origin: float = 0.0
    scale: float = 1.0

    def of_points(self, points: Points) -> Float64s:
        """The x of each point."""
        if self.by_time:
            return (points.timestamp_ms - self.origin) * self.scale
        return _steps(points.step, points.step_micro)

    def of_segments(self, segments: Segments) -> tuple[Float64s, Float64s]:
        """The x at which each segment begins and ends."""
        if self.by_time:
            return (
                (segments["low_time"] - self.origin) * self.scale,
                (segments["high_time"] - self.origin) * self.scale,
            )
        return (
            _steps(segments["first_step"], segments["first_micro"]),
            _steps(segments["last_step"], segments["last_micro"]),
        )


Window = tuple[float | None, float | None]


def within(
    low: Float64s, high: Float64s, window: Window
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which intervals reach into the window."""
    start, end = window
    inside = np.ones(len(low), np.bool_)
    if start is not None:
        inside &= high >= start
    if end is not None:
        inside &= low <= end
    return inside


def bucket_points(points: Points, axis: AxisOf, *, buckets: int, window: Window) -> Buckets:
    """Buckets of decoded points; with no more points than buckets, the points themselves."""
    x = axis.of_points(points)
    chosen = within(x, x, window)
    points, x = points.take(chosen), x[chosen]
    if axis.by_time:
        order = np.argsort(x, kind="stable")
        points, x = points.take(order), x[order]
    odd = _odd(points, x)
    if len(points) <= buckets:
        value = np.where(np.isfinite(points.value), points.value, np.nan)
        ones = np.ones(len(points), np.int64)
        return Buckets(x, value, value, value, value, value, ones, exact=True, odd=odd)
    starts = _starts(x, buckets)
    table = segments_of(points, starts)
    return _of_table(table, x[starts], odd)


def bucket_segments(
    segments: Segments, odd: Points, axis: AxisOf, *, buckets: int, window: Window
) -> Buckets:
    """Buckets of whole segments, many to a bucket; nothing is decoded."""
    low, high = axis.of_segments(segments)
    chosen = within(low, high, window)
    segments, low = segments[chosen], low[chosen]
    order = np.argsort(low, kind="stable")
    segments, low = segments[order], low[order]
    odd_x = axis.of_points(odd)
    shown = within(odd_x, odd_x, window)
    listed = _odd(odd.take(shown), odd_x[shown])
    if not len(segments):
        return _of_table(segments, low, listed)
    starts = _starts(low, buckets)
    return _of_table(_merge(segments, starts), low[starts], listed)


def _merge(segments: Segments, starts: np.ndarray[tuple[int], np.dtype[np.intp]]) -> Segments:
    ends = np.append(starts[1:], len(segments)) - 1
    table = np.zeros(len(starts), SEGMENT)
    finite = segments["finite"].astype(np.int64)
    table["count"] = np.add.reduceat(segments["count"].astype(np.int64), starts)
    table["finite"] = np.add.reduceat(finite, starts)
    has = finite > 0
    table["least"] = np.minimum.reduceat(np.where(has, segments["least"], np.inf), starts)
    table["greatest"] = np.maximum.reduceat(np.where(has, segments["greatest"], -np.inf), starts)
    share = finite / np.repeat(np.maximum(table["finite"], 1), ends - starts + 1)
    table["mean"] = np.add.reduceat(np.where(has, segments["mean"], 0.0) * share, starts)
    indices = np.arange(len(segments))
    first = np.minimum.reduceat(np.where(has, indices, len(segments)), starts)
    last = np.maximum.reduceat(np.where(has, indices, -1), starts)
    empty = table["finite"] == 0
    table["first"] = segments["first"][np.where(empty, starts, first)]
    table["last"] = segments["last"][np.where(empty, ends, last)]
    for name in ("least", "greatest", "mean"):
        table[name][empty] = np.nan
    return table


def _starts(x: Float64s, buckets: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Where each non-empty n-th of the range of ascending x begins."""
    low, high = float(x[0]), float(x[-1])
    width = (high - low) / buckets
    if not np.isfinite(width) or width <= 0:
        number = np.arange(len(x)) * buckets // len(x)
    else:
        number = np.minimum((x - low) / width, buckets - 1).astype(np.int64)
    return np.flatnonzero(np.concatenate([[True], number[1:] != number[:-1]]))


def _of_table(table: Segments, x: Float64s, odd: list[tuple[float, float]]) -> Buckets:
    return Buckets(
        x,
        table["first"],
        table["last"],
        table["least"],
        table["greatest"],
        table["mean"],
        table["count"].astype(np.int64),
        exact=False,
        odd=odd,
    )


def _odd(points: Points, x: Float64s) -> list[tuple[float, float]]:
    odd = ~np.isfinite(points.value)
    if not odd.any():
        return []
    return list(zip(x[odd].tolist(), points.value[odd].tolist(), strict=True))


def _steps(step: Int64s, micro: np.ndarray[tuple[int], np.dtype[np.int32]]) -> Float64s:
    whole = step.astype(np.float64)
    return whole + micro / MICROS if micro.any() else whole


EMPTY = bucket_points(NO_POINTS, AxisOf(by_time=False), buckets=1, window=(None, None))
"""The buckets of a series that has no points."""
