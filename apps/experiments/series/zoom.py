"""Looking at one series through a window: what the summaries tell, and which chunks to open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from apps.experiments.series.buckets import Axis, Buckets, Ruler, Window, bucket, points_in
from apps.experiments.series.columns import NO_POINTS, Points, join_points
from apps.experiments.series.order import history_order, sorted_distinct
from apps.experiments.series.spans import Span, by_place, by_time, span_of
from apps.experiments.series.summary import Summary

SEGMENTS_PER_BUCKET = 4
"""With fewer segments than this a bucket, the chunks are opened: segments would be too coarse."""


@dataclass(frozen=True, slots=True)
class Closed:
    """A chunk that has not been opened."""

    span: Span
    summary: Summary


@dataclass(frozen=True, slots=True)
class View:
    """What is asked for."""

    ruler: Ruler
    window: Window
    buckets: int


class Zoom:
    """One look at a series: plan, open the chunks that `needed` names, finish."""

    def __init__(self, chunks: Sequence[Closed], tail: Points, view: View) -> None:
        self._chunks = chunks
        self._tail = sorted_distinct(tail)
        self._view = view
        self._groups = [group for group in self._grouped() if self._is_visible(group)]
        segments = sum(len(self._chunks[index].summary) for index in self._stored())
        is_coarse = segments < SEGMENTS_PER_BUCKET * view.buckets
        self._opened = [is_coarse or self._must_open(group) for group in self._groups]
        self.needed = [
            index
            for group, is_open in zip(self._groups, self._opened, strict=True)
            for index in group
            if is_open and index < len(chunks)
        ]
        """Places of the chunks whose points `finish` is to be given."""

    def finish(self, opened: Mapping[int, Points]) -> Buckets:
        """The buckets."""
        parts: list[Summary | Points] = []
        for group, is_open in zip(self._groups, self._opened, strict=True):
            if not is_open:
                parts.append(self._chunks[group[0]].summary)
                continue
            points = self._in_view(
                [self._tail if index == len(self._chunks) else opened[index] for index in group]
            )
            if len(points):
                parts.append(points)
        total = sum(len(part) if isinstance(part, Points) else _count(part) for part in parts)
        buckets = self._view.buckets
        is_exact = total <= buckets and all(isinstance(part, Points) for part in parts)
        return bucket(parts, self._view.ruler, buckets=buckets, is_exact=is_exact)

    def _grouped(self) -> list[list[int]]:
        """Groups whose points do not interleave; the tail stands behind the chunks."""
        spans = [chunk.span for chunk in self._chunks]
        if len(self._tail):
            spans.append(span_of(self._tail))
        return by_place(spans) if self._view.ruler.axis is Axis.STEP else by_time(spans)

    def _stored(self) -> list[int]:
        return [index for group in self._groups for index in group if index < len(self._chunks)]

    def _is_visible(self, group: Sequence[int]) -> bool:
        low, high = self._view.window
        bounds = [self._bounds(index) for index in group]
        is_left = low is not None and max(end for _, end in bounds) < low
        is_right = high is not None and min(start for start, _ in bounds) > high
        return not (is_left or is_right)

    def _must_open(self, group: Sequence[int]) -> bool:
        if len(group) > 1 or group[0] == len(self._chunks):
            return True
        low, high = self._view.window
        start, end = self._bounds(group[0])
        if (low is not None and start < low) or (high is not None and end > high):
            return True
        segments = self._chunks[group[0]].summary.segments
        is_by_time = self._view.ruler.axis is not Axis.STEP
        return is_by_time and bool((segments["high_time"][:-1] > segments["low_time"][1:]).any())

    def _bounds(self, index: int) -> tuple[float, float]:
        ruler = self._view.ruler
        stored = index < len(self._chunks)
        span = self._chunks[index].span if stored else span_of(self._tail)
        if ruler.axis is Axis.STEP:
            step = np.array([span.first[0], span.last[0]])
            x = ruler.steps(step, np.array([span.first[1], span.last[1]]))
        else:
            x = ruler.times(np.array([span.low_time, span.high_time]))
        return float(x[0]), float(x[1])

    def _in_view(self, parts: Sequence[Points]) -> Points:
        points = sorted_distinct(join_points(parts)) if len(parts) > 1 else parts[0]
        points = points_in(points, self._view.ruler, self._view.window)
        times = points.timestamp_ms
        if self._view.ruler.axis is not Axis.STEP and (times[1:] < times[:-1]).any():
            return points.take(history_order(points))
        return points if len(points) else NO_POINTS


def _count(summary: Summary) -> int:
    return int(summary.segments["count"].sum(dtype=np.int64))
