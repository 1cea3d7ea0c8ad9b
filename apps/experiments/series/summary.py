"""The summary: a chunk seen from afar, one segment per run of neighbouring points.

A segment knows everything a chart shows of its points, so that zooming out needs no decoding.
Minimum, maximum, mean, first and last are of the finite values (NaN where there is none); the
points that are not finite are listed, the first of each kind a segment.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from apps.experiments.series.append import read_points, write_points
from apps.experiments.series.columns import NO_POINTS, Float64s, Indices, Points
from apps.experiments.series.errors import SeriesCorrupt
from apps.experiments.series.frame import Kind, Reader, Writer
from apps.experiments.series.latest import extremes

SEGMENT_POINTS = 128
"""Points of a full segment."""

SEGMENT = np.dtype(
    [
        ("count", "<u4"),
        ("finite", "<u4"),
        ("first_step", "<i8"),
        ("last_step", "<i8"),
        ("first_micro", "<i4"),
        ("last_micro", "<i4"),
        ("low_time", "<i8"),
        ("high_time", "<i8"),
        ("first", "<f8"),
        ("last", "<f8"),
        ("least", "<f8"),
        ("greatest", "<f8"),
        ("mean", "<f8"),
    ]
)
Segments = npt.NDArray[np.void]


@dataclass(frozen=True, slots=True)
class Summary:
    """Segments in order, and points that are not finite."""

    segments: Segments
    nonfinite: Points

    def __len__(self) -> int:
        return len(self.segments)


def summarise(points: Points) -> Summary:
    """The summary of a chunk's points, which are sorted."""
    starts = np.arange(0, len(points), SEGMENT_POINTS)
    return Summary(segments_of(points, starts), points.take(_first_of_each_kind(points)))


def segments_of(points: Points, starts: Indices) -> Segments:
    """Segments from each start to the next."""
    ends = np.append(starts[1:], len(points)) - 1
    table = np.empty(len(starts), SEGMENT)
    table["count"] = ends - starts + 1
    table["first_step"] = points.step[starts]
    table["last_step"] = points.step[ends]
    table["first_micro"] = points.step_micro[starts]
    table["last_micro"] = points.step_micro[ends]
    table["low_time"] = np.minimum.reduceat(points.timestamp_ms, starts)
    table["high_time"] = np.maximum.reduceat(points.timestamp_ms, starts)
    table["least"], table["greatest"] = extremes(points.value, starts)
    _fill_values(table, points.value, starts, ends)
    return table


def _fill_values(table: Segments, value: Float64s, starts: Indices, ends: Indices) -> None:
    finite = np.isfinite(value)
    if finite.all():
        table["finite"] = table["count"]
        table["first"], table["last"] = value[starts], value[ends]
        table["mean"] = means(value, table["count"], starts)
        return
    table["finite"] = np.add.reduceat(finite.astype(np.uint32), starts)
    indices = np.arange(len(value))
    # The nearest finite value inwards from either end; its own place where there is none.
    first = np.minimum.reduceat(np.where(finite, indices, len(value)), starts)
    last = np.maximum.reduceat(np.where(finite, indices, -1), starts)
    empty = table["finite"] == 0
    table["first"] = np.where(empty, np.nan, value[np.where(empty, starts, first)])
    table["last"] = np.where(empty, np.nan, value[np.where(empty, ends, last)])
    mean = means(np.where(finite, value, 0.0), np.maximum(table["finite"], 1), starts)
    table["mean"] = np.where(empty, np.nan, mean)


def means(value: Float64s, count: npt.NDArray[np.uint32], starts: Indices) -> Float64s:
    """The sum from each start to the next, divided by `count`, without overflow on the way."""
    with np.errstate(over="ignore", invalid="ignore"):
        mean = np.add.reduceat(value, starts) / count
        if np.isfinite(mean).all():
            return np.asarray(mean, np.float64)
    sizes = np.diff(np.append(starts, len(value)))
    return np.asarray(np.add.reduceat(value / np.repeat(count, sizes), starts), np.float64)


def _first_of_each_kind(points: Points) -> Indices:
    odd = np.flatnonzero(~np.isfinite(points.value))
    if not len(odd):
        return odd
    kind = np.where(np.isnan(points.value[odd]), 0.0, np.sign(points.value[odd]))
    _, first = np.unique(odd // SEGMENT_POINTS * 4 + kind.astype(np.int64), return_index=True)
    return odd[np.sort(first)]


def encode_summary(summary: Summary) -> bytes:
    """The bytes of a summary."""
    segments = summary.segments
    writer = Writer(Kind.SUMMARY, len(segments), dense=True)
    table = segments.view(np.uint8).reshape(len(segments), SEGMENT.itemsize)
    writer.add(0, table.T.tobytes())
    writer.add(0, len(summary.nonfinite).to_bytes(4, "little"))
    if len(summary.nonfinite):
        write_points(writer, summary.nonfinite, dense=True)
    return writer.close()


def decode_summary(blob: bytes) -> Summary:
    """The summary of a chunk.

    Raises:
        SeriesCorrupt: the bytes are damaged.
    """
    reader = Reader(Kind.SUMMARY, blob)
    _, payload = reader.next(most=reader.count * SEGMENT.itemsize)
    if len(payload) != reader.count * SEGMENT.itemsize:
        raise SeriesCorrupt("A summary does not fit its size.", size=len(payload))
    columns = np.frombuffer(payload, np.uint8).reshape(SEGMENT.itemsize, reader.count)
    segments = np.ascontiguousarray(columns.T).view(SEGMENT).reshape(-1)
    _, size = reader.next(most=4)
    odd = int.from_bytes(size, "little")
    if odd > 3 * SEGMENT_POINTS * max(reader.count, 1):
        raise SeriesCorrupt("A summary names too many points.", count=odd)
    return Summary(segments, read_points(reader, odd) if odd else NO_POINTS)
