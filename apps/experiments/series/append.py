"""The append: one log call's points over many series, as they came, cheap to write."""

import numpy as np

from apps.experiments.series import floats, integers
from apps.experiments.series.columns import Batch, Points
from apps.experiments.series.frame import Kind, Reader, Writer


def encode_append(batch: Batch) -> bytes:
    """The bytes of a log call."""
    points = batch.points
    writer = Writer(Kind.APPEND, len(batch), dense=False)
    writer.add(*integers.encode(batch.key))
    write_points(writer, points, dense=False)
    return writer.close()


def decode_append(blob: bytes) -> Batch:
    """The points of a log call, in the order in which they came.

    Raises:
        SeriesCorrupt: the bytes are damaged.
    """
    reader = Reader(Kind.APPEND, blob)
    encoding, payload = reader.next(most=_most(reader.count))
    return Batch(integers.decode(encoding, payload, reader.count), read_points(reader))


def write_points(writer: Writer, points: Points, *, dense: bool) -> None:
    """Four sections: step, step_micro, timestamp, value."""
    writer.add(*integers.encode(points.step))
    writer.add(*integers.encode(points.step_micro.astype(np.int64)))
    writer.add(*integers.encode(points.timestamp_ms))
    writer.add(*floats.encode(points.value, dense=dense))


def read_points(reader: Reader, count: int | None = None) -> Points:
    """The four sections that `write_points` wrote."""
    size = reader.count if count is None else count
    most = _most(size)
    step = integers.decode(*reader.next(most=most), size)
    micro = integers.decode(*reader.next(most=most), size)
    timestamp = integers.decode(*reader.next(most=most), size)
    value = floats.decode(*reader.next(most=most), size)
    return Points(step, micro.astype(np.int32), timestamp, value)


def _most(count: int) -> int:
    return 16 + 8 * count
