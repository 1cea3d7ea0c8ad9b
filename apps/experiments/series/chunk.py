"""The chunk: some thousands of points of one series, sorted and packed densely."""

from apps.experiments.series.append import read_points, write_points
from apps.experiments.series.columns import Points
from apps.experiments.series.frame import Kind, Reader, Writer

CHUNK_POINTS = 4096
"""Points of a full chunk."""


def encode_chunk(points: Points) -> bytes:
    """The bytes of a chunk."""
    writer = Writer(Kind.CHUNK, len(points), dense=True)
    write_points(writer, points, dense=True)
    return writer.close()


def decode_chunk(blob: bytes) -> Points:
    """The points of a chunk, in its order.

    Raises:
        SeriesCorrupt: the bytes are damaged.
    """
    return read_points(Reader(Kind.CHUNK, blob))
