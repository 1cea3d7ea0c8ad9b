"""What the runs of a project have, over REST: the portal's choice of columns."""

from typing import Any

import pytest

from tests.accounts.make import make_client
from tests.experiments.api.shapes import check_shape
from tests.experiments.make import make_experiment, make_run
from tests.projects.make import Cast, make_cast

pytestmark = pytest.mark.django_db


def ask(cast: Cast, **query: Any) -> Any:
    address = f"/api/v1/projects/{cast.project.key}/attributes"
    return make_client(cast.viewer).get(address, query)


def listed(cast: Cast, **query: Any) -> list[tuple[str, str]]:
    body = ask(cast, **query).json()
    check_shape("AttributeList", body)
    return [(row["kind"], row["path"]) for row in body["results"]]


def make_cast_runs() -> tuple[Cast, int]:
    """A project with two experiments; the id of the first."""
    cast = make_cast()
    first, second = make_experiment(cast.project), make_experiment(cast.project)
    make_run(first, params={"lr": "1", "depth": "3"}, metrics={"train/loss": 1.0})
    make_run(second, params={"momentum": "0"}, metrics={"test/loss": 1.0})
    make_run(params={"theirs": "1"})
    return cast, first.pk


def test_params_metrics_and_tags_are_told_apart() -> None:
    cast, _ = make_cast_runs()
    assert listed(cast, kind="param") == [
        ("param", "depth"),
        ("param", "lr"),
        ("param", "momentum"),
    ]
    assert listed(cast, kind="metric") == [("metric", "test/loss"), ("metric", "train/loss")]
    assert listed(cast, kind="tag") == [("tag", "mlflow.runName")]


def test_they_are_found_by_a_part_of_their_name() -> None:
    cast, _ = make_cast_runs()
    assert listed(cast, search="LOSS") == [("metric", "test/loss"), ("metric", "train/loss")]


def test_an_experiment_has_those_of_its_runs() -> None:
    cast, first = make_cast_runs()
    assert listed(cast, experiment_id=first, kind="param") == [("param", "depth"), ("param", "lr")]
    assert listed(cast, experiment_id=2**62) == []


def test_a_limit_says_that_there_are_more() -> None:
    cast, _ = make_cast_runs()
    assert ask(cast, kind="param", limit=2).json()["truncated"] is True
    assert ask(cast, kind="param", limit=3).json()["truncated"] is False


@pytest.mark.parametrize("query", [{"kind": "file"}, {"limit": 0}, {"experiment_id": "x"}])
def test_a_question_that_makes_no_sense_is_refused(query: dict[str, Any]) -> None:
    assert ask(make_cast(), **query).status_code == 400
