"""Experiments over REST."""

import pytest
from pytest_django import DjangoAssertNumQueries

from apps.accounts.models import User
from apps.experiments.models import Experiment
from tests.accounts.make import make_client
from tests.experiments.make import make_experiment, make_run
from tests.projects.make import Cast, make_cast

pytestmark = pytest.mark.django_db


def listing(cast: Cast, by: User, query: str = "") -> list[dict[str, object]]:
    answer = make_client(by).get(f"/api/v1/projects/{cast.project.key}/experiments{query}")
    assert answer.status_code == 200, answer.content
    results: list[dict[str, object]] = answer.json()["results"]
    return results


def create(cast: Cast, by: User, body: object) -> tuple[int, dict[str, object]]:
    address = f"/api/v1/projects/{cast.project.key}/experiments"
    answer = make_client(by).post(address, body, format="json")
    return answer.status_code, answer.json()


def test_an_experiment_is_made_described_and_listed() -> None:
    cast = make_cast()
    status, made = create(cast, cast.contributor, {"name": "digits", "description": "d"})
    assert status == 201
    run = make_run(Experiment.objects.get(), start_time_ms=1_700_000_000_000)
    (listed,) = listing(cast, cast.viewer)
    assert listed["id"] == made["id"] == run.experiment_id
    assert (listed["name"], listed["description"], listed["run_count"]) == ("digits", "d", 1)
    assert listed["last_run_at"] == "2023-11-14T22:13:20Z"


def test_who_may_make_and_change_experiments() -> None:
    cast = make_cast()
    assert create(cast, cast.annotator, {"name": "a"})[0] == 403
    assert create(cast, cast.stranger, {"name": "a"})[0] == 404
    address = f"/api/v1/experiments/{make_experiment(cast.project).pk}"
    people = (cast.stranger, cast.viewer, cast.annotator)
    body = {"name": "renamed"}
    found = [make_client(each).patch(address, body, format="json").status_code for each in people]
    assert found == [404, 403, 200]
    people = (cast.stranger, cast.contributor, cast.maintainer)
    assert [make_client(each).delete(address).status_code for each in people] == [404, 403, 204]
    answers = [make_client(each).post(f"{address}/restore").status_code for each in people]
    assert answers == [404, 403, 200]


def test_deleted_experiments_are_listed_when_asked_for() -> None:
    cast = make_cast()
    experiment = make_experiment(cast.project)
    make_client(cast.owner).delete(f"/api/v1/experiments/{experiment.pk}")
    assert listing(cast, cast.viewer) == []
    assert [each["deleted"] for each in listing(cast, cast.viewer, "?deleted=true")] == [True]


def test_listing_experiments_costs_the_same_for_many(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    cast = make_cast()
    client = make_client(cast.viewer)
    address = f"/api/v1/projects/{cast.project.key}/experiments"
    for count in (1, 19):
        for _ in range(count):
            make_run(make_experiment(cast.project))
        client.get(address)
        # Session, person, access epoch, project, experiments, tags, runs counted.
        with django_assert_num_queries(7):
            assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "body", [{}, {"name": ""}, {"name": "x" * 501}, {"name": None}, {"name": ["a"]}, [], "text", 1]
)
def test_a_body_that_makes_no_experiment_is_refused(body: object) -> None:
    cast = make_cast()
    status, problem = create(cast, cast.owner, body)
    assert status == 400
    assert problem["code"]


def test_a_taken_name_is_a_conflict() -> None:
    cast = make_cast()
    create(cast, cast.owner, {"name": "a"})
    status, problem = create(cast, cast.owner, {"name": "a"})
    assert (status, problem["code"]) == (409, "experiment_exists")


def test_the_default_experiment_stays() -> None:
    cast = make_cast()
    experiment = make_experiment(cast.project)
    Experiment.objects.update(is_default=True)
    answer = make_client(cast.owner).delete(f"/api/v1/experiments/{experiment.pk}")
    assert (answer.status_code, answer.json()["code"]) == (409, "default_experiment")


@pytest.mark.parametrize("number", [0, 999_999, 2**63, 2**80])
def test_an_unknown_experiment_is_not_found(number: int) -> None:
    answer = make_client(make_cast().owner).get(f"/api/v1/experiments/{number}")
    assert (answer.status_code, answer.json()["code"]) == (404, "experiment_not_found")
