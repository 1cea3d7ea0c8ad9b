"""Runs: how they begin, change, end, go and come back."""

import uuid
from unittest.mock import ANY

import pytest
from pytest_django import DjangoAssertNumQueries

from apps.accounts.contracts import Actor
from apps.core import clock
from apps.experiments.contracts import NewRun, RunValues
from apps.experiments.errors import (
    ExperimentDeleted,
    InvalidName,
    InvalidValue,
    RunDeleted,
    RunExists,
    RunNotFound,
    RunTokenRefused,
    TagNotFound,
    WrongState,
)
from apps.experiments.models import Run
from apps.experiments.selectors import runs as selectors
from apps.experiments.services import experiments, runs, tags
from apps.projects.errors import RoleTooWeak
from apps.projects.permissions import Role
from tests.accounts.make import make_actor
from tests.experiments.make import make_experiment, make_run, ref_of
from tests.projects.make import admin, make_member_actor

pytestmark = pytest.mark.django_db


def values(run: Run) -> RunValues:
    return selectors.values_of([run.pk])[run.pk]


def job_actor(run: Run) -> Actor:
    member = make_member_actor(run.project)
    return Actor(user_id=member.user_id, email=member.email, run_id=run.run_id)


def test_a_run_gets_what_it_is_not_given() -> None:
    run = make_run()
    assert len(run.run_id) == 32
    assert run.status == "RUNNING"
    assert abs(run.start_time_ms - clock.now_ms()) < 60_000
    adjective, noun, number = run.name.split("-")
    assert adjective.isalpha()
    assert noun.isalpha()
    assert number.isdigit()
    assert values(run).tags == {"mlflow.runName": run.name}


def test_a_run_keeps_what_it_is_given() -> None:
    run_id, job_id = uuid.uuid4().hex, uuid.uuid4()
    run = make_run(
        run_id=run_id, name="first", status="SCHEDULED", job_id=job_id, start_time_ms=5,
        params={"lr": "0.1"}, tags={"team": "x"},
    )  # fmt: skip
    assert (run.run_id, run.name, run.status, run.job_id) == (run_id, "first", "SCHEDULED", job_id)
    assert values(run).params == {"lr": "0.1"}
    assert values(run).tags == {"team": "x", "mlflow.runName": "first"}


def test_tags_with_a_meaning_fill_the_fields() -> None:
    parent = make_run()
    run = make_run(
        parent.experiment,
        tags={
            "mlflow.runName": "n", "mlflow.user": "bob", "mlflow.source.name": "train.py",
            "mlflow.source.type": "LOCAL", "mlflow.parentRunId": parent.run_id,
        },
    )  # fmt: skip
    assert (run.name, run.user_name, run.source_name) == ("n", "bob", "train.py")
    children = selectors.list_children(actor=admin(), run_id=parent.run_id)
    assert [child.run_id for child in children.runs] == [run.run_id]


def test_a_name_and_another_name_in_the_tag_are_refused() -> None:
    with pytest.raises(InvalidValue):
        make_run(name="a", tags={"mlflow.runName": "b"})


def test_a_run_id_is_given_once() -> None:
    run = make_run()
    with pytest.raises(RunExists):
        make_run(run_id=run.run_id)


BAD = [
    ({"run_id": "short"}, InvalidName),
    ({"run_id": "X" * 32}, InvalidName),
    ({"status": "DONE"}, InvalidValue),
    ({"start_time_ms": -1}, InvalidValue),
    ({"start_time_ms": 2**62}, InvalidValue),
    ({"tags": {"": "x"}}, InvalidName),
    ({"tags": {"../x": "x"}}, InvalidName),
    ({"tags": {"/x": "x"}}, InvalidName),
    ({"tags": {"a//b": "x"}}, InvalidName),
    ({"tags": {"a;b": "x"}}, InvalidName),
    ({"tags": {"x" * 251: "x"}}, InvalidName),
    ({"tags": {"x": "x" * 8001}}, InvalidValue),
    ({"tags": {"x": "nul\0"}}, InvalidValue),
    ({"params": {"x": "x" * 6001}}, InvalidValue),
    ({"params": {"a\nb": "x"}}, InvalidName),
    ({"user_name": "x" * 300}, InvalidValue),
]


@pytest.mark.parametrize(("fields", "refusal"), BAD)
def test_what_cannot_be_stored_is_refused(
    fields: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        make_run(**fields)  # type: ignore[arg-type]
    assert Run.objects.count() == 0


def test_a_long_name_is_cut_in_both_places() -> None:
    run = make_run(name="x" * 300)
    assert run.name == "x" * 250 == values(run).tags["mlflow.runName"]


def test_name_and_tag_stay_equal() -> None:
    run = make_run()
    assert runs.update_run(actor=admin(), run=run, name="one").name == "one"
    assert values(run).tags["mlflow.runName"] == "one"
    tags.set_tags(actor=admin(), run=run, tags={"mlflow.runName": "two"})
    assert Run.objects.get().name == "two"


def test_a_finished_run_may_go_on() -> None:
    info = runs.update_run(actor=admin(), run=make_run(), status="FAILED", end_time_ms=7)
    assert (info.status, info.end_time_ms) == ("FAILED", 7)
    info = runs.update_run(actor=admin(), run=info, status="RUNNING")
    assert info.end_time_ms is None
    info = runs.update_run(actor=admin(), run=info, status="FINISHED")
    assert info.end_time_ms is not None


def test_a_scheduled_run_starts_when_it_runs() -> None:
    run = make_run(status="SCHEDULED", start_time_ms=5)
    assert selectors.get_run_info(actor=admin(), run_id=run.run_id).started_at_ms is None
    assert runs.update_run(actor=admin(), run=run, status="RUNNING").start_time_ms > 5


def test_a_run_that_has_ended_keeps_its_end() -> None:
    run = make_run()
    assert runs.finish_run(run_id=run.run_id, status="KILLED", end_time_ms=9)
    assert not runs.finish_run(run_id=run.run_id, status="FINISHED", end_time_ms=10)
    assert not runs.finish_run(run_id="0" * 32, status="FINISHED", end_time_ms=10)
    run.refresh_from_db()
    assert (run.status, run.end_time_ms) == ("KILLED", 9)


def test_a_scheduled_run_follows_its_script_within_the_project() -> None:
    run = make_run(status="SCHEDULED")
    other = make_experiment(run.project)
    assert runs.move_scheduled_run(actor=admin(), run=run, experiment=other).experiment == other
    with pytest.raises(WrongState):
        runs.move_scheduled_run(actor=admin(), run=run, experiment=make_experiment())
    runs.update_run(actor=admin(), run=run, status="RUNNING")
    run.refresh_from_db()
    with pytest.raises(WrongState):
        runs.move_scheduled_run(actor=admin(), run=run, experiment=run.experiment)


def test_a_deleted_run_takes_no_change_until_it_is_back() -> None:
    run = make_run()
    runs.delete_run(actor=admin(), run=run)
    run.refresh_from_db()
    with pytest.raises(RunDeleted):
        runs.update_run(actor=admin(), run=run, name="x")
    with pytest.raises(RunDeleted):
        tags.set_tags(actor=admin(), run=run, tags={"a": "b"})
    with pytest.raises(RunDeleted):
        tags.remove_tags(actor=admin(), run=run, keys=["mlflow.runName"])
    runs.restore_run(actor=admin(), run=run)
    run.refresh_from_db()
    tags.set_tags(actor=admin(), run=run, tags={"a": "b"})
    assert values(run).tags == {"a": "b", "mlflow.runName": ANY}


def test_runs_are_deleted_all_or_none() -> None:
    run, foreign = make_run(), make_run()
    with pytest.raises(RunNotFound):
        runs.delete_runs(actor=admin(), project=run.project, run_ids=[run.run_id, foreign.run_id])
    assert runs.delete_runs(actor=admin(), project=run.project, run_ids=[run.run_id] * 2) == 1
    assert runs.delete_runs(actor=admin(), project=run.project, run_ids=[run.run_id]) == 0
    assert runs.restore_runs(actor=admin(), project=run.project, run_ids=[run.run_id]) == 1


def test_a_run_comes_back_after_its_experiment() -> None:
    run = make_run()
    experiments.delete_experiment(actor=admin(), experiment=run.experiment)
    with pytest.raises(ExperimentDeleted):
        runs.restore_runs(actor=admin(), project=run.project, run_ids=[run.run_id])


def test_removing_an_absent_tag_removes_nothing() -> None:
    run = make_run(tags={"a": "b"})
    with pytest.raises(TagNotFound):
        tags.remove_tags(actor=admin(), run=run, keys=["a", "c"])
    assert "a" in values(run).tags


def test_a_jobs_token_writes_its_own_runs_only() -> None:
    own = make_run()
    actor = job_actor(own)
    made = make_run(own.experiment, actor=actor)
    other = make_run(own.experiment)
    for run in (own, made):
        assert selectors.get_run(actor=actor, run_id=run.run_id, role=Role.CONTRIBUTOR) == run
        runs.update_run(actor=actor, run=run, name="mine")
    assert selectors.get_run(actor=actor, run_id=other.run_id) == other
    with pytest.raises(RunTokenRefused):
        selectors.get_run(actor=actor, run_id=other.run_id, role=Role.CONTRIBUTOR)
    with pytest.raises(RunTokenRefused):
        runs.update_run(actor=actor, run=other, name="stolen")
    with pytest.raises(RunTokenRefused):
        make_run(make_experiment(), actor=actor)
    with pytest.raises(RunTokenRefused):
        experiments.rename_experiment(actor=actor, experiment=own.experiment, name="x")


def test_a_stranger_finds_no_run_and_a_viewer_writes_none() -> None:
    run = make_run()
    with pytest.raises(RunNotFound):
        selectors.get_run_ref(actor=make_actor(), run_id=run.run_id)
    viewer = make_member_actor(run.project, Role.VIEWER)
    assert selectors.get_run_ref(actor=viewer, run_id=run.run_id) == ref_of(run)
    with pytest.raises(RoleTooWeak):
        selectors.get_run_ref(actor=viewer, run_id=run.run_id, role=Role.CONTRIBUTOR)
    for run_id in ("", "0" * 32, "nul\0", "x" * 1000):
        with pytest.raises(RunNotFound):
            selectors.get_run_ref(actor=viewer, run_id=run_id)


def test_a_run_with_all_it_is_given_costs_few_statements(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    params = {f"p{number}": "v" for number in range(20)}
    experiment = make_run(params=params, tags={"a": "b"}).experiment
    new = NewRun(params=params, tags={"a": "b"})
    # Around it a savepoint and its release; the run; tags; params, and what was there before.
    with django_assert_num_queries(8):
        runs.create_run(actor=admin(), experiment=experiment, new=new)
