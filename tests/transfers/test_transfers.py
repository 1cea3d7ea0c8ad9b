"""Transfers as rows: run by a worker, stopped, resumed, taken over; and what conflicts."""

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from apps.accounts import selectors as accounts
from apps.core import clock
from apps.core.errors import PermissionDenied
from apps.experiments.models import Experiment, Run
from apps.projects.models import Project
from apps.transfers import selectors, tasks
from apps.transfers.constants import LEASE_SECONDS, State
from apps.transfers.contracts import Credentials, Report, Request
from apps.transfers.errors import WrongState
from apps.transfers.models import Transfer
from apps.transfers.services import lease, opening, running, transfers
from tests.accounts.make import make_admin, make_user
from tests.projects.make import make_project
from tests.transfers.test_sources import OLD_SCHEMA

RUN = "a" * 32


@pytest.fixture
def old(tmp_path: Path) -> str:
    """A small database of an old MLflow, of one run; its address."""
    with sqlite3.connect(tmp_path / "old.db") as made:
        made.executescript(OLD_SCHEMA.replace("'a1'", f"'{RUN}'"))
    return f"sqlite:///{tmp_path}/old.db"


def _admin() -> Any:
    return accounts.actor_for(make_admin())


def _import(address: str, project: Project) -> tuple[Transfer, Report]:
    request = Request(address=address, files="reference", workers=1, local=True)
    made = transfers.create_transfer(actor=_admin(), project_key=project.key, request=request)
    held = lease.take(made.pk)
    assert held is not None
    made.refresh_from_db()
    source = opening.open_source(request, opening.credentials_of(address, {}))
    running.run(made, source, held)
    made.refresh_from_db()
    return made, selectors.report(made)


@pytest.mark.django_db
def test_run_keeps_its_id_times_and_points(old: str) -> None:
    transfer, report = _import(old, make_project())
    run = Run.objects.get(run_id=RUN)
    assert (transfer.state, report.matches, report.points) == (State.DONE, True, 2)
    assert (run.start_time_ms, run.end_time_ms, run.name) == (5, 9, "first")


@pytest.mark.django_db
def test_experiment_keeps_its_id_where_it_is_free(old: str) -> None:
    make_project()
    with sqlite3.connect(old.removeprefix("sqlite:///")) as changed:
        changed.execute("UPDATE experiments SET experiment_id = 777001")
        changed.execute("UPDATE runs SET experiment_id = 777001")
    _, report = _import(old, make_project())
    assert [each.target_id for each in report.experiments] == [777001]
    # The counter goes on behind it.
    later = Experiment.objects.create(project=make_project(), name="later")
    assert later.pk > 777001 or connection.vendor == "sqlite"


@pytest.mark.django_db
def test_run_of_another_project_is_left_alone_and_named(old: str) -> None:
    first = make_project()
    _import(old, first)
    _, report = _import(old, make_project())
    assert Run.objects.get(run_id=RUN).project_id == first.pk
    assert [failure.item for failure in report.failures] == [RUN]
    assert "another project" in report.failures[0].message
    assert not report.matches


@pytest.mark.django_db
def test_second_import_skips_what_is_here(old: str) -> None:
    project = make_project()
    _import(old, project)
    _, report = _import(old, project)
    numbers = {each.kind: (each.imported, each.skipped) for each in report.counts}
    assert (numbers["runs"], numbers["experiments"]) == ((0, 1), (0, 1))
    assert report.matches


@pytest.mark.django_db
def test_run_that_cannot_be_stored_is_named_and_others_come(old: str) -> None:
    with sqlite3.connect(old.removeprefix("sqlite:///")) as changed:
        changed.execute(
            "INSERT INTO runs VALUES ('not an id', 'FINISHED', 5, 9, 'active', 1, 'ada')"
        )
    _, report = _import(old, make_project())
    assert [failure.item for failure in report.failures] == ["not an id"]
    assert Run.objects.filter(run_id=RUN).exists()


@pytest.mark.django_db
def test_source_that_goes_away_leaves_a_transfer_to_resume(old: str) -> None:
    project = make_project()
    Path(old.removeprefix("sqlite:///")).rename(Path(old.removeprefix("sqlite:///") + ".away"))
    transfer, _ = _import(old, project)
    found = selectors.find_resumable(
        project_id=project.pk, source=transfer.source, files=transfer.files
    )
    assert (transfer.state, found) == (State.FAILED, transfer)
    assert "does not answer" in transfer.message


@pytest.mark.django_db
def test_import_that_was_stopped_goes_on_where_it_was(old: str) -> None:
    request = Request(address=old, files="reference", workers=1, local=True)
    made = transfers.create_transfer(
        actor=_admin(), project_key=make_project().key, request=request
    )

    def run(held: lease.Lease | None, told: Callable[[object], None]) -> State:
        assert held is not None
        made.refresh_from_db()
        credentials = opening.credentials_of(old, {})
        return running.run(made, opening.open_source(request, credentials), held, told)

    def stop(_: object) -> None:
        transfers.stop(actor=_admin(), transfer_id=made.pk)

    assert run(lease.take(made.pk), stop) is State.STOPPED
    assert not Run.objects.filter(run_id=RUN).exists()
    assert run(transfers.reopen(made), lambda _: None) is State.DONE
    assert Run.objects.filter(run_id=RUN).exists()
    assert selectors.report(made).matches


@pytest.mark.django_db
def test_only_admins_import() -> None:
    user = accounts.actor_for(make_user())
    with pytest.raises(PermissionDenied):
        transfers.create_transfer(
            actor=user, project_key="any", request=Request(address="http://127.0.0.1:9")
        )


def _waiting() -> tuple[Any, Transfer]:
    actor = _admin()
    request = Request(address="http://ada:pw@127.0.0.1:9")
    made = transfers.start(
        actor=actor,
        project_key=make_project().key,
        request=request,
        credentials=Credentials(token="s3cret"),
    )
    return actor, made


@pytest.mark.django_db
def test_credentials_lie_sealed_and_only_until_the_end() -> None:
    _, made = _waiting()
    assert made.sealed_credentials
    assert "s3cret" not in made.sealed_credentials
    assert "pw" not in made.source
    tasks.run_transfer(str(made.pk))
    made.refresh_from_db()
    assert (made.state, made.sealed_credentials) == (State.FAILED, "")


@pytest.mark.django_db
def test_running_transfer_is_taken_over_only_when_its_runner_is_silent() -> None:
    _, made = _waiting()
    assert lease.take(made.pk) is not None
    assert lease.take(made.pk) is None
    silent = clock.now() - timedelta(seconds=LEASE_SECONDS + 1)
    Transfer.objects.filter(pk=made.pk).update(beat_at=silent)
    assert selectors.list_waiting() == [made.pk]
    assert lease.take(made.pk) is not None


@pytest.mark.django_db
def test_runner_that_was_succeeded_writes_nothing_more() -> None:
    _, made = _waiting()
    first = lease.take(made.pk)
    lease.take(made.pk, force=True)
    assert first is not None
    with pytest.raises(lease.Overtaken):
        first.hold()


@pytest.mark.django_db
def test_waiting_transfer_is_stopped_and_begun_again() -> None:
    actor, made = _waiting()
    assert transfers.stop(actor=actor, transfer_id=made.pk).state == State.STOPPED
    with pytest.raises(WrongState):
        transfers.stop(actor=actor, transfer_id=made.pk)
    begun = transfers.begin(actor=actor, transfer=made, credentials=Credentials())
    assert begun.state == State.QUEUED
