"""A fold moves points and changes none of them."""

import random

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from apps.experiments.models import Run, SeriesAppend, SeriesChunk
from apps.experiments.selectors.series import list_latest
from apps.experiments.series.chunk import CHUNK_POINTS
from apps.experiments.services import fold as folding
from apps.experiments.services.fold import fold_pending, fold_run
from tests.experiments.store.make import (
    chunk_count,
    fold,
    line,
    log,
    make_ref,
    rows_of,
    unfolded,
)

pytestmark = pytest.mark.django_db


def test_fold_keeps_every_point() -> None:
    run = make_ref()
    for start in range(0, 500, 50):
        log(run, line(start, start + 50))
    assert fold_run(run_id=run.run_id).points == 500
    assert unfolded(run) == 0
    assert rows_of(run) == line(0, 500)


def test_fold_of_nothing_is_fine() -> None:
    run = make_ref()
    assert fold_run(run_id=run.run_id) == folding.FoldedRun()


def test_fold_of_a_run_that_is_gone_is_fine() -> None:
    assert fold_run(run_id="f" * 32) == folding.FoldedRun()


@pytest.mark.parametrize("seed", range(4))
def test_any_order_of_calls_and_folds_gives_the_same_points(seed: int) -> None:
    run = make_ref()
    chance = random.Random(seed)
    rows = line(0, 400) + line(0, 40)
    chance.shuffle(rows)
    for start in range(0, len(rows), 20):
        log(run, rows[start : start + 20])
        if chance.random() < 0.4:
            fold(run)
    fold(run)
    assert rows_of(run) == line(0, 400)
    assert list_latest(run).results[0].count == 400


def test_small_chunks_of_an_ended_run_become_full_ones() -> None:
    run = make_ref()
    for start in range(0, 9000, 1500):
        log(run, line(start, start + 1500))
        fold(run)
    Run.objects.filter(pk=run.id).update(status=Run.Status.FINISHED)
    log(run, line(9000, 9001))
    fold(run)
    assert chunk_count(run) <= 9001 // CHUNK_POINTS + 2
    assert rows_of(run) == line(0, 9001)


def test_overtaken_fold_changes_nothing_and_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    run = make_ref()
    log(run, line(0, 10))
    plans: list[folding._Plan] = []

    def overtake(run_pk: int, newest: int, *, thorough: bool) -> folding._Plan:
        plan = original(run_pk, newest, thorough=thorough)
        plans.append(plan)
        if len(plans) == 1:
            # Another process folds the same rows between this fold's reading and writing.
            folding._carry_out(run_pk, original(run_pk, newest, thorough=thorough))
            log(run, line(10, 12))
        return plan

    original = folding._make_plan
    monkeypatch.setattr(folding, "_make_plan", overtake)
    fold(run)
    assert len(plans) > 1
    assert rows_of(run) == line(0, 12)
    fold(run)
    assert rows_of(run) == line(0, 12)
    assert unfolded(run) == 0


def test_points_logged_during_a_fold_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    run = make_ref()
    log(run, line(0, 10))
    original = folding._carry_out

    def log_meanwhile(run_pk: int, plan: folding._Plan) -> None:
        log(run, line(10, 20))
        original(run_pk, plan)

    monkeypatch.setattr(folding, "_carry_out", log_meanwhile)
    fold(run)
    assert unfolded(run) == 1
    assert rows_of(run) == line(0, 20)


def test_damaged_append_stays_and_the_rest_is_folded() -> None:
    run = make_ref()
    log(run, line(0, 10))
    SeriesAppend.objects.create(run_id=run.id, point_count=3, data=b"not an append")
    log(run, line(10, 20))
    fold(run)
    assert unfolded(run) == 1
    assert rows_of(run) == line(0, 20)


def test_damaged_chunk_stays_and_new_points_are_folded() -> None:
    run = make_ref()
    log(run, line(0, 10))
    fold(run)
    SeriesChunk.objects.filter(run_id=run.id).update(data=b"damaged")
    log(run, line(10, 20))
    fold(run)
    assert unfolded(run) == 0
    assert chunk_count(run) == 2


def test_pending_folds_ended_runs_and_long_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folding, "WORTH_FOLDING", 3)
    short, long, ended = make_ref(), make_ref(), make_ref(status=Run.Status.FAILED)
    log(short, line(0, 1))
    log(ended, line(0, 1))
    for step in range(3):
        log(long, line(step, step + 1))
    assert fold_pending() == 2
    assert [unfolded(run) for run in (short, long, ended)] == [1, 0, 0]


def test_number_of_queries_does_not_grow_with_the_series(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    run = make_ref()
    for key in range(60):
        log(run, line(0, 5), key=f"metric/{key}")
    # Run; ids, appends, chunks; savepoint; two deletes and an insert in pages; release; again.
    limit = 30 if connection.vendor == "sqlite" else 20
    with django_assert_max_num_queries(limit):
        fold(run)
