"""Experiments over REST. Who may use which door, tests/access holds."""

from typing import Any

import pytest

from apps.experiments.models import Experiment
from apps.experiments.services import experiments, tags
from tests.accounts.make import make_client
from tests.experiments.api.costs import queries_of
from tests.experiments.api.shapes import check_shape
from tests.experiments.make import make_experiment, make_run
from tests.projects.make import Cast, admin, make_cast

pytestmark = pytest.mark.django_db


def listed(cast: Cast, **query: str) -> list[dict[str, Any]]:
    answer = make_client(cast.viewer).get(f"/api/v1/projects/{cast.project.key}/experiments", query)
    check_shape("ExperimentList", answer.json())
    results: list[dict[str, Any]] = answer.json()["results"]
    return results


def create(cast: Cast, **body: Any) -> Any:
    address = f"/api/v1/projects/{cast.project.key}/experiments"
    return make_client(cast.contributor).post(address, body, format="json")


def change(cast: Cast, experiment: Experiment, **body: Any) -> Any:
    address = f"/api/v1/experiments/{experiment.pk}"
    return make_client(cast.annotator).patch(address, body, format="json")


def test_experiments_are_listed_newest_first_with_their_runs() -> None:
    cast = make_cast()
    first, second = make_experiment(cast.project), make_experiment(cast.project)
    make_run(first, start_time_ms=1_000)
    make_run(first, start_time_ms=5_000)

    rows = listed(cast)

    assert [row["id"] for row in rows] == [second.pk, first.pk]
    assert [row["run_count"] for row in rows] == [0, 2]
    assert [row["last_run_at"] for row in rows] == [None, "1970-01-01T00:00:05Z"]


def test_a_deleted_run_does_not_count() -> None:
    cast = make_cast()
    experiment = make_experiment(cast.project)
    run = make_run(experiment)
    address = f"/api/v1/projects/{cast.project.key}/runs/delete"
    make_client(cast.maintainer).post(address, {"run_ids": [run.run_id]}, format="json")

    assert listed(cast)[0]["run_count"] == 0


def test_deleted_experiments_are_listed_apart() -> None:
    cast = make_cast()
    kept, gone = make_experiment(cast.project), make_experiment(cast.project)
    experiments.delete_experiment(actor=admin(), experiment=gone)

    assert [row["id"] for row in listed(cast)] == [kept.pk]
    assert [row["id"] for row in listed(cast, deleted="true")] == [gone.pk]


def test_a_list_costs_the_same_for_many() -> None:
    cast = make_cast()
    client = make_client(cast.viewer)
    address = f"/api/v1/projects/{cast.project.key}/experiments"
    counts = []
    for number in (1, 19):
        for _ in range(number):
            make_run(make_experiment(cast.project))
        counts.append(queries_of(lambda: client.get(address)))
    # session, user, project, access epoch, experiments, runs, tags
    assert counts == [7, 7]


def test_an_experiment_is_made_with_its_description() -> None:
    cast = make_cast()

    answer = create(cast, name="digits", description="All *ten* of them.")

    assert answer.status_code == 201
    check_shape("Experiment", answer.json())
    assert answer.json()["description"] == "All *ten* of them."
    assert answer.json()["project_key"] == cast.project.key


@pytest.mark.parametrize("body", [{}, {"name": ""}, {"name": " "}, {"name": "n" * 501}])
def test_a_name_that_will_not_do_is_refused(body: dict[str, str]) -> None:
    answer = create(make_cast(), **body)
    assert answer.status_code == 400
    assert "name" in answer.json()["errors"]


def test_a_name_is_taken_once_even_by_a_deleted_one() -> None:
    cast = make_cast()
    gone = make_experiment(cast.project, "digits")
    experiments.delete_experiment(actor=admin(), experiment=gone)

    answer = create(cast, name="digits")

    assert (answer.status_code, answer.json()["code"]) == (409, "experiment_exists")


def test_an_experiment_is_renamed_and_described() -> None:
    cast = make_cast()
    experiment = make_experiment(cast.project, "before")
    tags.set_experiment_tags(actor=admin(), experiment=experiment, tags={"team": "vision"})

    changed = change(cast, experiment, name="after", description="Why.").json()

    check_shape("Experiment", changed)
    assert (changed["name"], changed["description"]) == ("after", "Why.")
    assert changed["tags"] == {"team": "vision", "mlflow.note.content": "Why."}


def test_a_change_is_made_whole_or_not_at_all() -> None:
    cast = make_cast()
    make_experiment(cast.project, "taken")
    experiment = make_experiment(cast.project, "mine")

    answer = change(cast, experiment, name="taken", description="Why.")

    assert answer.status_code == 409
    experiment.refresh_from_db()
    assert experiment.name == "mine"
    assert not experiment.tags.exists()


def test_a_deleted_experiment_is_read_but_not_changed_until_restored() -> None:
    cast = make_cast()
    experiment = make_experiment(cast.project)
    address = f"/api/v1/experiments/{experiment.pk}"
    maintainer = make_client(cast.maintainer)

    assert maintainer.delete(address).status_code == 204
    assert maintainer.get(address).json()["deleted"] is True
    assert change(cast, experiment, name="new").json()["code"] == "experiment_deleted"
    assert maintainer.post(f"{address}/restore").json()["deleted"] is False
    assert change(cast, experiment, name="new").status_code == 200


def test_only_a_deleted_experiment_can_be_restored() -> None:
    cast = make_cast()
    address = f"/api/v1/experiments/{make_experiment(cast.project).pk}/restore"
    answer = make_client(cast.maintainer).post(address)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_deleted")


def test_the_default_experiment_stays() -> None:
    cast = make_cast()
    default = experiments.ensure_default(project_id=cast.project.pk)
    answer = make_client(cast.owner).delete(f"/api/v1/experiments/{default.pk}")
    assert (answer.status_code, answer.json()["code"]) == (409, "default_experiment")


def test_an_experiment_of_elsewhere_reads_like_one_that_never_was() -> None:
    cast, theirs = make_cast(), make_experiment(make_cast().project)
    client = make_client(cast.owner)
    absent = client.get(f"/api/v1/experiments/{2**62}").json()
    hidden = client.get(f"/api/v1/experiments/{theirs.pk}").json()
    assert absent["code"] == hidden["code"] == "experiment_not_found"
