"""One run over REST: its page, its changes, its params, children and models."""

from typing import Any

import pytest

from apps.accounts.models import User
from apps.experiments.contracts import NewModel
from apps.experiments.models import Run
from apps.experiments.services import logged_models, runs, tags
from tests.accounts.make import make_client
from tests.experiments.api.costs import queries_of
from tests.experiments.api.shapes import check_shape
from tests.experiments.make import make_experiment, make_run
from tests.projects.make import Cast, admin, make_cast

pytestmark = pytest.mark.django_db


def read(by: User, run: Run, part: str = "") -> dict[str, Any]:
    answer = make_client(by).get(f"/api/v1/runs/{run.run_id}{part}")
    assert answer.status_code == 200, answer.content
    body: dict[str, Any] = answer.json()
    return body


def change(by: User, run: Run, **body: Any) -> Any:
    return make_client(by).patch(f"/api/v1/runs/{run.run_id}", body, format="json")


def make_cast_run(**fields: Any) -> tuple[Cast, Run]:
    cast = make_cast()
    return cast, make_run(make_experiment(cast.project), **fields)


def test_the_page_says_all_of_a_run() -> None:
    cast, run = make_cast_run(
        name="tree", params={"a": "1", "b": "2"}, metrics={"loss": 1.0}, source_name="train.py"
    )
    tags.set_tags(actor=admin(), run=run, tags={"mlflow.note.content": "Why.", "team": "vision"})

    body = read(cast.viewer, run)

    check_shape("Run", body)
    assert (body["name"], body["description"], body["source_name"]) == ("tree", "Why.", "train.py")
    assert (body["param_count"], body["metric_count"]) == (2, 1)
    assert body["tags"]["team"] == "vision"
    assert body["project"]["key"] == cast.project.key
    assert body["artifact_uri"] == f"mlflow-artifacts:/{run.experiment_id}/{run.run_id}/artifacts"


@pytest.mark.parametrize(
    ("role", "can"),
    [
        ("viewer", {"write": False, "annotate": False, "delete": False}),
        ("annotator", {"write": False, "annotate": True, "delete": False}),
        ("contributor", {"write": True, "annotate": True, "delete": False}),
        ("maintainer", {"write": True, "annotate": True, "delete": True}),
    ],
)
def test_the_page_says_what_its_reader_may_do(role: str, can: dict[str, bool]) -> None:
    cast, run = make_cast_run()
    body = read(getattr(cast, role), run)
    assert (body["project"]["role"], body["can"]) == (role, can)


def test_the_page_costs_the_same_for_many_values() -> None:
    cast, small = make_cast_run(params={"p": "1"})
    many = {f"p{number}": "1" for number in range(20)}
    large = make_run(small.experiment, params=many, tags=many, metrics=dict.fromkeys(many, 1.0))
    client = make_client(cast.viewer)
    small_page, large_page = (f"/api/v1/runs/{run.run_id}" for run in (small, large))
    counts = [
        queries_of(lambda: client.get(small_page)),
        queries_of(lambda: client.get(large_page)),
    ]
    # session, user, where it is, access epoch twice, run, two counts, its row, tags
    assert counts == [10, 10]


def test_a_run_is_renamed_described_and_tagged_at_once() -> None:
    cast, run = make_cast_run(name="before", tags={"old": "x"})

    answer = change(
        cast.annotator,
        run,
        name="after",
        description="Why.",
        set_tags={"team": "vision", "empty": ""},
        remove_tags=["old"],
    )

    body = answer.json()
    check_shape("Run", body)
    assert (body["name"], body["description"]) == ("after", "Why.")
    assert body["tags"] == {
        "mlflow.runName": "after",
        "mlflow.note.content": "Why.",
        "team": "vision",
        "empty": "",
    }


def test_a_change_is_made_whole_or_not_at_all() -> None:
    cast, run = make_cast_run(name="before")

    answer = change(cast.annotator, run, name="after", remove_tags=["never-set"])

    assert (answer.status_code, answer.json()["code"]) == (404, "tag_not_found")
    assert read(cast.viewer, run)["name"] == "before"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"name": ""}, "invalid"),
        ({"name": "n" * 251}, "invalid"),
        ({"set_tags": {"a": 1.5, "b": None}}, "invalid"),
        ({"set_tags": {"a\nb": "x"}}, "invalid_name"),
        ({"set_tags": {"../up": "x"}}, "invalid_name"),
        ({"set_tags": {"long": "x" * 8_001}}, "invalid_value"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(body: dict[str, Any], code: str) -> None:
    cast, run = make_cast_run()
    answer = change(cast.annotator, run, **body)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_a_deleted_run_is_read_but_not_changed() -> None:
    cast, run = make_cast_run()
    runs.delete_run(actor=admin(), run=run)
    assert read(cast.viewer, run)["deleted"] is True
    answer = change(cast.annotator, run, name="new")
    assert (answer.status_code, answer.json()["code"]) == (409, "run_deleted")


def test_params_are_listed_by_key() -> None:
    cast, run = make_cast_run(params={"b": "2", "a": "1"}, tags={"t": "x"})
    body = read(cast.viewer, run, "/params")
    check_shape("ParamList", body)
    assert body["results"] == [{"key": "a", "value": "1"}, {"key": "b", "value": "2"}]


def test_children_are_listed_oldest_first() -> None:
    cast, parent = make_cast_run()
    for name, start in (("late", 2), ("early", 1)):
        make_run(parent.experiment, name=name, parent_run_id=parent.run_id, start_time_ms=start)
    make_run(parent.experiment, name="no child")

    body = read(cast.viewer, parent, "/children")

    check_shape("RunList", body)
    assert [row["name"] for row in body["results"]] == ["early", "late"]
    assert body["total"] == 2


def test_a_run_of_another_project_is_nobodys_child() -> None:
    cast, parent = make_cast_run()
    make_run(parent_run_id=parent.run_id)
    assert read(cast.viewer, parent, "/children") == {"results": [], "total": 0}


def test_models_of_a_run_are_listed() -> None:
    cast, run = make_cast_run()
    new = NewModel(name="tree", source_run_id=run.run_id)
    model = logged_models.create_model(actor=admin(), experiment=run.experiment, new=new)

    body = read(cast.viewer, run, "/models")

    check_shape("RunModelList", body)
    assert [(row["model_id"], row["name"]) for row in body["results"]] == [(model.model_id, "tree")]


def test_a_run_of_elsewhere_reads_like_one_that_never_was() -> None:
    cast, theirs = make_cast(), make_run()
    client = make_client(cast.owner)
    for part in ("", "/params", "/metrics", "/console", "/children", "/models"):
        absent = client.get(f"/api/v1/runs/{'0' * 32}{part}").json()
        hidden = client.get(f"/api/v1/runs/{theirs.run_id}{part}").json()
        assert absent["code"] == hidden["code"] == "run_not_found"
