"""What things are called in the target of an export."""

import math

import pytest

from apps.transfers.mlflow.export.places import Places, workspace_of
from apps.transfers.mlflow.export.points import stored_value


def test_the_default_experiment_becomes_mlflows_own() -> None:
    places = Places(default_id=7)

    assert places.experiment(7) == 0
    assert places.experiment(8) == 8
    assert places.moved("mlflow-artifacts:/7/abc/artifacts") == "mlflow-artifacts:/0/abc/artifacts"


def test_a_workspace_has_its_own_folder() -> None:
    places = Places(workspace="vision")

    assert places.folder(3) == "workspaces/vision/3"
    assert places.moved("mlflow-artifacts:/3/models/m-1/artifacts") == (
        "mlflow-artifacts:/workspaces/vision/3/models/m-1/artifacts"
    )


@pytest.mark.parametrize(
    "address", ["s3://bucket/3/abc", "runs:/abc/model", "models:/m-1", "", "/srv/files/3"]
)
def test_other_addresses_stay(address: str) -> None:
    assert Places(default_id=3).moved(address) == address


@pytest.mark.parametrize(
    ("key", "name"), [("demo", "demo"), ("My_Team", "my-team"), ("a__b", "a-b"), ("x", "project-x")]
)
def test_a_key_becomes_a_workspaces_name(key: str, name: str) -> None:
    assert workspace_of(key) == name


def test_numbers_that_tables_cannot_hold_are_written_as_mlflow_writes_them() -> None:
    assert stored_value(math.nan) == (0.0, True)
    assert stored_value(-math.inf) == (-1.7976931348623157e308, False)
    assert stored_value(1.5) == (1.5, False)
