"""Buckets: what a chart draws of a series, with exact extremes, from summaries where they suffice.

A bucket is a run of neighbouring segments or points that begin in one n-th of the axis, so its
minimum, maximum, mean, first and last are exact for the points that it holds.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from apps.experiments.series.columns import (
    MICROS,
    Float64s,
    Indices,
    Int32s,
    Int64s,
    Mask,
    Points,
    join_points,
)
from apps.experiments.series.summary import SEGMENT, Segments, Summary, segments_of

Window = tuple[float | None, float | None]
"""From which x to which, both included; None is open."""


@dataclass(frozen=True, slots=True)
class Buckets:
    """Parallel columns, one entry a bucket, by ascending x. NaN where a bucket holds no finite
    value. `exact`: every point is a bucket of its own. `odd` lists the points that are not finite;
    where a bucket holds many, the first of each kind.
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
    origin: int = 0
    scale: float = 1.0

    def of_points(self, points: Points) -> Float64s:
        """The x of each point."""
        if self.by_time:
            return self.of_times(points.timestamp_ms)
        return of_steps(points.step, points.step_micro)

    def of_segments(self, segments: Segments) -> tuple[Float64s, Float64s]:
        """The x at which each segment begins and ends."""
        if self.by_time:
            return self.of_times(segments["low_time"]), self.of_times(segments["high_time"])
        return (
            of_steps(segments["first_step"], segments["first_micro"]),
            of_steps(segments["last_step"], segments["last_micro"]),
        )

    def of_times(self, timestamp_ms: Int64s) -> Float64s:
        """The x of each timestamp, on an axis of time."""
        x: Float64s = (timestamp_ms.astype(np.float64) - self.origin) * self.scale
        return x


def of_steps(step: Int64s, micro: Int32s) -> Float64s:
    """The x of each decimal step."""
    whole = step.astype(np.float64)
    return whole + micro / MICROS if micro.any() else whole


def within(x: Float64s, window: Window) -> Mask:
    """Which x are in the window."""
    start, end = window
    inside = np.ones(len(x), np.bool_)
    if start is not None:
        inside &= x >= start
    if end is not None:
        inside &= x <= end
    return inside


def bucket(parts: Sequence[Summary | Points], axis: AxisOf, *, buckets: int) -> Buckets:
    """At most `buckets` buckets of parts that follow one another along the axis.

    Points are in order of x. Where there are no more of them than buckets, and nothing but
    points, each is a bucket of its own.
    """
    points = [part for part in parts if isinstance(part, Points)]
    if len(points) == len(parts) and sum(map(len, points)) <= buckets:
        return _one_each(join_points(points), axis)
    scale = _scale(parts, axis, buckets)
    segments = np.concatenate([_segments(part, axis, scale) for part in parts])
    low, _ = axis.of_segments(segments)
    starts = _changes(scale(low))
    table = _merge(segments, starts)
    odd = join_points([_odd(part) for part in parts])
    odd_x = axis.of_points(odd)
    kept = _first_of_each_kind(odd, scale(odd_x))
    return Buckets(
        low[starts],
        table["first"],
        table["last"],
        table["least"],
        table["greatest"],
        table["mean"],
        table["count"].astype(np.int64),
        exact=False,
        odd=_listed(odd_x[kept], odd.value[kept]),
    )


def _one_each(points: Points, axis: AxisOf) -> Buckets:
    x = axis.of_points(points)
    odd = ~np.isfinite(points.value)
    value = np.where(odd, np.nan, points.value)
    ones = np.ones(len(points), np.int64)
    listed = _listed(x[odd], points.value[odd])
    return Buckets(x, value, value, value, value, value, ones, exact=True, odd=listed)


@dataclass(frozen=True, slots=True)
class _Scale:
    """Which n-th of the axis an x falls into."""

    low: float
    high: float
    buckets: int

    def __call__(self, x: Float64s) -> Int64s:
        if self.high <= self.low:
            return np.zeros(len(x), np.int64)
        place = (x - self.low) / (self.high - self.low) * self.buckets
        return np.clip(place, 0, self.buckets - 1).astype(np.int64)


def _scale(parts: Sequence[Summary | Points], axis: AxisOf, buckets: int) -> _Scale:
    low, high = np.inf, -np.inf
    for part in parts:
        if isinstance(part, Points):
            ends = axis.of_points(part.take(np.array([0, -1])))
            start, end = ends[0], ends[1]
        else:
            start = axis.of_segments(part.segments[:1])[0][0]
            end = axis.of_segments(part.segments[-1:])[1][0]
        low, high = min(low, float(start)), max(high, float(end))
    return _Scale(low, high, buckets)


def _segments(part: Summary | Points, axis: AxisOf, scale: _Scale) -> Segments:
    if not isinstance(part, Points):
        return part.segments
    return segments_of(part, _changes(scale(axis.of_points(part))))


def _changes(number: Int64s) -> Indices:
    return np.flatnonzero(np.concatenate([[True], number[1:] != number[:-1]]))


def _merge(segments: Segments, starts: Indices) -> Segments:
    """One segment of those from each start to the next."""
    ends = np.append(starts[1:], len(segments)) - 1
    table = np.zeros(len(starts), SEGMENT)
    finite = segments["finite"].astype(np.int64)
    table["count"] = np.add.reduceat(segments["count"].astype(np.int64), starts)
    table["finite"] = np.add.reduceat(finite, starts)
    table["least"] = np.fmin.reduceat(segments["least"], starts)
    table["greatest"] = np.fmax.reduceat(segments["greatest"], starts)
    has = finite > 0
    share = finite / np.repeat(np.maximum(table["finite"], 1), ends - starts + 1)
    table["mean"] = np.add.reduceat(np.where(has, segments["mean"], 0.0) * share, starts)
    indices = np.arange(len(segments))
    first = np.minimum.reduceat(np.where(has, indices, len(segments)), starts)
    last = np.maximum.reduceat(np.where(has, indices, -1), starts)
    empty = table["finite"] == 0
    # A bucket without finite values takes the NaN of the segment at its edge.
    table["first"] = segments["first"][np.where(empty, starts, first)]
    table["last"] = segments["last"][np.where(empty, ends, last)]
    table["mean"][empty] = np.nan
    return table


def _odd(part: Summary | Points) -> Points:
    if isinstance(part, Points):
        return part.take(~np.isfinite(part.value))
    return part.nonfinite


def _first_of_each_kind(odd: Points, number: Int64s) -> Indices:
    kind = np.where(np.isnan(odd.value), 0.0, np.sign(odd.value)).astype(np.int64)
    _, first = np.unique(number * 4 + kind, return_index=True)
    return np.sort(first)


def _listed(x: Float64s, value: Float64s) -> list[tuple[float, float]]:
    return list(zip(x.tolist(), value.tolist(), strict=True))
