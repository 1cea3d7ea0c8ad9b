"""Folding in any order is sorting everything and keeping each point once."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.experiments.series.chunk import decode_chunk
from apps.experiments.series.columns import Batch, Points, join_batches, join_points
from apps.experiments.series.fold import choose_merged, fold_series, split_series
from apps.experiments.series.latest import latest_of
from apps.experiments.series.order import series_order, sorted_batch, sorted_distinct
from apps.experiments.series.spans import Span, span_of
from tests.experiments.series.strategies import batches, bits, colliding_points

pytestmark = pytest.mark.any_database


class Store:
    """The database's part of a fold, in memory, for one series."""

    def __init__(self) -> None:
        self.chunks: list[tuple[Span, Points]] = []
        self.repeated = 0

    def fold(self, new: Points, *, thorough: bool) -> None:
        chosen = choose_merged(span_of(new), [span for span, _ in self.chunks], thorough=thorough)
        folded = fold_series(new, [self.chunks[index][1] for index in chosen])
        self.repeated += folded.repeated
        kept = [chunk for index, chunk in enumerate(self.chunks) if index not in chosen]
        made = [(chunk.span, decode_chunk(chunk.data)) for chunk in folded.chunks]
        self.chunks = kept + made

    def points(self) -> Points:
        return join_points([points for _, points in sorted(self.chunks, key=lambda c: c[0].first)])


@given(parts=st.lists(colliding_points, min_size=1, max_size=8), thorough=st.booleans())
def test_folds_keep_each_point_once(parts: list[Points], thorough: bool) -> None:
    store = Store()
    for part in parts:
        store.fold(sorted_distinct(part), thorough=thorough)
    everything = join_points(parts)
    assert bits(store.points()) == bits(everything)
    assert len(store.points()) == len(bits(everything))


@given(parts=st.lists(colliding_points, min_size=1, max_size=8))
def test_folded_points_are_in_order(parts: list[Points]) -> None:
    store = Store()
    for part in parts:
        store.fold(sorted_distinct(part), thorough=True)
    points = store.points()
    assert series_order(points).tolist() == list(range(len(points)))


@given(parts=st.lists(colliding_points, min_size=1, max_size=6))
def test_repeated_points_are_counted(parts: list[Points]) -> None:
    store = Store()
    distinct = [sorted_distinct(part) for part in parts]
    for part in distinct:
        store.fold(part, thorough=False)
    assert sum(map(len, distinct)) - store.repeated == len(store.points())


def test_series_of_ordered_folds_becomes_few_chunks() -> None:
    store = Store()
    for start in range(0, 40_000, 100):
        step = np.arange(start, start + 100, dtype=np.int64)
        store.fold(
            Points(step, np.zeros(100, np.int32), step, step.astype(np.float64)), thorough=False
        )
    assert len(store.points()) == 40_000
    assert len(store.chunks) <= 20


@given(batch=batches())
def test_split_series_gives_each_series_its_points(batch: Batch) -> None:
    for key, points, came_twice in split_series(batch):
        mine = batch.of_key(key)
        assert bits(points) == bits(mine)
        assert came_twice == len(mine) - len(bits(mine))


@given(parts=st.lists(batches(), min_size=1, max_size=5))
def test_latest_is_the_greatest_step_time_and_value(parts: list[Batch]) -> None:
    batch = join_batches(parts)
    latest = latest_of(batch)
    for index, key in enumerate(latest.key.tolist()):
        points = batch.of_key(key)
        ordered = points.take(series_order(points))
        assert latest.step[index] == ordered.step[-1]
        assert latest.timestamp_ms[index] == ordered.timestamp_ms[-1]
        assert latest.value[index : index + 1].tobytes() == ordered.value[-1:].tobytes()


@given(batch=batches())
def test_extremes_are_of_the_finite_values(batch: Batch) -> None:
    latest = latest_of(batch)
    for index, key in enumerate(latest.key.tolist()):
        value = batch.of_key(key).value
        finite = value[np.isfinite(value)]
        if len(finite):
            assert latest.least[index] == finite.min()
            assert latest.greatest[index] == finite.max()
        else:
            assert np.isnan(latest.least[index])


@given(batch=batches())
def test_sorted_batch_holds_each_point_of_each_series_once(batch: Batch) -> None:
    ordered = sorted_batch(batch)
    assert ordered.key.tolist() == sorted(ordered.key.tolist())
    for key in set(batch.key.tolist()):
        assert bits(ordered.of_key(key)) == bits(batch.of_key(key))
        assert len(ordered.of_key(key)) == len(bits(batch.of_key(key)))
