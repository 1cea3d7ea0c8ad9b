"""Points as they leave: each once, and never many at a time."""

import tracemalloc

import numpy as np
import pytest

from apps.experiments.imported import ImportedRun
from apps.experiments.selectors import exports
from apps.experiments.series.columns import Points
from apps.experiments.series.whole import encode_whole
from apps.experiments.services.imports import runs as imports
from apps.transfers.mlflow.export.points import Tally, _Seen, points_of
from tests.experiments.make import make_experiment


def points(*rows: tuple[int, int, int, float]) -> Points:
    """Points of (step, millionths of a step, time, value)."""
    step, micro, time, value = zip(*rows, strict=True)
    return Points(
        step=np.array(step),
        step_micro=np.array(micro, dtype=np.int32),
        timestamp_ms=np.array(time),
        value=np.array(value, dtype=float),
    )


@pytest.mark.parametrize(
    "pages",
    [
        [points((1, 0, 5, 0.5), (1, 500_000, 5, 0.5))],
        [points((1, 0, 5, 0.5)), points((1, 500_000, 5, 0.5))],
        [points((1, 0, 4, 2.0), (1, 250_000, 5, 0.5)), points((1, 500_000, 5, 0.5))],
        [points((3, 0, 5, -0.0)), points((3, 0, 5, 0.0), (4, 0, 5, 1.0))][::-1],
    ],
)
def test_points_that_fall_together_come_once(pages: list[Points]) -> None:
    seen = _Seen()
    found = [place for page in pages for place in seen.new(page)]
    assert found.count(None) == 1


def test_points_of_one_step_and_several_values_all_come() -> None:
    found = list(_Seen().new(points((1, 0, 5, 0.0), (1, 0, 5, 1.0), (1, 0, 6, 0.0))))
    assert None not in found


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.any_database
def test_a_long_series_is_not_held_in_memory() -> None:
    count = 300_000
    experiment = make_experiment()
    numbers = np.arange(count)
    long = encode_whole(numbers, 1_700_000_000_000 + numbers * 10, np.sin(numbers))
    imports.import_runs(
        project_id=experiment.project_id,
        experiment_id=experiment.pk,
        runs=[ImportedRun(run_id="a" * 32, series={"long": long})],
    )
    del long
    ((run,),) = exports.iter_runs(experiment_id=experiment.pk)

    tracemalloc.start()
    read = sum(1 for _ in points_of(run, Tally()))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert read == count
    # Rows of all of them would be some 150 MB.
    assert peak < 30 * 2**20
