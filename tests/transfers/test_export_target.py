"""The database and the folder that an export fills: what they refuse, and what they take."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from apps.transfers.mlflow.export.errors import TargetNotEmpty, TargetRefused
from apps.transfers.mlflow.export.files import FileTarget
from apps.transfers.mlflow.export.target import Target


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database with the few tables that these tests need."""
    address = f"sqlite:///{tmp_path / 'mlflow.db'}"
    engine = sa.create_engine(address)
    with engine.begin() as connection:
        for statement in (
            "CREATE TABLE experiments (experiment_id INTEGER PRIMARY KEY, name TEXT, workspace TEXT NOT NULL)",
            "CREATE TABLE runs (run_uuid VARCHAR(32) PRIMARY KEY, name VARCHAR(5))",
            "CREATE TABLE metrics (key VARCHAR(250), value FLOAT, twice FLOAT AS (value * 2))",
        ):
            connection.execute(sa.text(statement))
    engine.dispose()
    return address


def opened(url: str, *, resume: bool = False) -> Target:
    target = Target(url)
    target.open(resume=resume)
    return target


def test_columns_that_are_not_there_are_left_out_and_needed_ones_filled(url: str) -> None:
    target = opened(url)

    with target.transaction():
        target.add("experiments", [{"experiment_id": 0, "name": "Default", "later": 1}])
        target.add("metrics", [{"key": "a", "value": 2.0}])

    assert target.known("experiments", "workspace") == {"default"}
    assert target.known("metrics", "twice") == {4.0}


def test_a_table_that_is_not_there_takes_nothing(url: str) -> None:
    target = opened(url)

    with target.transaction():
        assert target.add("traces_of_tomorrow", [{"a": 1}]) == 0


def test_what_is_too_long_is_shortened_and_counted(url: str) -> None:
    target = opened(url)

    with target.transaction():
        target.add("runs", [{"run_uuid": "1", "name": "123456789"}])

    assert target.known("runs", "name") == {"12345"}
    assert target.shortened["runs"] == 1


def test_a_transaction_that_fails_leaves_nothing(url: str) -> None:
    target = opened(url)

    def add_twice() -> None:
        with target.transaction():
            target.add("runs", [{"run_uuid": "1"}])
            target.add("runs", [{"run_uuid": "1"}])

    with pytest.raises(TargetRefused):
        add_twice()
    assert target.count("runs") == 0


def test_a_database_with_runs_is_refused_unless_gone_on_with(url: str) -> None:
    target = opened(url)
    with target.transaction():
        target.add("runs", [{"run_uuid": "1"}])

    with pytest.raises(TargetNotEmpty):
        opened(url)
    assert opened(url, resume=True).known("runs", "run_uuid") == {"1"}


def test_a_database_of_somebody_else_is_refused(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'other.db'}"
    engine = sa.create_engine(address)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE people (name TEXT)"))

    with pytest.raises(TargetNotEmpty):
        Target(address).refuse_used(resume=False)


@pytest.mark.parametrize("address", ["nonsense", "oracle://host/name", "http://host"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(TargetRefused):
        Target(address)


def test_a_folder_with_something_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")

    for resume in (False, True):
        with pytest.raises(TargetNotEmpty):
            FileTarget(tmp_path).open(resume=resume)


def test_a_folder_of_an_export_is_gone_on_with_only_when_asked(tmp_path: Path) -> None:
    FileTarget(tmp_path / "files").open(resume=False)

    with pytest.raises(TargetNotEmpty):
        FileTarget(tmp_path / "files").open(resume=False)
    FileTarget(tmp_path / "files").open(resume=True)
