"""Traces over the portal's REST API."""

from typing import Any

import pytest

from apps.accounts.models import User
from apps.experiments.models import Experiment
from apps.traces.contracts import NewAssessment
from tests.accounts.make import make_client
from tests.experiments.api.costs import queries_of
from tests.experiments.api.shapes import check_shape
from tests.experiments.make import make_experiment, make_run
from tests.projects.make import Cast, make_cast
from tests.traces.make import START, log, make_trace, new_trace, otlp_span

pytestmark = pytest.mark.django_db
JUDGED = NewAssessment(name="good", kind="feedback", value=True, source_type="CODE")


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def experiment(cast: Cast) -> Experiment:
    return make_experiment(cast.project)


def call(user: User, method: str, path: str, body: Any = None) -> Any:
    client = make_client(user)
    return getattr(client, method)(f"/api/v1/{path}", body, format="json")


def found(user: User, path: str, **body: Any) -> Any:
    answer = call(user, "post", path, body)
    assert answer.status_code == 200, answer.json()
    check_shape("TracePage", answer.json())
    return answer.json()


def whole(experiment: Experiment) -> str:
    """A trace with spans, tags and an assessment; its id."""
    trace = new_trace()
    attributes = {"mlflow.spanInputs": {"q": 1}, "mlflow.spanType": "LLM", "k": [1]}
    child = otlp_span(trace=trace, span=2, parent=1, start=START + 1_500_000, attributes=attributes)
    event = child.events.add(name="e", time_unix_nano=START + 2_000_000)
    event.attributes.add(key="a").value.int_value = 1
    log(experiment, child, otlp_span(trace=trace, name="root"))
    make_trace(experiment, trace_id=f"tr-{trace}", tags={"team": "a"}, assessments=[JUDGED])
    return f"tr-{trace}"


def test_a_trace_is_shown_with_its_spans(cast: Cast, experiment: Experiment) -> None:
    trace_id = whole(experiment)
    answer = call(cast.viewer, "get", f"traces/{trace_id}").json()
    check_shape("TraceDetails", answer)
    root, child = answer["spans"]
    assert (answer["name"], answer["can_annotate"], root["parent_id"]) == ("root", False, None)
    assert (child["parent_id"], child["start_ms"], child["duration_ms"]) == (
        root["span_id"],
        1.5,
        1000,
    )
    assert (child["type"], child["inputs"], child["attributes"]) == ("LLM", {"q": 1}, {"k": [1]})
    assert child["events"] == [{"name": "e", "at_ms": 2, "attributes": {"a": 1}}]


def test_traces_are_listed_newest_first_page_by_page(cast: Cast, experiment: Experiment) -> None:
    ids = [make_trace(experiment, request_time_ms=time).trace_id for time in (1, 3, 2)]
    path = f"experiments/{experiment.pk}/traces/search"
    first = found(cast.viewer, path, limit=2)
    rest = found(cast.viewer, path, limit=2, page_token=first["next_page_token"])
    assert [each["trace_id"] for each in first["traces"] + rest["traces"]] == [
        ids[1],
        ids[2],
        ids[0],
    ]
    assert rest["next_page_token"] is None


def test_a_token_of_another_search_is_refused(cast: Cast, experiment: Experiment) -> None:
    for _ in range(2):
        make_trace(experiment)
    path = f"experiments/{experiment.pk}/traces/search"
    token = found(cast.viewer, path, limit=1)["next_page_token"]
    answer = call(cast.viewer, "post", path, {"page_token": token, "filter": "name = 'x'"})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_page_token")


@pytest.mark.parametrize(
    "body",
    [
        {"filter": "nothing = 1"},
        {"filter": "name RLIKE '('"},
        {"filter": "name RLIKE '(a+)+'"},
        {"order_by": ["feedback.x"]},
        {"order_by": ["name"] * 11},
        {"limit": 0},
        {"limit": 501},
        {"page_token": "x"},
    ],
)
def test_a_search_that_is_not_well_put_is_refused(
    cast: Cast, experiment: Experiment, body: dict[str, Any]
) -> None:
    answer = call(cast.viewer, "post", f"experiments/{experiment.pk}/traces/search", body)
    assert answer.status_code == 400


def test_a_projects_traces_are_those_of_all_its_experiments(cast: Cast) -> None:
    first, second = make_experiment(cast.project), make_experiment(cast.project)
    ids = {make_trace(each).trace_id for each in (first, second)}
    make_trace()
    path = f"projects/{cast.project.key}/traces/search"
    everything = found(cast.viewer, path)["traces"]
    assert {each["trace_id"] for each in everything} == ids
    some = found(cast.viewer, path, experiment_ids=[first.pk, 10**12])["traces"]
    assert [each["experiment_name"] for each in some] == [first.name]
    assert found(cast.viewer, path, experiment_ids=[])["traces"] == []


def test_a_run_has_the_traces_made_in_it(cast: Cast, experiment: Experiment) -> None:
    run = make_run(experiment)
    own = make_trace(experiment, metadata={"mlflow.sourceRun": run.run_id})
    make_trace(experiment)
    answer = call(cast.viewer, "get", f"runs/{run.run_id}/traces").json()
    check_shape("TracePage", answer)
    assert [each["trace_id"] for each in answer["traces"]] == [own.trace_id]


def test_what_spans_hold_is_found(cast: Cast, experiment: Experiment) -> None:
    ids = []
    for number in range(3):
        trace = new_trace()
        said = {"mlflow.spanOutputs": f"penguin {number}", "n": number}
        log(experiment, otlp_span(trace=trace, attributes=said, name=f"s{number}"))
        ids.append(f"tr-{trace}")
    path = f"experiments/{experiment.pk}/traces/search"
    for text, expected in (
        ("text LIKE '%penguin 1%'", ids[1:2]),
        ("span.content ILIKE '%PENGUIN 1%'", ids[1:2]),
        ("span.attributes.n = '2'", ids[2:]),
        ("span.attributes.`n` RLIKE '^[12]$' AND span.name = 's1'", ids[1:2]),
        ("span.attributes.n != '0' AND span.name IN ('s0')", []),
        ("text LIKE '%walrus%'", []),
    ):
        assert [each["trace_id"] for each in found(cast.viewer, path, filter=text)["traces"]] == (
            expected
        ), text


def test_a_person_judges_changes_their_mind_and_takes_it_back(
    cast: Cast, experiment: Experiment
) -> None:
    path = f"traces/{whole(experiment)}/assessments"
    body = {"name": "good", "kind": "feedback", "value": {"a": [1, None]}, "rationale": "r"}
    made = call(cast.annotator, "post", path, body)
    assert made.status_code == 201
    check_shape("Assessment", made.json())
    assert (made.json()["source_type"], made.json()["source_id"]) == ("HUMAN", cast.annotator.email)
    one = f"{path}/{made.json()['assessment_id']}"
    changed = call(cast.annotator, "patch", one, {"value": False}).json()
    assert (changed["value"], changed["rationale"]) == (False, "r")
    assert call(cast.annotator, "delete", one).status_code == 204
    assert call(cast.annotator, "patch", one, {"value": 1}).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": "", "kind": "feedback", "value": 1},
        {"name": "n", "kind": "issue", "value": 1},
        {"name": "n", "kind": "feedback"},
        {"name": "n" * 251, "kind": "feedback", "value": 1},
        {"name": "n", "kind": "feedback", "value": "x" * 1_000_001},
        {"name": "n", "kind": "feedback", "value": 1, "overrides": "a-0"},
    ],
)
def test_a_judgement_that_cannot_be_kept_is_refused(
    cast: Cast, experiment: Experiment, body: dict[str, Any]
) -> None:
    trace_id = make_trace(experiment).trace_id
    answer = call(cast.annotator, "post", f"traces/{trace_id}/assessments", body)
    assert answer.status_code in {400, 404}
    assert call(cast.viewer, "get", f"traces/{trace_id}").json()["assessments"] == []


def test_tags_change_all_or_nothing(cast: Cast, experiment: Experiment) -> None:
    trace_id = make_trace(experiment, tags={"a": "1"}).trace_id
    path = f"traces/{trace_id}"
    assert (
        call(cast.annotator, "patch", path, {"tags": {"b": "2"}, "removed": ["x"]}).status_code
        == 404
    )
    assert call(cast.annotator, "patch", path, {"tags": {"a?": "2"}}).status_code == 400
    assert call(cast.viewer, "get", path).json()["tags"] == {"a": "1"}
    changed = call(cast.annotator, "patch", path, {"tags": {"b": "2"}, "removed": ["a"]})
    assert changed.json()["tags"] == {"b": "2"}


def test_traces_are_deleted(cast: Cast, experiment: Experiment) -> None:
    ids = [make_trace(experiment).trace_id for _ in range(2)]
    path = f"experiments/{experiment.pk}/traces/delete"
    answer = call(cast.maintainer, "post", path, {"trace_ids": [ids[0], "tr-0"]})
    assert answer.json() == {"deleted": 1}
    assert call(cast.viewer, "get", f"traces/{ids[0]}").status_code == 404
    assert call(cast.maintainer, "post", path, {"trace_ids": []}).status_code == 400


def test_a_page_costs_the_same_for_one_trace_and_for_twenty(
    cast: Cast, experiment: Experiment
) -> None:
    client = make_client(cast.viewer)
    path = f"/api/v1/experiments/{experiment.pk}/traces/search"
    costs = []
    for number in (1, 19):
        for _ in range(number):
            whole(experiment)
        costs.append(queries_of(lambda: client.post(path, {}, format="json")))
    assert costs[0] == costs[1]


def test_a_trace_costs_the_same_with_two_spans_and_with_forty(
    cast: Cast, experiment: Experiment
) -> None:
    client = make_client(cast.viewer)
    small, large = whole(experiment), whole(experiment)
    digits = large.removeprefix("tr-")
    for number in range(3, 43):
        log(experiment, otlp_span(trace=digits, span=number, parent=1))
    costs = [queries_of(lambda: client.get(f"/api/v1/traces/{each}")) for each in (small, large)]  # noqa: B023  # called at once
    assert costs[0] == costs[1]
