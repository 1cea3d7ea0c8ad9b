"""Evaluation datasets and scorers over REST. Who may use which door, tests/access holds."""

import math
from functools import partial
from typing import Any

import pytest

from tests.accounts.make import make_client
from tests.evaluation.make import add_records, asked, import_scorer, make_dataset, make_scorer
from tests.experiments.api.costs import queries_of
from tests.experiments.api.shapes import check_shape
from tests.experiments.make import make_experiment
from tests.projects.make import Cast, make_cast

pytestmark = pytest.mark.django_db

ONE = "/api/v1/evaluation-datasets"


def listed(cast: Cast, **query: Any) -> Any:
    address = f"/api/v1/projects/{cast.project.key}/evaluation-datasets"
    answer = make_client(cast.viewer).get(address, query).json()
    check_shape("EvaluationDatasetList", answer)
    return answer


def read(cast: Cast, address: str, shape: str) -> Any:
    answer = make_client(cast.viewer).get(address).json()
    check_shape(shape, answer)
    return answer


def test_datasets_are_listed_filtered_and_paged() -> None:
    cast = make_cast()
    experiment = make_experiment(cast.project)
    for name in "abc":
        make_dataset(cast.project, name=name, tags={"mlflow.user": "x", "of": name})
    make_dataset(cast.project, name="d", experiment_ids=[experiment.pk], rows=[asked("a")])
    make_dataset(name="elsewhere")
    page = listed(cast, limit=3, order_by="name ASC")
    assert [row["name"] for row in page["results"]] == ["a", "b", "c"]
    assert page["results"][0]["tags"] == {"of": "a"}
    query = {"limit": 3, "order_by": "name ASC", "page_token": page["next_page_token"]}
    (row,) = listed(cast, **query)["results"]
    assert (row["name"], row["record_count"]) == ("d", 1)
    assert len(listed(cast, experiment_id=experiment.pk)["results"]) == 1
    assert len(listed(cast, filter="tags.of != 'a'")["results"]) == 2


def test_a_filter_that_is_not_understood_says_where() -> None:
    cast = make_cast()
    address = f"/api/v1/projects/{cast.project.key}/evaluation-datasets"
    answer = make_client(cast.viewer).get(address, {"filter": "name = 'a' AND colour = 'b'"})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_filter")
    assert answer.json()["position"] == 15


def test_a_dataset_shows_what_it_is_and_what_one_may() -> None:
    cast = make_cast()
    experiment = make_experiment(cast.project)
    made = make_dataset(cast.project, experiment_ids=[experiment.pk], rows=[asked("a", outputs=1)])
    shown = read(cast, f"{ONE}/{made.dataset_id}", "EvaluationDataset")
    assert shown["experiments"] == [{"id": experiment.pk, "name": experiment.name}]
    schema = {"inputs": {"question": "string"}, "outputs": "integer", "expectations": {}}
    assert shown["schema"] == schema
    assert (shown["role"], shown["can_write"]) == ("viewer", False)
    owner = make_client(cast.owner).get(f"{ONE}/{made.dataset_id}").json()
    assert (owner["can_annotate"], owner["can_write"], owner["can_delete"]) == (True, True, True)
    empty = make_dataset(cast.project)
    assert read(cast, f"{ONE}/{empty.dataset_id}", "EvaluationDataset")["schema"] is None


def test_tags_are_changed_and_the_dataset_deleted() -> None:
    cast = make_cast()
    made = make_dataset(cast.project, tags={"a": "1", "b": "2"})
    address = f"{ONE}/{made.dataset_id}"
    body = {"tags": {"c": "3"}, "removed": ["a", "never"]}
    answer = make_client(cast.annotator).patch(address, body, format="json")
    assert answer.json()["tags"] == {"b": "2", "c": "3"}
    assert make_client(cast.maintainer).delete(address).status_code == 204
    assert make_client(cast.viewer).get(address).status_code == 404


def test_records_are_shown_with_their_source() -> None:
    cast = make_cast()
    source = {"source_type": "TRACE", "source_data": {"trace_id": "tr-1"}}
    rows = [
        asked("a", outputs={"x": math.nan}, source=source, tags={"mlflow.user": "u", "t": 1}),
        asked("\ud800", outputs=None, expectations={"n": math.inf}),
    ]
    made = make_dataset(cast.project, rows=rows)
    address = f"{ONE}/{made.dataset_id}/records"
    first, second = read(cast, address, "EvaluationRecordList")["results"]
    assert (first["source_type"], first["source_id"]) == ("TRACE", "tr-1")
    assert (first["outputs"], first["tags"]) == ({"x": "NaN"}, {"t": 1})
    assert second["inputs"] == {"question": "\ufffd"}
    assert (second["outputs"], second["expectations"]) == (None, {"n": "Infinity"})
    page = read(cast, f"{address}?limit=1", "EvaluationRecordList")
    rest = read(
        cast, f"{address}?limit=1&page_token={page['next_page_token']}", "EvaluationRecordList"
    )
    assert [page["results"], rest["results"]] == [[first], [second]]


def test_records_are_deleted() -> None:
    cast = make_cast()
    made = make_dataset(cast.project, rows=[asked("a"), asked("b")])
    ids = [row.record_id for row in made.records.order_by("pk")]
    address = f"{ONE}/{made.dataset_id}/records/delete"
    client = make_client(cast.contributor)
    answer = client.post(address, {"record_ids": [ids[0], "dr-no"]}, format="json")
    assert answer.json() == {"deleted": 1}
    made.refresh_from_db()
    assert made.record_count == 1
    assert client.post(address, {"record_ids": "x"}, format="json").status_code == 400


def test_scorers_say_what_they_are() -> None:
    cast = make_cast()
    pk = make_experiment(cast.project).pk
    import_scorer(cast.project, pk, "code", call_source="return 1", description="One.")
    make_scorer(pk, "judge", instructions_judge_pydantic_data={"instructions": "Be.", "model": "m"})
    make_scorer(pk, "built", builtin_scorer_pydantic_data={"model": None})
    make_scorer(pk, "all", ensemble_scorer_data={"scorers": []})
    make_scorer(pk, "all", ensemble_scorer_data={"scorers": [1]})
    found = read(cast, f"/api/v1/experiments/{pk}/scorers", "ScorerList")["results"]
    by_name = {each["name"]: each for each in found}
    kinds = {name: each["kind"] for name, each in by_name.items()}
    assert kinds == {"all": "ensemble", "built": "builtin", "code": "code", "judge": "judge"}
    assert (by_name["code"]["code"], by_name["code"]["description"]) == ("return 1", "One.")
    assert (by_name["judge"]["instructions"], by_name["judge"]["model"]) == ("Be.", "m")
    address = f"/api/v1/experiments/{pk}/scorers/versions?name=all"
    versions = read(cast, address, "ScorerList")["results"]
    assert [each["version"] for each in versions] == [2, 1]


def test_a_page_costs_as_much_for_twenty_as_for_one() -> None:
    cast = make_cast()
    pk = make_experiment(cast.project).pk
    made = make_dataset(cast.project, rows=[asked("a")], tags={"a": "b"})
    make_scorer(pk)
    client = make_client(cast.viewer)
    addresses = [
        f"/api/v1/projects/{cast.project.key}/evaluation-datasets",
        f"{ONE}/{made.dataset_id}/records",
        f"/api/v1/experiments/{pk}/scorers",
    ]
    before = [queries_of(partial(client.get, address)) for address in addresses]
    for _ in range(19):
        make_dataset(cast.project, rows=[asked("a")], tags={"a": "b"})
        make_scorer(pk)
    add_records(made, *(asked(str(number)) for number in range(19)))
    after = [queries_of(partial(client.get, address)) for address in addresses]
    assert before == after
