"""One logged model over REST: its page, its tags, its files."""

from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from apps.accounts.models import User
from apps.artifacts.contracts import Owner
from apps.artifacts.services import uploads
from apps.experiments.contracts import ModelMetric, NewModel
from apps.experiments.models import Run
from apps.experiments.services import logged_models
from tests.accounts.make import make_client
from tests.experiments.api.costs import queries_of
from tests.experiments.api.shapes import check_shape
from tests.experiments.make import make_experiment, make_run
from tests.projects.make import Cast, admin, make_cast

pytestmark = pytest.mark.django_db


def make_cast_model(**fields: Any) -> tuple[Cast, Run, str]:
    cast = make_cast()
    run = make_run(make_experiment(cast.project), name="tree")
    new = NewModel(**{"name": "forest", "source_run_id": run.run_id, **fields})
    model = logged_models.create_model(actor=admin(), experiment=run.experiment, new=new)
    return cast, run, model.model_id


def measure(run: Run, model_id: str, *keys: str) -> None:
    metrics = [
        ModelMetric(
            key=key,
            value=0.5,
            step=3,
            timestamp_ms=5,
            model_id=model_id,
            dataset_name="digits",
            dataset_digest="d1",
        )
        for key in keys
    ]
    logged_models.log_metrics(actor=admin(), run=run, metrics=metrics)


def read(by: User, model_id: str, part: str = "") -> dict[str, Any]:
    answer = make_client(by).get(f"/api/v1/logged-models/{model_id}{part}")
    assert answer.status_code == 200, answer.content
    body: dict[str, Any] = answer.json()
    return body


def change(by: User, model_id: str, **body: Any) -> Any:
    return make_client(by).patch(f"/api/v1/logged-models/{model_id}", body, format="json")


def test_the_page_says_all_of_a_model() -> None:
    cast, run, model_id = make_cast_model(
        model_type="classifier", params={"depth": "3"}, tags={"mlflow.note.content": "Why."}
    )
    measure(run, model_id, "f1")

    body = read(cast.viewer, model_id)

    check_shape("LoggedModel", body)
    assert (body["name"], body["model_type"], body["status"]) == (
        "forest",
        "classifier",
        "LOGGED_MODEL_PENDING",
    )
    assert (body["description"], body["params"]) == ("Why.", {"depth": "3"})
    assert body["source_run"] == {"run_id": run.run_id, "name": "tree"}
    assert [(row["key"], row["value"], row["dataset_name"]) for row in body["metrics"]] == [
        ("f1", 0.5, "digits")
    ]
    assert body["project"]["key"] == cast.project.key


def test_a_model_without_a_run_says_so() -> None:
    cast, _, model_id = make_cast_model(source_run_id="")
    body = read(cast.viewer, model_id)
    check_shape("LoggedModel", body)
    assert body["source_run"] is None


@pytest.mark.parametrize(("role", "may"), [("viewer", False), ("annotator", True)])
def test_the_page_says_whether_its_reader_may_tag(role: str, may: bool) -> None:
    cast, _, model_id = make_cast_model()
    assert read(getattr(cast, role), model_id)["can"] == {"annotate": may}


def test_the_page_costs_the_same_for_many_values() -> None:
    cast, run, small = make_cast_model(params={"p": "1"})
    measure(run, small, "f1")
    many = {f"p{number}": "1" for number in range(20)}
    new = NewModel(name="m", source_run_id=run.run_id, params=many, tags=many)
    large = logged_models.create_model(actor=admin(), experiment=run.experiment, new=new).model_id
    measure(run, large, *many)
    client = make_client(cast.viewer)
    costs = [
        queries_of(lambda model_id=each: client.get(f"/api/v1/logged-models/{model_id}"))  # type: ignore[misc]  # bound at once
        for each in (small, large)
    ]
    assert costs[0] == costs[1]


def test_tags_are_set_and_removed_together() -> None:
    cast, _, model_id = make_cast_model(tags={"old": "1", "kept": "2"})
    answer = change(
        cast.annotator, model_id, set_tags={"new": "3"}, remove_tags=["old", "not there"]
    )
    assert answer.status_code == 200
    assert answer.json()["tags"] == {"kept": "2", "new": "3"}


def test_a_tag_that_cannot_be_stored_changes_nothing() -> None:
    cast, _, model_id = make_cast_model(tags={"old": "1"})
    answer = change(cast.annotator, model_id, set_tags={"": "3"}, remove_tags=["old"])
    assert answer.status_code == 400
    assert read(cast.viewer, model_id)["tags"] == {"old": "1"}


def test_files_are_listed_and_read(tmp_path: Path, settings: Settings) -> None:
    settings.NAIAD_BLOB_URL = (tmp_path / "blobs").as_uri()
    cast, _, model_id = make_cast_model(source_run_id="")
    for path in ("MLmodel", "data/weights.bin"):
        uploads.put(owner=Owner("model", model_id), path=path, chunks=[b"flavors: {}"])
    listed = read(cast.viewer, model_id, "/artifacts")
    check_shape("ArtifactList", listed)
    assert [(entry["path"], entry["is_dir"]) for entry in listed["entries"]] == [
        ("MLmodel", False),
        ("data", True),
    ]
    below = read(cast.viewer, model_id, "/artifacts?path=data")
    assert [entry["path"] for entry in below["entries"]] == ["data/weights.bin"]
    answer = make_client(cast.viewer).get(
        f"/api/v1/logged-models/{model_id}/artifacts/content", {"path": "MLmodel"}
    )
    assert answer.status_code == 200
    assert answer.headers["Content-Length"] == "11"


@pytest.mark.parametrize("part", ["", "/artifacts", "/artifacts/content?path=MLmodel"])
def test_a_model_of_elsewhere_reads_like_one_that_never_was(part: str) -> None:
    cast = make_cast()
    _, _, theirs = make_cast_model()
    client = make_client(cast.owner)
    for model_id in (theirs, "m-" + "0" * 32):
        answer = client.get(f"/api/v1/logged-models/{model_id}{part}")
        assert answer.status_code == 404
        assert "not found" in answer.json()["detail"]


def search(by: User, cast: Cast, **body: Any) -> Any:
    return make_client(by).post(
        f"/api/v1/projects/{cast.project.key}/logged-models/search", body, format="json"
    )


def make_models(cast: Cast, count: int) -> tuple[Run, list[str]]:
    run = make_run(make_experiment(cast.project), name="tree")
    ids = []
    for number in range(count):
        new = NewModel(
            name=f"forest {number}", source_run_id=run.run_id, params={"depth": str(number)}
        )
        made = logged_models.create_model(actor=admin(), experiment=run.experiment, new=new)
        value = ModelMetric(
            key="f1", value=number / 10, step=1, timestamp_ms=5, model_id=made.model_id
        )
        logged_models.log_metrics(actor=admin(), run=run, metrics=[value])
        ids.append(made.model_id)
    return run, ids


def test_the_list_is_sorted_filtered_and_paged_by_the_server() -> None:
    cast = make_cast()
    run, ids = make_models(cast, 3)
    asked = {"order_by": ["metrics.f1 ASC"], "filter": "metrics.f1 >= 0.1", "limit": 1}

    first = search(cast.viewer, cast, **asked).json()
    second = search(cast.viewer, cast, **asked, page_token=first["next_page_token"]).json()

    check_shape("LoggedModelPage", first)
    assert [row["model_id"] for page in (first, second) for row in page["models"]] == ids[1:]
    assert second["next_page_token"] is None
    [row] = first["models"]
    assert (row["metrics"], row["params"]) == ({"f1": 0.1}, {"depth": "1"})
    assert row["source_run"] == {"run_id": run.run_id, "name": "tree"}


def test_the_list_is_narrowed_to_experiments_of_the_project() -> None:
    cast = make_cast()
    run, _ = make_models(cast, 1)
    elsewhere = make_experiment(cast.project, name="elsewhere")

    def names(*experiments: int) -> list[str]:
        found = search(cast.viewer, cast, experiment_ids=experiments).json()["models"]
        return [row["name"] for row in found]

    assert names(run.experiment_id) == ["forest 0"]
    assert names(elsewhere.pk) == []


@pytest.mark.parametrize(
    "body", [{"filter": "oops"}, {"order_by": ["tags.x"]}, {"limit": 0}, {"page_token": "nonsense"}]
)
def test_a_bad_search_of_models_is_refused(body: dict[str, Any]) -> None:
    cast = make_cast()
    make_models(cast, 1)
    assert search(cast.viewer, cast, **body).status_code == 400


def test_a_list_of_twenty_models_costs_as_much_as_one() -> None:
    cast = make_cast()
    make_models(cast, 1)
    one = queries_of(lambda: search(cast.viewer, cast))
    make_models(cast, 20)
    assert queries_of(lambda: search(cast.viewer, cast, limit=20)) == one
