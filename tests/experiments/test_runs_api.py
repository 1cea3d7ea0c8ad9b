"""Runs over REST: searching, showing, annotating, deleting."""

import math
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from apps.accounts.models import User
from apps.experiments.api import answers
from apps.experiments.api.serializers import runs as shapes
from apps.experiments.contracts import NewModel
from apps.experiments.models import Run
from apps.experiments.selectors import runs as selectors
from apps.experiments.services import logged_models
from apps.projects.permissions import Role
from tests.accounts.make import make_actor, make_client
from tests.experiments.make import make_experiment, make_run
from tests.projects.make import Cast, admin, make_cast, make_member

pytestmark = pytest.mark.django_db


def make_cast_with_run(**fields: Any) -> tuple[Cast, Run]:
    cast = make_cast()
    return cast, make_run(make_experiment(cast.project), **fields)


def search(cast: Cast, by: User, **body: Any) -> dict[str, Any]:
    address = f"/api/v1/projects/{cast.project.key}/runs/search"
    answer = make_client(by).post(address, body, format="json")
    return {"status_code": answer.status_code, **answer.json()}


def bulk(cast: Cast, by: User, verb: str, run_ids: Any) -> dict[str, Any]:
    address = f"/api/v1/projects/{cast.project.key}/runs/{verb}"
    answer = make_client(by).post(address, {"run_ids": run_ids}, format="json")
    return {"status_code": answer.status_code, **answer.json()}


def test_a_search_answers_with_the_columns_asked_for() -> None:
    cast, run = make_cast_with_run(
        name="n", params={"lr": "0.1", "depth": "3"}, tags={"t": "x"},
        metrics={"loss": math.nan, "acc": math.inf, "f1": 0.5},
    )  # fmt: skip
    columns = ["params.lr", "metrics.loss", "metrics.acc", "metrics.f1", "tags.t", "params.none"]
    (row,) = search(cast, cast.viewer, columns=columns, filter="metrics.f1 > 0.1")["runs"]
    assert row["params"] == {"lr": "0.1"}
    assert row["metrics"] == {"loss": "NaN", "acc": "Infinity", "f1": 0.5}
    assert row["tags"] == {"t": "x"}
    assert (row["run_id"], row["status"], row["user"]) == (run.run_id, "RUNNING", None)


def test_rows_and_runs_have_the_members_that_the_document_names() -> None:
    cast, run = make_cast_with_run(actor=None)
    (row,) = search(cast, cast.viewer)["runs"]
    assert set(row) == set(shapes.RunRowSerializer().fields)
    shown = make_client(cast.viewer).get(f"/api/v1/runs/{run.run_id}").json()
    assert set(shown) == set(shapes.RunSerializer().fields)


def test_pages_follow_by_token() -> None:
    cast, first = make_cast_with_run()
    for _ in range(4):
        make_run(first.experiment)
    page = search(cast, cast.viewer, limit=3)
    assert page["total"] == 5
    rest = search(cast, cast.viewer, limit=3, page_token=page["next_page_token"])
    ids = [row["run_id"] for row in (*page["runs"], *rest["runs"])]
    assert (len(set(ids)), rest["next_page_token"], rest["total"]) == (5, None, None)


def test_searching_costs_the_same_for_many(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    cast = make_cast()
    experiment = make_experiment(cast.project)
    client = make_client(cast.viewer)
    address = f"/api/v1/projects/{cast.project.key}/runs/search"
    body = {"columns": ["params.a", "metrics.m"], "order_by": ["metrics.m"]}
    for count in (1, 19):
        for _ in range(count):
            make_run(experiment, params={"a": "1"}, metrics={"m": 1.0})
        client.post(address, body, format="json")
        # Session, person, access epoch, project; keys, one statement for each rank, runs;
        # the columns' keys, strings, metrics.
        with django_assert_num_queries(12):
            assert client.post(address, body, format="json").status_code == 200


BAD_SEARCHES: list[dict[str, Any]] = [
    {"filter": "nonsense"}, {"filter": "params.x = 'nul\0'"}, {"filter": 5}, {"filter": ["a"]},
    {"order_by": "metrics.x"}, {"order_by": ["x y z"]}, {"order_by": ["a"] * 21},
    {"columns": ["x"]}, {"columns": ["runs.x"]}, {"columns": "params.x"}, {"columns": [{}]},
    {"view": "hidden"}, {"limit": 0}, {"limit": 201}, {"limit": "many"}, {"limit": 2**70},
    {"experiment_ids": ["x"]}, {"experiment_ids": [2**70]}, {"experiment_ids": 5},
    {"page_token": "nonsense"}, {"page_token": "W10"}, {"page_token": 5.5}, {"page_token": "e30"},
]  # fmt: skip


@pytest.mark.parametrize("body", BAD_SEARCHES, ids=str)
def test_a_bad_search_is_refused(body: dict[str, Any]) -> None:
    cast, _ = make_cast_with_run()
    answer = search(cast, cast.viewer, **body)
    assert answer["status_code"] == 400, answer
    assert answer["code"]


@pytest.mark.parametrize("raw", ["{", "[]", '"x"', "null", "NaN", '{"limit": NaN}', "\xff"])
def test_what_is_no_json_object_is_refused(raw: str) -> None:
    cast, _ = make_cast_with_run()
    address = f"/api/v1/projects/{cast.project.key}/runs/search"
    answer = make_client(cast.viewer).generic(
        "POST", address, raw.encode("latin-1"), content_type="application/json"
    )
    assert answer.status_code == 400


def test_a_stranger_searches_nothing() -> None:
    cast, _ = make_cast_with_run()
    assert search(cast, cast.stranger)["status_code"] == 404


def test_a_run_is_shown_with_what_one_may_do() -> None:
    cast, run = make_cast_with_run(
        params={"a": "1"}, metrics={"m": 1.0, "n": 2.0}, tags={"mlflow.note.content": "note"}
    )
    shown = make_client(cast.contributor).get(f"/api/v1/runs/{run.run_id}").json()
    assert shown["can"] == {"write": True, "annotate": True, "delete": False}
    assert shown["project"] == {
        "key": cast.project.key, "name": cast.project.name, "role": "contributor",
    }  # fmt: skip
    assert (shown["param_count"], shown["metric_count"]) == (1, 2)
    assert shown["description"] == "note"
    assert shown["artifact_uri"] == f"mlflow-artifacts:/{run.experiment_id}/{run.run_id}/artifacts"


def test_showing_a_run_costs_the_same_however_much_it_has(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    cast, few = make_cast_with_run()
    many = make_run(few.experiment, tags={f"t{n}": "x" for n in range(20)})
    client = make_client(cast.viewer)
    client.get(f"/api/v1/runs/{few.run_id}")
    for run in (few, many):
        # Session, person, access epoch twice; the run thrice, tags, params and metrics counted.
        with django_assert_num_queries(10):
            assert client.get(f"/api/v1/runs/{run.run_id}").status_code == 200


def test_a_run_is_renamed_described_and_tagged_at_once() -> None:
    cast, run = make_cast_with_run(tags={"old": "x"})
    body = {"name": "new", "description": "", "set_tags": {"a": "b"}, "remove_tags": ["old"]}
    answer = make_client(cast.annotator).patch(f"/api/v1/runs/{run.run_id}", body, format="json")
    shown = answer.json()
    assert shown["name"] == "new"
    assert shown["tags"] == {"a": "b", "mlflow.note.content": "", "mlflow.runName": "new"}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"remove_tags": ["absent"], "name": "new"}, 404, "tag_not_found"),
        ({"set_tags": {"../a": "b"}}, 400, "invalid_name"),
        ({"set_tags": {"a": "x" * 8001}}, 400, "invalid_value"),
        ({"set_tags": ["a"]}, 400, "invalid"),
        ({"name": "x" * 251}, 400, "invalid"),
        ({"description": "x" * 8001}, 400, "invalid"),
    ],
)
def test_a_bad_change_changes_nothing(body: dict[str, Any], status: int, code: str) -> None:
    cast, run = make_cast_with_run(name="old")
    answer = make_client(cast.owner).patch(f"/api/v1/runs/{run.run_id}", body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert Run.objects.get().name == "old"


def test_who_may_annotate_and_delete() -> None:
    cast, run = make_cast_with_run()
    address = f"/api/v1/runs/{run.run_id}"
    for person, status in ((cast.stranger, 404), (cast.viewer, 403), (cast.annotator, 200)):
        client = make_client(person)
        assert client.patch(address, {"name": "n"}, format="json").status_code == status
    for person, status in ((cast.stranger, 404), (cast.contributor, 403), (cast.maintainer, 200)):
        assert bulk(cast, person, "delete", [run.run_id])["status_code"] == status


def test_runs_go_and_come_back() -> None:
    cast, run = make_cast_with_run()
    assert bulk(cast, cast.owner, "delete", [run.run_id])["changed"] == 1
    assert search(cast, cast.viewer)["runs"] == []
    assert len(search(cast, cast.viewer, view="deleted")["runs"]) == 1
    answer = make_client(cast.owner).patch(
        f"/api/v1/runs/{run.run_id}", {"name": "x"}, format="json"
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "run_deleted")
    assert bulk(cast, cast.owner, "restore", [run.run_id])["changed"] == 1


@pytest.mark.parametrize("run_ids", [[], "x", None, [None], ["x" * 33], [[]], ["0" * 32] * 1001])
def test_a_bad_list_of_runs_is_refused(run_ids: Any) -> None:
    cast, _ = make_cast_with_run()
    assert bulk(cast, cast.owner, "delete", run_ids)["status_code"] == 400


def test_a_run_of_another_project_is_not_deleted_through_this_one() -> None:
    cast, run = make_cast_with_run()
    other, _ = make_cast_with_run()
    assert bulk(other, other.owner, "delete", [run.run_id])["status_code"] == 404
    assert Run.objects.filter(deleted_at=None).count() == 2


@pytest.mark.parametrize("page", ["", "/params", "/metrics", "/console", "/models", "/children"])
def test_an_unknown_run_is_not_found(page: str) -> None:
    client = make_client(make_cast().owner)
    for run_id in ("0" * 32, "nonsense", "x" * 500):
        answer = client.get(f"/api/v1/runs/{run_id}{page}")
        assert (answer.status_code, answer.json()["code"]) == (404, "run_not_found")


def test_params_children_and_models_are_listed() -> None:
    cast, run = make_cast_with_run(params={"b": "2", "a": "1"})
    child = make_run(run.experiment, parent_run_id=run.run_id)
    make_run(parent_run_id=run.run_id)
    model = logged_models.create_model(
        actor=admin(), experiment=run.experiment, new=NewModel(name="m", source_run_id=run.run_id)
    )
    client, address = make_client(cast.viewer), f"/api/v1/runs/{run.run_id}"
    params = client.get(f"{address}/params").json()["results"]
    assert params == [{"key": "a", "value": "1"}, {"key": "b", "value": "2"}]
    children = client.get(f"{address}/children").json()
    assert ([row["run_id"] for row in children["results"]], children["total"]) == (
        [child.run_id], 1,
    )  # fmt: skip
    (listed,) = client.get(f"{address}/models").json()["results"]
    assert (listed["model_id"], listed["name"]) == (model.model_id, "m")


def attributes(cast: Cast, query: str = "") -> dict[str, Any]:
    address = f"/api/v1/projects/{cast.project.key}/attributes{query}"
    answer: dict[str, Any] = make_client(cast.viewer).get(address).json()
    return answer


def test_attributes_are_listed_by_kind_text_and_experiment() -> None:
    cast, run = make_cast_with_run(params={"Lr": "1"}, metrics={"loss": 1.0}, tags={"t": "x"})
    make_run(make_experiment(cast.project), params={"other": "1"})
    found = {(each["kind"], each["path"]) for each in attributes(cast)["results"]}
    assert {("param", "Lr"), ("metric", "loss"), ("tag", "t"), ("param", "other")} <= found
    assert attributes(cast, "?search=LR&kind=param")["results"] == [{"kind": "param", "path": "Lr"}]
    own = attributes(cast, f"?experiment_id={run.experiment_id}&kind=param")
    assert own == {"results": [{"kind": "param", "path": "Lr"}], "truncated": False}
    assert attributes(cast, "?limit=1")["truncated"]
    assert attributes(cast, "?experiment_id=999999")["results"] == []
    for bad in ("?kind=x", "?limit=0", "?limit=x", "?experiment_id=x", "?search=%00"):
        assert attributes(cast, bad)["status"] == 400


def test_a_person_is_named_beside_their_run() -> None:
    cast = make_cast()
    person = make_member(cast.project, Role.CONTRIBUTOR)
    run = make_run(make_experiment(cast.project), actor=make_actor(person))
    head = answers.run_head(selectors.get_run_info(actor=admin(), run_id=run.run_id))
    assert head["user"] == {"id": person.pk, "email": person.email, "display_name": ""}
