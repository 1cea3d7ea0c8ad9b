"""Bytes that were written once can be read for ever.

The files in `golden/` were written by version 1 of the format. They are never written anew: a
change of the format gets a version, and files, of its own. Encoding is not compared, since another
zstd may pack the same bytes differently.
"""

from pathlib import Path

import numpy as np
import pytest

from apps.experiments.series.append import decode_append
from apps.experiments.series.chunk import decode_chunk
from apps.experiments.series.columns import Points
from apps.experiments.series.summary import decode_summary, summarise

pytestmark = pytest.mark.any_database

GOLDEN = Path(__file__).parent / "golden"
ODD_BITS = [0x7FF8000000000001, 0x7FF0000000000000, 0xFFF0000000000000, 0x8000000000000000, 1]


def make_points(count: int) -> Points:
    """Points that use every encoding: uneven times, and values of every kind."""
    index = np.arange(count, dtype=np.int64)
    bits = (index * 2_654_435_761 % 2**32 << 20).astype(np.uint64) + np.uint64(0x3FE << 52)
    bits[: len(ODD_BITS)] = ODD_BITS[:count]
    micro = np.where(index % 10 == 9, 500_000, 0).astype(np.int32)
    times = 1_700_000_000_000 + index * 1000 + index * index % 7
    return Points(index * 3 - 50, micro, times, bits.view(np.float64))


def make_single(count: int) -> Points:
    """Points on a line whose values are float32."""
    index = np.arange(count, dtype=np.int64)
    value = np.sqrt(index.astype(np.float32)).astype(np.float64)
    return Points(index, np.zeros(count, np.int32), index * 500, value)


def read(name: str) -> bytes:
    return (GOLDEN / f"{name}.bin").read_bytes()


def same(one: Points, other: Points) -> bool:
    return (
        np.array_equal(one.step, other.step)
        and np.array_equal(one.step_micro, other.step_micro)
        and np.array_equal(one.timestamp_ms, other.timestamp_ms)
        and one.value.tobytes() == other.value.tobytes()
    )


@pytest.mark.parametrize("count", [5, 300])
def test_appends_of_version_1_are_read(count: int) -> None:
    batch = decode_append(read(f"append-{count}"))
    assert same(batch.points, make_points(count))
    assert np.array_equal(batch.key, np.arange(count) * 7 % 5 + 1)


@pytest.mark.parametrize("count", [1, 1000])
def test_chunks_of_version_1_are_read(count: int) -> None:
    assert same(decode_chunk(read(f"chunk-{count}")), make_points(count))


def test_chunk_of_float32_values_of_version_1_is_read() -> None:
    assert same(decode_chunk(read("chunk-single")), make_single(500))


def test_summary_of_version_1_is_read() -> None:
    summary = decode_summary(read("summary"))
    expected = summarise(make_points(1000))
    for name in expected.segments.dtype.names or ():
        if name != "mean":
            assert np.array_equal(summary.segments[name], expected.segments[name], equal_nan=True)
    # A sum may be taken in another order by another numpy.
    assert np.allclose(summary.segments["mean"], expected.segments["mean"], rtol=1e-12)
    assert same(summary.nonfinite, expected.nonfinite)
