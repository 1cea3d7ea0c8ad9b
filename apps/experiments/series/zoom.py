"""Looking at one series through a window: what the summaries tell, and which chunks to open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from apps.experiments.series.buckets import AxisOf, Buckets, Window, bucket, of_steps, within
from apps.experiments.series.columns import Points, join_points
from apps.experiments.series.order import by_history, sorted_distinct
from apps.experiments.series.spans import Span, by_place, by_time, span_of
from apps.experiments.series.summary import SEGMENT_POINTS, Segments, Summary

SEGMENTS_PER_BUCKET = 4
"""With fewer segments than this a bucket, the chunks are opened: segments would be too coarse."""


@dataclass(frozen=True, slots=True)
class View:
    """What is asked for."""

    axis: AxisOf
    window: Window
    buckets: int


class Zoom:
    """One look at a series: `chunks` are the spans of what is stored, `tail` the sorted points
    that are not folded yet. Give `finish` what `opened` and `closed` name, by place in `chunks`.
    """

    def __init__(self, chunks: Sequence[Span], tail: Points, view: View) -> None:
        self._tail = tail
        self._tail_at = len(chunks)
        self._spans = [*chunks, span_of(tail)] if len(tail) else list(chunks)
        self._view = view
        groups = by_time(self._spans) if view.axis.by_time else by_place(self._spans)
        self._groups = [group for group in groups if self._is_visible(group)]
        points = sum(self._spans[index].count for group in self._groups for index in group)
        self._is_near = points < SEGMENTS_PER_BUCKET * view.buckets * SEGMENT_POINTS
        self.closed = [group[0] for group in self._groups if not self._is_opened(group)]
        """Chunks whose summaries may suffice."""
        self.opened = [
            index
            for group in self._groups
            if self._is_opened(group)
            for index in group
            if index != self._tail_at
        ]
        """Chunks whose points are needed."""

    def open_unordered(self, summaries: Mapping[int, Summary]) -> None:
        """Open those closed chunks whose segments do not follow one another along the axis."""
        for index in list(self.closed):
            if self._view.axis.by_time and _goes_back(summaries[index].segments):
                self.closed.remove(index)
                self.opened.append(index)

    def finish(self, summaries: Mapping[int, Summary], opened: Mapping[int, Points]) -> Buckets:
        """The buckets."""
        closed = set(self.closed)
        parts: list[Summary | Points] = []
        for group in self._groups:
            if group[0] in closed:
                parts.append(summaries[group[0]])
                continue
            points = self._shown(
                [self._tail if index == self._tail_at else opened[index] for index in group]
            )
            if len(points):
                parts.append(points)
        return bucket(parts, self._view.axis, buckets=self._view.buckets)

    def _is_opened(self, group: Sequence[int]) -> bool:
        """Points are needed up close, at the window's edges, and where chunks interleave."""
        if self._is_near or len(group) > 1 or group[0] == self._tail_at:
            return True
        return not within(self._bounds(group[0]), self._view.window).all()

    def _is_visible(self, group: Sequence[int]) -> bool:
        start, end = self._view.window
        bounds = np.concatenate([self._bounds(index) for index in group])
        is_before = start is not None and bounds.max() < start
        is_behind = end is not None and bounds.min() > end
        return not (is_before or is_behind)

    def _bounds(self, index: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        span = self._spans[index]
        if self._view.axis.by_time:
            return self._view.axis.of_times(np.array([span.low_time, span.high_time]))
        step, micro = zip(span.first[:2], span.last[:2], strict=True)
        return of_steps(np.array(step), np.array(micro, np.int32))

    def _shown(self, parts: Sequence[Points]) -> Points:
        points = sorted_distinct(join_points(parts))
        points = points.take(within(self._view.axis.of_points(points), self._view.window))
        return by_history(points) if self._view.axis.by_time else points


def _goes_back(segments: Segments) -> bool:
    return bool((segments["high_time"][:-1] > segments["low_time"][1:]).any())
