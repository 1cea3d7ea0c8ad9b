"""The database and the folder that an export fills: what they refuse, and what they take."""

import pytest
import sqlalchemy as sa

from apps.transfers.mlflow.export.errors import TargetFull, TargetRefused
from apps.transfers.mlflow.export.target import Target


def opened(url: str) -> Target:
    target = Target(url)
    target.open()
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


def test_a_database_that_is_full_says_so(url: str) -> None:
    target = opened(url)

    def fill() -> None:
        with target.transaction():
            assert target._connection is not None
            target._connection.execute(sa.text("PRAGMA max_page_count = 12"))
            target.add("metrics", ({"key": "k" * 250, "value": n} for n in range(10_000)))

    with pytest.raises(TargetFull) as refusal:
        fill()
    assert "--resume" in refusal.value.fix
    assert target.count("metrics") == 0


@pytest.mark.parametrize("address", ["nonsense", "oracle://host/name", "http://host"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(TargetRefused):
        Target(address)
