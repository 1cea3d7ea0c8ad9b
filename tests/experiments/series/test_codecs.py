"""What is stored comes back bit for bit, and damage is never taken for data."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from apps.experiments.series.append import decode_append, encode_append
from apps.experiments.series.chunk import decode_chunk, encode_chunk
from apps.experiments.series.columns import Batch, Points
from apps.experiments.series.errors import SeriesCorrupt
from apps.experiments.series.summary import decode_summary, encode_summary, summarise
from tests.experiments.series.strategies import any_points

pytestmark = pytest.mark.any_database


def same(one: Points, other: Points) -> bool:
    return all(
        a.tobytes() == b.tobytes()
        for a, b in (
            (one.step, other.step),
            (one.step_micro, other.step_micro),
            (one.timestamp_ms, other.timestamp_ms),
            (one.value, other.value),
        )
    )


def make_points(count: int) -> Points:
    steps = np.arange(count, dtype=np.int64)
    random = np.random.default_rng(count)
    return Points(steps, np.zeros(count, np.int32), steps * 1000 + 7, random.normal(size=count))


@given(points=any_points)
def test_chunk_comes_back_bit_for_bit(points: Points) -> None:
    assert same(decode_chunk(encode_chunk(points)), points)


@given(points=any_points, seed=st.integers(0, 99))
def test_append_comes_back_bit_for_bit(points: Points, seed: int) -> None:
    keys = np.random.default_rng(seed).integers(-(2**40), 2**40, len(points))
    decoded = decode_append(encode_append(Batch(keys, points)))
    assert decoded.key.tolist() == keys.tolist()
    assert same(decoded.points, points)


@pytest.mark.parametrize("count", [1, 31, 32, 33, 127, 128, 129, 4096])
def test_every_size_comes_back(count: int) -> None:
    points = make_points(count)
    assert same(decode_chunk(encode_chunk(points)), points)


def test_float32_values_take_half_of_the_room() -> None:
    points = make_points(4096)
    single = Points(
        points.step,
        points.step_micro,
        points.timestamp_ms,
        points.value.astype(np.float32).astype(np.float64),
    )
    assert len(encode_chunk(single)) < 0.6 * len(encode_chunk(points))


def test_point_of_a_full_chunk_takes_little_more_than_its_value() -> None:
    assert len(encode_chunk(make_points(4096))) / 4096 < 9


@given(at=st.integers(0, 10_000), bit=st.integers(0, 7))
@example(at=0, bit=0)
def test_flipped_bit_is_damage(at: int, bit: int) -> None:
    blob = bytearray(encode_chunk(make_points(200)))
    blob[at % len(blob)] ^= 1 << bit
    with pytest.raises(SeriesCorrupt):
        decode_chunk(bytes(blob))


@given(length=st.integers(0, 2_000))
def test_cut_blob_is_damage(length: int) -> None:
    blob = encode_chunk(make_points(300))
    with pytest.raises(SeriesCorrupt):
        decode_chunk(blob[: min(length, len(blob) - 1)])


def test_append_is_not_taken_for_a_chunk() -> None:
    points = make_points(3)
    with pytest.raises(SeriesCorrupt):
        decode_chunk(encode_append(Batch(np.ones(3, np.int64), points)))


@given(points=any_points.filter(len))
def test_summary_comes_back(points: Points) -> None:
    summary = summarise(points)
    decoded = decode_summary(encode_summary(summary))
    assert decoded.segments.tobytes() == summary.segments.tobytes()
    assert same(decoded.nonfinite, summary.nonfinite)
