"""Deleting and restoring many runs over REST."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.experiments.models import Run
from apps.experiments.services import experiments
from tests.accounts.make import make_client
from tests.experiments.make import make_experiment, make_run
from tests.projects.make import Cast, admin, make_cast

pytestmark = pytest.mark.django_db


def mark(cast: Cast, verb: str, run_ids: list[str]) -> Any:
    address = f"/api/v1/projects/{cast.project.key}/runs/{verb}"
    return make_client(cast.maintainer).post(address, {"run_ids": run_ids}, format="json")


def deleted(runs: list[Run]) -> list[bool]:
    return [Run.objects.get(pk=run.pk).deleted_at is not None for run in runs]


def make_runs(cast: Cast, count: int) -> list[Run]:
    experiment = make_experiment(cast.project)
    return [make_run(experiment) for _ in range(count)]


def test_runs_are_deleted_and_restored() -> None:
    cast = make_cast()
    runs = make_runs(cast, 3)
    ids = [run.run_id for run in runs]

    assert mark(cast, "delete", ids[:2]).json() == {"changed": 2}
    assert deleted(runs) == [True, True, False]
    assert mark(cast, "restore", ids).json() == {"changed": 2}
    assert deleted(runs) == [False, False, False]


def test_doing_it_again_changes_nothing() -> None:
    cast = make_cast()
    ids = [run.run_id for run in make_runs(cast, 2)]
    mark(cast, "delete", ids)
    assert mark(cast, "delete", ids).json() == {"changed": 0}


def test_one_unknown_run_stops_all() -> None:
    cast = make_cast()
    runs, theirs = make_runs(cast, 1), make_run()

    for unknown in (theirs.run_id, "0" * 32):
        answer = mark(cast, "delete", [runs[0].run_id, unknown])
        assert (answer.status_code, answer.json()["code"]) == (404, "run_not_found")
    assert deleted([*runs, theirs]) == [False, False]


def test_a_run_is_not_restored_into_a_deleted_experiment() -> None:
    cast = make_cast()
    run = make_runs(cast, 1)[0]
    experiments.delete_experiment(actor=admin(), experiment=run.experiment)
    answer = mark(cast, "restore", [run.run_id])
    assert (answer.status_code, answer.json()["code"]) == (409, "experiment_deleted")


@pytest.mark.parametrize("run_ids", [[], ["x" * 33], ["0" * 32] * 1_001, "0" * 32])
def test_ids_that_make_no_sense_are_refused(run_ids: Any) -> None:
    answer = mark(make_cast(), "delete", run_ids)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_it_costs_the_same_for_many() -> None:
    cast = make_cast()
    ids = [run.run_id for run in make_runs(cast, 21)]
    client = make_client(cast.maintainer)
    address = f"/api/v1/projects/{cast.project.key}/runs/delete"
    counts = []
    for some in (ids[:1], ids[1:]):
        body = {"run_ids": some}
        client.get(f"/api/v1/projects/{cast.project.key}")  # the role is remembered from now on
        with CaptureQueriesContext(connection) as queries:
            assert client.post(address, body, format="json").json() == {"changed": len(some)}
        counts.append(len(queries))
    # session, user, project, access epoch, savepoint, runs, change, savepoint
    assert counts == [8, 8]
