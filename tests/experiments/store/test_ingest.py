"""A log call is stored whole or not at all, and the latest rows follow it."""

import math
from typing import Any

import numpy as np
import pytest
from django.test import TransactionTestCase
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from apps.core.errors import Invalid
from apps.experiments.contracts import RunRef
from apps.experiments.errors import ParamChanged
from apps.experiments.models import AttributeKey, FloatSeries, Run, StringAttribute
from apps.experiments.selectors import keys as key_cache
from apps.experiments.selectors.series import LatestPoint, list_latest
from apps.experiments.services import ingest
from apps.experiments.services.ingest import PointColumns, log_batch
from tests.experiments.store.make import Row, columns, fold, line, log, make_ref, rows_of, unfolded

pytestmark = pytest.mark.django_db


def latest(run: RunRef, key: str = "loss") -> LatestPoint:
    return next(row for row in list_latest(run).results if row.key == key)


def strings(run: RunRef) -> dict[str, str]:
    rows = StringAttribute.objects.filter(run_id=run.id).select_related("key")
    return {row.key.path: row.value for row in rows}


def test_points_params_and_tags_are_stored_together() -> None:
    run = make_ref()
    logged = log_batch(run, points=columns(line(0, 3)), params={"lr": "1"}, tags={"team": "a"})
    assert (logged.point_count, logged.keys) == (3, ("loss",))
    assert rows_of(run) == line(0, 3)
    assert strings(run) == {"lr": "1", "team": "a"}


def test_empty_batch_is_fine() -> None:
    assert log_batch(make_ref()).point_count == 0


def test_same_param_again_is_fine() -> None:
    run = make_ref()
    log_batch(run, params={"lr": "1"})
    log_batch(run, params={"lr": "1", "depth": "2"})
    assert strings(run) == {"lr": "1", "depth": "2"}


def test_changed_param_refuses_the_whole_batch() -> None:
    run = make_ref()
    log_batch(run, params={"lr": "1"})
    with pytest.raises(ParamChanged) as refused:
        log_batch(run, points=columns(line(0, 3)), params={"lr": "2", "x": "1"}, tags={"t": "1"})
    assert refused.value.details == {"key": "lr", "old": "1", "new": "2"}
    assert strings(run) == {"lr": "1"}
    assert rows_of(run) == []


def test_later_tag_takes_the_place_of_an_earlier_one() -> None:
    run = make_ref()
    log_batch(run, tags={"team": "a"})
    log_batch(run, tags={"team": "b"})
    assert strings(run) == {"team": "b"}


def test_run_name_tag_renames_the_run() -> None:
    run = make_ref()
    log_batch(run, tags={"mlflow.runName": "new" * 100})
    assert Run.objects.get(pk=run.id).name == ("new" * 100)[:250]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([(1, 5, 1.0), (2, 1, 0.5)], (2, 1, 0.5)),
        ([(2, 5, 1.0), (2, 6, 0.5)], (2, 6, 0.5)),
        ([(2, 5, 0.5), (2, 5, 1.0)], (2, 5, 1.0)),
        ([(2, 5, -1.0), (2, 5, math.nan)], (2, 5, math.nan)),
        ([(2, 5, 1.0), (2, 5, math.nan)], (2, 5, 1.0)),
        ([(2, 5, 1.0), (2, 5, math.inf)], (2, 5, math.inf)),
        ([(-(2**63), 0, 1.0), (2**63 - 1, 0, 2.0)], (2**63 - 1, 0, 2.0)),
    ],
)
@pytest.mark.parametrize("is_reversed", [False, True])
@pytest.mark.parametrize("at_once", [False, True])
def test_latest_is_the_greatest_step_time_and_value(
    rows: list[Row], expected: Row, is_reversed: bool, at_once: bool
) -> None:
    run = make_ref()
    rows = rows[::-1] if is_reversed else rows
    for call in [rows] if at_once else [[row] for row in rows]:
        log(run, call)
    found = latest(run)
    assert (found.step, found.timestamp_ms, found.count) == (*expected[:2], 2)
    assert np.array_equal(found.value, expected[2], equal_nan=True)


def test_decimal_steps_are_ordered_within_a_step() -> None:
    run = make_ref()
    for micro in (500_000, 250_000):
        values = {"timestamps_ms": [0], "values": [micro / 1e6], "step_micros": [micro]}
        log_batch(run, points=PointColumns(keys=["loss"], steps=[3], **values))
    found = latest(run)
    assert (found.step, found.step_micro, found.value) == (3, 500_000, 0.5)


def test_extremes_are_of_the_finite_values() -> None:
    run = make_ref()
    for value in (math.nan, 3.0, -2.0, math.inf, -math.inf):
        log(run, [(0, 0, value)])
    assert (latest(run).min, latest(run).max, latest(run).count) == (-2.0, 3.0, 5)


def test_metric_without_a_finite_value_has_no_extremes() -> None:
    run = make_ref()
    log(run, [(0, 0, math.nan)])
    log(run, [(1, 0, math.inf)])
    assert math.isnan(latest(run).min)
    assert math.isnan(latest(run).max)


def test_nan_is_null_in_the_latest_row() -> None:
    run = make_ref()
    log(run, [(0, 0, math.nan)])
    assert FloatSeries.objects.get(run_id=run.id).last_value is None


def test_identical_points_count_once() -> None:
    run = make_ref()
    log(run, [(1, 1, 1.0)] * 3)
    log(run, [(1, 1, 1.0)])
    assert rows_of(run) == [(1, 1, 1.0)]
    fold(run)
    assert rows_of(run) == [(1, 1, 1.0)]
    assert latest(run).count == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"steps": [1, 2]},
        {"steps": [2**63]},
        {"values": ["x"]},
        {"timestamps_ms": []},
        {"step_micros": [1_000_000]},
        {"step_micros": [-1]},
    ],
)
def test_columns_that_make_no_points_are_refused(wrong: dict[str, Any]) -> None:
    run = make_ref()
    fields = {"steps": [1], "timestamps_ms": [1], "values": [1.0], **wrong}
    with pytest.raises(Invalid):
        log_batch(run, points=PointColumns(keys=["a"], **fields))
    assert unfolded(run) == 0


def test_number_of_queries_does_not_grow_with_the_points(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    run = make_ref()
    # Savepoint and its release, keys looked for, made and looked for again, append, latest.
    for keys in (1, 400):
        points = PointColumns(
            keys=[f"{keys}/{index}" for index in range(keys)] * 2,
            steps=[0] * keys + [1] * keys,
            timestamps_ms=[0] * 2 * keys,
            values=[0.0] * 2 * keys,
        )
        with django_assert_max_num_queries(7):
            log_batch(run, points=points)


def test_keys_of_a_rolled_back_batch_are_not_remembered(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    run = make_ref()
    with django_capture_on_commit_callbacks(execute=True):
        log(run, line(0, 1), key="never-committed")
    assert (run.project_id, int(AttributeKey.Kind.METRIC), "never-committed") not in (
        key_cache._known
    )


def test_long_run_rings_for_a_fold(
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    rung: list[object] = []
    monkeypatch.setattr(ingest, "enqueue", lambda name, **ids: rung.append((name, ids)))
    run = make_ref()
    with django_capture_on_commit_callbacks(execute=True):
        log(run, line(0, ingest.FOLD_AFTER_POINTS))
    assert rung == [("experiments.fold_run", {"run_id": run.run_id})]


class Committed(TransactionTestCase):
    """What holds once transactions really end."""

    def test_keys_are_remembered_after_the_commit(self) -> None:
        run = make_ref()
        log(run, line(0, 1), key="committed")
        place = (run.project_id, int(AttributeKey.Kind.METRIC), "committed")
        assert place in key_cache._known
        with self.assertNumQueries(4):  # begin, append, latest, commit
            log(run, line(1, 2), key="committed")
