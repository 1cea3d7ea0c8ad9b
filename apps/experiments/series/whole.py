"""Series that come whole, from elsewhere: straight to chunks, without any append.

Most series of most servers are short, so those are summed up together, by a few operations on all
their points at once; a long one is worth operations of its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from apps.experiments.series.chunk import encode_chunk
from apps.experiments.series.columns import NO_POINTS, Batch, Points
from apps.experiments.series.fold import NewChunk, fold_series
from apps.experiments.series.latest import latest_of
from apps.experiments.series.order import sorted_batch
from apps.experiments.series.spans import Span
from apps.experiments.series.summary import SEGMENT_POINTS, Summary, encode_summary, segments_of


class LatestPoint(NamedTuple):
    """A series' latest point, how many distinct points there are, and their finite extremes."""

    step: int
    step_micro: int
    timestamp_ms: int
    value: float
    point_count: int
    least: float
    greatest: float


@dataclass(frozen=True, slots=True)
class WholeSeries:
    """All of a series, encoded. `came` is how many points there were before equal ones met."""

    chunks: tuple[NewChunk, ...]
    latest: LatestPoint
    came: int

    @property
    def count(self) -> int:
        """How many distinct points it has."""
        return self.latest.point_count

    @property
    def size(self) -> int:
        """How many bytes it takes encoded."""
        return sum(len(chunk.data) + len(chunk.summary) for chunk in self.chunks)


def encode_whole(steps: Any, timestamps_ms: Any, values: Any) -> WholeSeries:
    """The series of these points, in whatever order they come; at least one.

    Raises:
        OverflowError, ValueError, TypeError: a step, a time or a value is no number in range.
    """
    return encode_many([len(steps)], steps, timestamps_ms, values)[0]


def encode_many(
    sizes: Sequence[int], steps: Any, timestamps_ms: Any, values: Any
) -> list[WholeSeries]:
    """The series that lie one after another in these columns, `sizes` points each, at least one.

    Raises:
        OverflowError, ValueError, TypeError: a step, a time or a value is no number in range.
    """
    if not sizes:
        return []
    step = np.asarray(steps, np.int64)
    points = Points(
        step,
        np.zeros(len(step), np.int32),
        np.asarray(timestamps_ms, np.int64),
        np.asarray(values, np.float64),
    )
    batch = sorted_batch(Batch(np.repeat(np.arange(len(sizes)), sizes), points))
    latest = list(_latest(batch))
    chunks = _chunks(batch.points, np.asarray([each.point_count for each in latest]))
    return [
        WholeSeries(tuple(some), point, came)
        for some, point, came in zip(chunks, latest, sizes, strict=True)
    ]


def _latest(batch: Batch) -> Iterator[LatestPoint]:
    latest = latest_of(batch)
    columns = (
        latest.step,
        latest.step_micro,
        latest.timestamp_ms,
        latest.value,
        latest.count,
        latest.least,
        latest.greatest,
    )
    return map(LatestPoint, *(column.tolist() for column in columns))


def _chunks(points: Points, counts: npt.NDArray[np.int64]) -> list[list[NewChunk]]:
    """The chunks of each series; those that fit into one segment are done together."""
    ends = np.cumsum(counts)
    starts = ends - counts
    odd = np.logical_or.reduceat(~np.isfinite(points.value), starts)
    is_long = (counts > SEGMENT_POINTS) | odd
    spans = _spans(points, starts, ends - 1, counts)
    segments = segments_of(points, starts)
    found: list[list[NewChunk]] = []
    bounds = zip(starts.tolist(), ends.tolist(), is_long.tolist(), spans, strict=True)
    for index, (start, end, alone, span) in enumerate(bounds):
        own = points.take(slice(start, end))
        if alone:
            found.append(fold_series(own, []).chunks)
        else:
            summary = encode_summary(Summary(segments[index : index + 1], NO_POINTS))
            found.append([NewChunk(span, summary, encode_chunk(own))])
    return found


def _spans(
    points: Points,
    starts: npt.NDArray[np.int64],
    lasts: npt.NDArray[np.int64],
    counts: npt.NDArray[np.int64],
) -> Iterator[Span]:
    places = (points.step, points.step_micro, points.timestamp_ms)
    return map(
        Span,
        zip(*(column[starts].tolist() for column in places), strict=True),
        zip(*(column[lasts].tolist() for column in places), strict=True),
        np.minimum.reduceat(points.timestamp_ms, starts).tolist(),
        np.maximum.reduceat(points.timestamp_ms, starts).tolist(),
        counts.tolist(),
    )
