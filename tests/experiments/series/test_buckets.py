"""Buckets say exactly what the points in them say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.experiments.series.buckets import AxisOf, Buckets
from apps.experiments.series.columns import NO_POINTS, Points, join_points
from apps.experiments.series.order import by_history, sorted_distinct
from apps.experiments.series.spans import span_of
from apps.experiments.series.summary import summarise
from apps.experiments.series.zoom import View, Zoom
from tests.experiments.series.strategies import any_points, colliding_points

pytestmark = pytest.mark.any_database

BY_STEP = AxisOf(by_time=False)
BY_TIME = AxisOf(by_time=True, scale=1e-3)
AXES = st.sampled_from([BY_STEP, BY_TIME])
EVERYTHING = (None, None)


class Look:
    """A look at stored chunks and a tail, with the database's part in memory."""

    def __init__(self, chunks: list[Points], view: View, tail: Points = NO_POINTS) -> None:
        chunks = [sorted_distinct(chunk) for chunk in chunks]
        zoom = Zoom([span_of(chunk) for chunk in chunks], sorted_distinct(tail), view)
        summaries = {index: summarise(chunks[index]) for index in zoom.closed}
        zoom.open_unordered(summaries)
        self.opened = set(zoom.opened)
        self.found = zoom.finish(summaries, {index: chunks[index] for index in zoom.opened})


def look(
    points: Points, axis: AxisOf, buckets: int, window: tuple[float | None, float | None]
) -> Buckets:
    """The buckets of points in chunks of 4,096."""
    chunks = [points.take(slice(at, at + 4096)) for at in range(0, len(points), 4096)]
    return Look(chunks, View(axis, window, buckets)).found


def finite(points: Points) -> np.ndarray:
    return points.value[np.isfinite(points.value)]


def make_line(count: int) -> Points:
    step = np.arange(count, dtype=np.int64)
    value = np.random.default_rng(1).normal(size=count)
    return Points(step, np.zeros(count, np.int32), step * 1000, value)


def assert_brute_force(found: Buckets, points: Points) -> None:
    """The counts cut the points, which are in order, into the buckets: compare each."""
    ends = np.cumsum(found.count)
    assert (ends[-1] if len(ends) else 0) == len(points)
    for index, (start, end) in enumerate(zip(ends - found.count, ends, strict=True)):
        part = finite(points.take(slice(int(start), int(end))))
        if len(part):
            assert (found.least[index], found.greatest[index]) == (part.min(), part.max())
            assert (found.first[index], found.last[index]) == (part[0], part[-1])
            assert found.mean[index] == pytest.approx(part.mean())
        else:
            assert np.isnan(found.least[index])


def ordered(parts: list[Points], axis: AxisOf) -> Points:
    points = sorted_distinct(join_points(parts))
    return by_history(points) if axis.by_time else points


@given(points=any_points.filter(len), buckets=st.integers(1, 20), axis=AXES)
def test_no_extreme_and_no_point_is_lost(points: Points, buckets: int, axis: AxisOf) -> None:
    found = look(points, axis, buckets, EVERYTHING)
    assert found.count.sum() == len(sorted_distinct(points))
    assert len(found.x) <= buckets
    if len(finite(points)):
        assert np.nanmin(found.least) == finite(points).min()
        assert np.nanmax(found.greatest) == finite(points).max()


@given(
    parts=st.lists(colliding_points, min_size=1, max_size=5),
    tail=colliding_points,
    buckets=st.integers(1, 8),
    axis=AXES,
)
def test_buckets_equal_brute_force(
    parts: list[Points], tail: Points, buckets: int, axis: AxisOf
) -> None:
    found = Look(parts, View(axis, EVERYTHING, buckets), tail).found
    assert_brute_force(found, ordered([*parts, tail], axis))


@given(
    points=colliding_points,
    low=st.none() | st.integers(-1, 21),
    high=st.none() | st.integers(-1, 21),
)
def test_window_keeps_exactly_what_lies_in_it(
    points: Points, low: int | None, high: int | None
) -> None:
    found = look(points, BY_STEP, 1000, (low, high))
    x = np.sort(sorted_distinct(points).step + sorted_distinct(points).step_micro / 1e6)
    low, high = (-2 if low is None else low), (22 if high is None else high)
    assert found.x.tolist() == [at for at in x.tolist() if low <= at <= high]


@given(points=colliding_points)
def test_few_points_are_themselves(points: Points) -> None:
    points = sorted_distinct(points)
    found = look(points, BY_STEP, 100, EVERYTHING)
    assert found.exact
    assert found.x.tolist() == (points.step + points.step_micro / 1e6).tolist()


@given(points=colliding_points)
def test_points_that_are_not_finite_are_listed(points: Points) -> None:
    points = sorted_distinct(points)
    found = look(points, BY_STEP, 100, EVERYTHING)
    assert len(found.odd) == int((~np.isfinite(points.value)).sum())


@given(points=colliding_points)
def test_every_kind_that_is_not_finite_is_listed_however_few_the_buckets(points: Points) -> None:
    found = look(points, BY_STEP, 2, EVERYTHING)
    assert {str(value) for _, value in found.odd} == {
        str(value) for value in points.value[~np.isfinite(points.value)].tolist()
    }


@pytest.mark.parametrize("axis", [BY_STEP, BY_TIME])
def test_afar_nothing_is_opened_and_all_is_exact(axis: AxisOf) -> None:
    points = make_line(40 * 4096)
    chunks = [points.take(slice(at, at + 4096)) for at in range(0, len(points), 4096)]
    seen = Look(chunks, View(axis, EVERYTHING, 50))
    assert not seen.opened
    assert len(seen.found.x) == 50
    assert_brute_force(seen.found, points)


def test_chunks_at_the_edges_of_a_window_are_opened() -> None:
    points = make_line(40 * 4096)
    chunks = [points.take(slice(at, at + 4096)) for at in range(0, len(points), 4096)]
    seen = Look(chunks, View(BY_STEP, (5_000.0, 150_000.0), 50))
    assert seen.opened == {1, 36}
    assert_brute_force(seen.found, points.take(slice(5_000, 150_001)))


def test_chunks_that_interleave_are_opened() -> None:
    points = make_line(40 * 4096)
    odd = points.step % 2 == 1
    even = [points.take(~odd).take(slice(at, at + 4096)) for at in range(0, 20 * 4096, 4096)]
    seen = Look([*even, points.take(odd)], View(BY_STEP, EVERYTHING, 20))
    assert len(seen.opened) == 21
    assert_brute_force(seen.found, points)


def test_chunk_whose_clock_went_back_is_opened_on_an_axis_of_time() -> None:
    points = make_line(40 * 4096)
    points.timestamp_ms[4096 + 10] = points.timestamp_ms[4096 + 3000]
    chunks = [points.take(slice(at, at + 4096)) for at in range(0, len(points), 4096)]
    seen = Look(chunks, View(BY_TIME, EVERYTHING, 50))
    assert seen.opened == {1}
    assert_brute_force(seen.found, by_history(points))


def test_single_spike_is_seen_from_afar() -> None:
    points = make_line(200_000)
    points.value[54_321] = 1e9
    assert np.nanmax(look(points, BY_STEP, 50, EVERYTHING).greatest) == 1e9


def test_nan_in_many_is_seen_from_afar() -> None:
    points = make_line(200_000)
    points.value[77_777] = np.nan
    assert [x for x, _ in look(points, BY_STEP, 50, EVERYTHING).odd] == [77_777.0]


def test_mean_of_huge_values_does_not_overflow() -> None:
    points = make_line(100)
    points.value[:] = 1.5e308
    assert look(points, BY_STEP, 3, EVERYTHING).mean == pytest.approx(1.5e308)


def test_huge_steps_do_not_overflow() -> None:
    step = np.array([-(2**63), 0, 2**63 - 1], np.int64)
    points = Points(step, np.zeros(3, np.int32), np.zeros(3, np.int64), np.ones(3))
    assert look(points, BY_STEP, 2, EVERYTHING).count.sum() == 3


def test_nothing_in_the_window_is_no_bucket() -> None:
    assert len(look(make_line(10), BY_STEP, 5, (50.0, 60.0)).x) == 0
