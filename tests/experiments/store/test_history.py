"""Histories and samples are MLflow's, from chunks and unfolded points alike."""

import math
import random

import pytest
from pytest_django import DjangoAssertNumQueries

from apps.core.api.paging import BadPageToken
from apps.experiments.contracts import RunRef
from apps.experiments.errors import SeriesCorrupt
from apps.experiments.models import SeriesChunk
from apps.experiments.selectors.samples import sample_runs
from apps.experiments.selectors.series import list_latest, read_history, read_last, read_range
from apps.experiments.series.chunk import CHUNK_POINTS
from tests.experiments.store.make import Row, fold, line, log, make_ref, rows_of
from tests.projects.make import make_project

pytestmark = pytest.mark.django_db


def paged(run: RunRef, limit: int) -> list[Row]:
    rows: list[Row] = []
    token = ""
    while True:
        page = read_history(run, "loss", limit=limit, token=token)
        points = page.points
        assert len(points) <= limit
        rows += zip(
            points.step.tolist(), points.timestamp_ms.tolist(), points.value.tolist(), strict=True
        )
        if page.next_token is None:
            return rows
        token = page.next_token


def test_history_is_ordered_by_time_step_and_value() -> None:
    run = make_ref()
    log(run, [(3, 10, 1.0), (1, 20, 5.0), (2, 10, 1.0), (2, 10, -1.0)])
    assert rows_of(run) == [(2, 10, -1.0), (2, 10, 1.0), (3, 10, 1.0), (1, 20, 5.0)]


def test_unknown_metric_has_an_empty_history() -> None:
    page = read_history(make_ref(), "nothing")
    assert (len(page.points), page.next_token) == (0, None)


@pytest.mark.parametrize("limit", [1, 7, 100])
def test_pages_hold_each_point_once(limit: int) -> None:
    run = make_ref()
    chance = random.Random(limit)
    rows = [
        (chance.randrange(9), chance.randrange(4), float(chance.randrange(3))) for _ in range(90)
    ]
    for start in range(0, 90, 30):
        log(run, rows[start : start + 30])
        if start < 60:
            fold(run)
    assert paged(run, limit) == sorted(set(rows), key=lambda row: (row[1], row[0], row[2]))


def test_pages_run_over_many_chunks() -> None:
    run = make_ref()
    log(run, line(0, 3 * CHUNK_POINTS))
    fold(run)
    log(run, line(3 * CHUNK_POINTS, 3 * CHUNK_POINTS + 10))
    assert paged(run, 5000) == line(0, 3 * CHUNK_POINTS + 10)


def test_point_logged_between_two_pages_moves_no_other() -> None:
    run = make_ref()
    log(run, line(0, 10))
    first = read_history(run, "loss", limit=5)
    log(run, [(-1, 0, 0.0), (20, 20_000, 1.0)])
    assert first.next_token
    rest = read_history(run, "loss", limit=50, token=first.next_token).points
    assert rest.step.tolist() == [5, 6, 7, 8, 9, 20]


@pytest.mark.parametrize("token", ["nonsense", "WzFd", "WyJhIiwxLDIsM10"])
def test_foreign_page_token_is_refused(token: str) -> None:
    run = make_ref()
    log(run, line(0, 3))
    with pytest.raises(BadPageToken):
        read_history(run, "loss", token=token)


def test_last_points_are_the_newest_by_step() -> None:
    run = make_ref()
    log(run, line(0, 10))
    assert read_last(run, "loss", limit=3).step.tolist() == [7, 8, 9]


def test_range_includes_both_ends() -> None:
    run = make_ref()
    log(run, line(0, 10))
    assert read_range(run, "loss", from_step=3, to_step=5).step.tolist() == [3, 4, 5]
    assert read_range(run, "loss", from_step=3, to_step=5, limit=2).step.tolist() == [3, 4]


def test_damaged_chunk_is_an_error_of_its_series_only() -> None:
    run = make_ref()
    for key in ("loss", "accuracy"):
        log(run, line(0, 10), key=key)
    fold(run)
    SeriesChunk.objects.filter(run_id=run.id, key__path="loss").update(data=b"damaged")
    with pytest.raises(SeriesCorrupt):
        read_history(run, "loss")
    assert rows_of(run, "accuracy") == line(0, 10)


@pytest.mark.parametrize(
    ("most", "expected"),
    [(1, [9]), (3, [0, 4, 9]), (4, [0, 3, 6, 9]), (10, list(range(10))), (50, list(range(10)))],
)
def test_sample_is_the_first_of_each_share_and_the_last(most: int, expected: list[int]) -> None:
    run = make_ref()
    log(run, line(0, 6))
    fold(run)
    log(run, line(6, 10))
    sampled = sample_runs([run], "loss", max_points=most)
    assert sampled[run.run_id].step.tolist() == expected


def test_sample_keeps_to_its_steps_and_leaves_out_runs_without_the_metric() -> None:
    run, other = make_ref(), make_ref()
    log(run, line(0, 100))
    sampled = sample_runs([run, other], "loss", max_points=3, steps=(10, 19))
    assert list(sampled) == [run.run_id]
    assert sampled[run.run_id].step.tolist() == [10, 14, 19]


def test_number_of_queries_does_not_grow_with_the_runs(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    project = make_project()
    for count in (1, 12):
        runs = [make_ref(project) for _ in range(count)]
        for run in runs:
            log(run, line(0, 5))
            fold(run)
        with django_assert_max_num_queries(4):
            assert len(sample_runs(runs, "loss", max_points=2)) == count


def test_latest_are_listed_by_key_and_searched_by_a_part_of_it() -> None:
    run = make_ref()
    for key in ("val/loss", "train/loss", "lr"):
        log(run, [(1, 1, math.inf)], key=key)
    page = list_latest(run, search="LOSS", limit=1, offset=1)
    assert [row.key for row in page.results] == ["val/loss"]
    assert page.total == 2
