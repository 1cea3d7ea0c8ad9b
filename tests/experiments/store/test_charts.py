"""Charts show each series as it is, whatever is folded of it."""

import numpy as np
import pytest
from pytest_django import DjangoAssertNumQueries

from apps.experiments.models import SeriesAppend, SeriesChunk
from apps.experiments.selectors import stored
from apps.experiments.selectors.charts import Axis, read_buckets
from apps.experiments.series.chunk import CHUNK_POINTS
from tests.experiments.store.make import fold, line, log, make_ref
from tests.projects.make import make_project

pytestmark = pytest.mark.django_db


def test_few_points_are_shown_as_they_are() -> None:
    run = make_ref()
    log(run, line(0, 5))
    fold(run)
    log(run, line(5, 9))
    (found,) = read_buckets([run], ["loss"])
    assert found.buckets.exact
    assert found.buckets.x.tolist() == list(range(9))
    assert found.buckets.last.tolist() == [step / 2 for step in range(9)]
    assert (found.run_id, found.key, found.total, found.error) == (run.run_id, "loss", 9, "")


@pytest.mark.parametrize(
    ("x", "expected"),
    [(Axis.STEP, [0, 1]), (Axis.TIME, [0, 1000]), (Axis.RELATIVE, [-1, 0])],
)
def test_axis_is_the_step_the_time_or_the_time_since_the_start(
    x: Axis, expected: list[float]
) -> None:
    run = make_ref(start_time_ms=1_000)
    log(run, line(0, 2))
    (found,) = read_buckets([run], ["loss"], x=x)
    assert found.buckets.x.tolist() == expected


def test_many_points_become_few_buckets_that_keep_the_extremes() -> None:
    run = make_ref()
    rows = line(0, 3 * CHUNK_POINTS)
    rows[5000] = (5000, 5_000_000, -1e9)
    rows[7000] = (7000, 7_000_000, 1e9)
    log(run, rows)
    fold(run)
    (found,) = read_buckets([run], ["loss"], buckets=10)
    assert not found.buckets.exact
    assert len(found.buckets.x) == 10
    assert found.buckets.count.sum() == len(rows)
    assert (found.buckets.least.min(), found.buckets.greatest.max()) == (-1e9, 1e9)


def test_window_shows_what_lies_in_it() -> None:
    run = make_ref()
    log(run, line(0, 2 * CHUNK_POINTS))
    fold(run)
    (found,) = read_buckets([run], ["loss"], window=(4090, 4100))
    assert found.buckets.x.tolist() == list(range(4090, 4101))
    assert found.total == 2 * CHUNK_POINTS


def test_point_logged_twice_is_shown_once() -> None:
    run = make_ref()
    log(run, line(0, 10))
    fold(run)
    log(run, line(5, 12))
    (found,) = read_buckets([run], ["loss"])
    assert found.buckets.x.tolist() == list(range(12))


def test_points_that_are_not_finite_are_listed() -> None:
    run = make_ref()
    log(run, [(0, 0, 1.0), (1, 0, np.nan), (2, 0, np.inf), (3, 0, -np.inf)])
    (found,) = read_buckets([run], ["loss"])
    assert [(x, str(value)) for x, value in found.buckets.odd] == [
        (1, "nan"),
        (2, "inf"),
        (3, "-inf"),
    ]


def test_only_series_that_exist_are_answered() -> None:
    run, other = make_ref(), make_ref()
    log(run, line(0, 2), key="a")
    log(other, line(0, 2), key="b")
    found = read_buckets([run, other], ["a", "b", "c"])
    assert [(line.run_id, line.key) for line in found] == [(run.run_id, "a"), (other.run_id, "b")]


@pytest.mark.parametrize("column", ["data", "summary"])
def test_damaged_chunk_is_an_error_of_its_series_only(column: str) -> None:
    run = make_ref()
    for key in ("loss", "accuracy"):
        log(run, line(0, 3 * CHUNK_POINTS), key=key)
    fold(run)
    SeriesChunk.objects.filter(run_id=run.id, key__path="loss").update(**{column: b"damaged"})
    # Two buckets are drawn from summaries, many from points.
    buckets = 2 if column == "summary" else 600
    found = {line.key: line for line in read_buckets([run], ["loss", "accuracy"], buckets=buckets)}
    assert (found["loss"].error, len(found["loss"].buckets.x)) == ("series_corrupt", 0)
    assert found["accuracy"].error == ""
    assert found["accuracy"].buckets.count.sum() == 3 * CHUNK_POINTS


def test_damaged_append_hides_no_other() -> None:
    run = make_ref()
    SeriesAppend.objects.create(run_id=run.id, point_count=1, data=b"damaged")
    log(run, line(0, 2))
    (found,) = read_buckets([run], ["loss"])
    assert found.total == 2


def test_fold_between_two_reads_is_not_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    run = make_ref()
    log(run, line(0, 10))
    fold(run)
    log(run, line(10, 20))
    original = stored.read_data

    def fold_first(wanted: list[int]) -> dict[int, bytes]:
        monkeypatch.setattr(stored, "read_data", original)
        fold(run)
        return original(wanted)

    monkeypatch.setattr(stored, "read_data", fold_first)
    (found,) = read_buckets([run], ["loss"])
    assert found.buckets.x.tolist() == list(range(20))


def test_number_of_queries_does_not_grow_with_runs_and_keys(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    project = make_project()
    for size in (1, 6):
        runs = [make_ref(project) for _ in range(size)]
        keys = [f"metric/{index}" for index in range(size)]
        for run in runs:
            for key in keys:
                log(run, line(0, 5), key=key)
            fold(run)
        # Keys, start times, unfolded calls, chunks, their points.
        with django_assert_num_queries(5):
            found = read_buckets(runs, keys, x=Axis.RELATIVE)
        assert len(found) == size * size
