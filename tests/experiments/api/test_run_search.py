"""The runs table over REST. What filters and orders mean, tests/experiments/search holds."""

from typing import Any

import pytest
from django.db import connection

from apps.accounts.models import User
from tests.accounts.make import make_actor, make_client
from tests.experiments.api.costs import queries_of
from tests.experiments.api.shapes import check_shape
from tests.experiments.make import make_experiment, make_run
from tests.projects.make import Cast, make_cast

pytestmark = pytest.mark.django_db


def search(cast: Cast, *, by: User | None = None, **body: Any) -> Any:
    address = f"/api/v1/projects/{cast.project.key}/runs/search"
    return make_client(by or cast.viewer).post(address, body, format="json")


def found(cast: Cast, **body: Any) -> dict[str, Any]:
    answer = search(cast, **body)
    assert answer.status_code == 200, answer.json()
    check_shape("RunPage", answer.json())
    page: dict[str, Any] = answer.json()
    return page


def test_a_row_says_what_the_table_shows() -> None:
    cast = make_cast()
    parent, job = "ab" * 16, "6f1f64b2-22f6-4a5e-8a55-8d1c9d6b8f7f"
    experiment = make_experiment(cast.project, "digits")
    actor = make_actor(cast.contributor)
    run = make_run(experiment, actor=actor, name="a", parent_run_id=parent, job_id=job)

    row = found(cast)["runs"][0]

    assert row["run_id"] == run.run_id
    assert (row["name"], row["status"], row["deleted"]) == ("a", "RUNNING", False)
    assert (row["experiment_id"], row["experiment_name"]) == (experiment.pk, "digits")
    assert row["user"]["email"] == cast.contributor.email
    assert (row["parent_run_id"], row["job_id"]) == (parent, job)
    assert (row["ended_at"], row["duration_ms"]) == (None, None)


def test_only_the_columns_asked_for_are_sent() -> None:
    cast = make_cast()
    make_run(
        make_experiment(cast.project),
        params={"lr": "0.1", "depth": "3"},
        tags={"team": "vision"},
        metrics={"loss": 0.5, "train/acc": 0.9},
    )

    bare = found(cast)["runs"][0]
    row = found(cast, columns=["params.lr", "metrics.train/acc", "tags.team"])["runs"][0]

    assert (bare["params"], bare["metrics"], bare["tags"]) == ({}, {}, {})
    assert row["params"] == {"lr": "0.1"}
    assert row["metrics"] == {"train/acc": 0.9}
    assert row["tags"] == {"team": "vision"}


@pytest.mark.parametrize(
    ("value", "sent"),
    [(float("nan"), "NaN"), (float("inf"), "Infinity"), (-float("inf"), "-Infinity")],
)
def test_what_is_not_finite_is_sent_as_text(value: float, sent: str) -> None:
    cast = make_cast()
    make_run(make_experiment(cast.project), metrics={"loss": value})
    assert found(cast, columns=["metrics.loss"])["runs"][0]["metrics"] == {"loss": sent}


def test_a_run_that_waits_has_not_started() -> None:
    cast = make_cast()
    make_run(make_experiment(cast.project), status="SCHEDULED")
    row = found(cast)["runs"][0]
    assert (row["status"], row["started_at"]) == ("SCHEDULED", None)


def test_a_filter_an_order_and_an_experiment_narrow_the_table() -> None:
    cast = make_cast()
    wanted, other = make_experiment(cast.project), make_experiment(cast.project)
    for name, loss in (("a", 0.1), ("b", 0.2), ("c", 0.9)):
        make_run(wanted, name=name, metrics={"loss": loss})
    make_run(other, name="d", metrics={"loss": 0.1})

    page = found(
        cast,
        experiment_ids=[wanted.pk],
        filter="metrics.loss < 0.5",
        order_by=["metrics.loss DESC"],
    )

    assert [row["name"] for row in page["runs"]] == ["b", "a"]


def test_pages_follow_each_other_to_the_end() -> None:
    cast = make_cast()
    experiment = make_experiment(cast.project)
    for number in range(5):
        make_run(experiment, name=f"run-{number}", start_time_ms=number)

    names, token, totals = list[str](), None, list[int | None]()
    while token != "":
        page = found(cast, limit=2, page_token=token)
        names += [row["name"] for row in page["runs"]]
        totals.append(page["total"])
        token = page["next_page_token"] or ""

    assert names == [f"run-{number}" for number in (4, 3, 2, 1, 0)]
    assert totals == [5, None, None]


def test_a_page_costs_the_same_for_many() -> None:
    cast = make_cast()
    experiment, client = make_experiment(cast.project), make_client(cast.viewer)
    address = f"/api/v1/projects/{cast.project.key}/runs/search"
    body = {"filter": "params.lr = '0.1'", "columns": ["params.lr", "metrics.loss"]}
    counts = []
    for number in (1, 19):
        for _ in range(number):
            make_run(experiment, params={"lr": "0.1"}, metrics={"loss": 1.0})
        counts.append(queries_of(lambda: client.post(address, body, format="json")))
    # session, user, project, access epoch, keys, two counts, page, runs, columns, two of values;
    # PostgreSQL is told how long it may take and that this is over, between two savepoints
    cost = 12 + 4 * (connection.vendor == "postgresql")
    assert counts == [cost, cost]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"filter": "loss <"}, "invalid_filter"),
        ({"filter": "params.a = 'x' OR"}, "invalid_filter"),
        ({"filter": "params.a =~ '(x'"}, "invalid_filter"),
        ({"order_by": ["metrics.`loss"]}, "invalid_order"),
        ({"page_token": "nonsense"}, "bad_page_token"),
        ({"limit": 0}, "invalid"),
        ({"limit": 201}, "invalid"),
        ({"view": "some"}, "invalid"),
        ({"columns": ["loss"]}, "invalid"),
        ({"columns": ["params."]}, "invalid"),
        ({"experiment_ids": ["x"]}, "invalid"),
    ],
)
def test_a_search_that_makes_no_sense_is_refused(body: dict[str, Any], code: str) -> None:
    answer = search(make_cast(), **body)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_a_refused_filter_says_where_and_what_to_write() -> None:
    answer = search(make_cast(), filter="metrics.loss < 1 AND oops")
    assert answer.json()["position"] == 25
    assert "IS NULL" in answer.json()["fix"]


def test_an_experiment_of_another_project_adds_nothing() -> None:
    cast, other = make_cast(), make_cast()
    theirs = make_run(make_experiment(other.project)).experiment_id
    assert found(cast, experiment_ids=[theirs])["runs"] == []
    assert found(cast)["runs"] == []
