"""Spans and traces that come in, in any order and more than once."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.contracts import Actor, Scope
from apps.experiments.errors import ExperimentDeleted, RunTokenRefused
from apps.experiments.services.experiments import delete_experiment
from apps.traces.contracts import NewAssessment, TraceInfo, TraceSearch
from apps.traces.errors import AssessmentElsewhere, InvalidValue, JobTokenRefused, TraceElsewhere
from apps.traces.models import Span, SpanChunk, Trace
from apps.traces.selectors import content, search, traces
from apps.traces.services.traces import delete_traces
from tests.experiments.make import make_experiment, make_run
from tests.projects.make import admin, make_cast
from tests.traces.make import SECOND, START, log, make_trace, new_trace, otlp_span

pytestmark = pytest.mark.django_db
MS = START // 1_000_000


def info(trace: str) -> TraceInfo:
    return traces.get_info(actor=admin(), trace_id=f"tr-{trace}")


def spans(trace: str) -> list[dict[str, Any]]:
    whole = content.get_whole(actor=admin(), trace_id=f"tr-{trace}", allow_partial=True)
    return whole.spans


def job_actor(run_id: str, actor: Actor) -> Actor:
    return Actor(
        user_id=actor.user_id,
        email=actor.email,
        scopes=frozenset({Scope.READ, Scope.WRITE}),
        run_id=run_id,
    )


def test_a_trace_grows_with_its_spans() -> None:
    experiment, trace = make_experiment(), new_trace()
    log(experiment, otlp_span(trace=trace, span=2, parent=1, start=START + SECOND))
    assert (info(trace).state, info(trace).request_time_ms) == ("IN_PROGRESS", MS + 1_000)
    root = otlp_span(trace=trace, seconds=5, attributes={"mlflow.spanInputs": {"q": 1}})
    assert log(experiment, root) == [f"tr-{trace}"]
    told = info(trace)
    assert (told.state, told.request_time_ms, told.duration_ms) == ("OK", MS, 5_000)
    assert (told.request_preview, told.span_count) == ('{"q": 1}', 2)


def test_the_same_spans_twice_are_there_once() -> None:
    experiment, trace = make_experiment(), new_trace()
    for _ in range(2):
        log(experiment, otlp_span(trace=trace), otlp_span(trace=trace, span=2, parent=1))
    assert len(spans(trace)) == info(trace).span_count == Span.objects.count() == 2
    assert SpanChunk.objects.count() == 1


def test_one_request_may_hold_several_traces() -> None:
    experiment, first, second = make_experiment(), new_trace(), new_trace()
    log(experiment, otlp_span(trace=first), otlp_span(trace=second, error="no"))
    assert (info(first).state, info(second).state) == ("OK", "ERROR")


def test_what_its_client_told_goes_before_what_spans_say() -> None:
    experiment, trace = make_experiment(), new_trace()
    usage = {
        "mlflow.trace.tokenUsage": '{"input_tokens": 5, "output_tokens": 5, "total_tokens": 10}'
    }
    make_trace(
        experiment, trace_id=f"tr-{trace}", state="ERROR", metadata=usage, request_preview="q"
    )
    tokens = {"mlflow.chat.tokenUsage": {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}}
    log(experiment, otlp_span(trace=trace, start=START - SECOND, attributes=tokens))
    told = info(trace)
    assert (told.state, told.request_time_ms, told.duration_ms) == ("ERROR", MS, 1_000)
    assert (told.usage.total_tokens, told.request_preview) == (10, "q")


def test_a_session_and_a_user_are_taken_from_spans() -> None:
    experiment, trace = make_experiment(), new_trace()
    log(experiment, otlp_span(trace=trace, attributes={"session.id": "s", "user.id": "u"}))
    assert (info(trace).session_id, info(trace).metadata["mlflow.trace.user"]) == ("s", "u")


def test_where_spans_come_from_is_a_tag_unless_it_is_ours() -> None:
    experiment, trace = make_experiment(), new_trace()
    resource = {"service.name": "shop", "mlflow.artifactLocation": "x", "telemetry.sdk.name": "o"}
    attributes = {"mlflow.traceTag.team": "a", "mlflow.traceTag.mlflow.artifactLocation": "x"}
    log(experiment, otlp_span(trace=trace, attributes=attributes), resource=resource)
    assert info(trace).tags == {"service.name": "shop", "team": "a"}


def test_text_that_no_database_stores_does_not_lose_a_span() -> None:
    experiment, trace = make_experiment(), new_trace()
    attributes = {"mlflow.spanInputs": "a\0b", "session.id": "\0", "mlflow.spanType": "\0"}
    log(experiment, otlp_span(trace=trace, name="n\0" * 2_000, attributes=attributes))
    assert spans(trace)[0]["name"] == "n\0" * 2_000
    assert info(trace).request_preview is not None


def test_a_trace_stays_in_its_experiment() -> None:
    trace = new_trace()
    log(make_experiment(), otlp_span(trace=trace))
    elsewhere = make_experiment()
    with pytest.raises(TraceElsewhere):
        log(elsewhere, otlp_span(trace=trace, span=2), otlp_span())
    with pytest.raises(TraceElsewhere):
        make_trace(elsewhere, trace_id=f"tr-{trace}")
    assert Span.objects.count() == Trace.objects.count() == 1


def test_nothing_comes_into_a_deleted_experiment() -> None:
    experiment = make_experiment()
    delete_experiment(actor=admin(), experiment=experiment)
    with pytest.raises(ExperimentDeleted):
        log(experiment, otlp_span())
    with pytest.raises(ExperimentDeleted):
        make_trace(experiment)


def test_a_jobs_token_writes_traces_of_its_project_and_changes_its_own() -> None:
    cast = make_cast()
    experiment = make_experiment(cast.project)
    run = make_run(experiment)
    actor = job_actor(run.run_id, admin())
    own, others = new_trace(), new_trace()
    log(experiment, otlp_span(trace=own), actor=actor)
    log(experiment, otlp_span(trace=own, span=2, parent=1), actor=actor)
    log(experiment, otlp_span(trace=others))
    with pytest.raises(JobTokenRefused):
        log(experiment, otlp_span(trace=others, span=2), actor=actor)
    with pytest.raises(RunTokenRefused):
        log(make_experiment(), otlp_span(), actor=actor)


@pytest.mark.parametrize(
    "fields",
    [
        {"trace_id": ""},
        {"trace_id": "a/b"},
        {"trace_id": ".."},
        {"trace_id": "x" * 65},
        {"request_time_ms": -1},
        {"request_time_ms": 10**15},
        {"state": "DONE"},
        {"client_request_id": "x" * 251},
        {"tags": {"": "x"}},
        {"tags": {"k" * 251: "x"}},
        {"tags": {"k": "x" * 65_536}},
        {"metadata": {"k": "\0"}},
        {"metadata": {str(n): "" for n in range(1_001)}},
        {"tags": {"mlflow.traceName": "n" * 4_097}},
    ],
)
def test_a_trace_that_cannot_be_stored_is_refused(fields: dict[str, Any]) -> None:
    experiment = make_experiment()
    with pytest.raises(InvalidValue):
        make_trace(experiment, **fields)
    assert not Trace.objects.exists()


def test_an_assessment_of_another_trace_cannot_come_with_a_trace() -> None:
    experiment = make_experiment()
    judged = NewAssessment(
        assessment_id="a-1", name="n", kind="feedback", value=1, source_type="CODE"
    )
    make_trace(experiment, assessments=[judged])
    with pytest.raises(AssessmentElsewhere):
        make_trace(experiment, assessments=[judged])
    assert Trace.objects.count() == 1


def test_nothing_of_a_deleted_trace_is_left() -> None:
    experiment, trace = make_experiment(), new_trace()
    log(experiment, otlp_span(trace=trace))
    judged = NewAssessment(name="n", kind="feedback", value=1, source_type="CODE")
    make_trace(experiment, trace_id=f"tr-{trace}", tags={"a": "b"}, assessments=[judged])
    kept = make_trace(experiment)
    assert delete_traces(actor=admin(), experiment=experiment, trace_ids=[f"tr-{trace}"]) == 1
    assert not Span.objects.exists()
    page = search.search_traces(actor=admin(), experiment_ids=[experiment.pk], search=TraceSearch())
    assert [each.trace_id for each in page.traces] == [kept.trace_id]


@pytest.mark.parametrize("traces_at_once", [1, 20])
def test_intake_costs_the_same_for_one_trace_and_for_twenty(traces_at_once: int) -> None:
    experiment = make_experiment()
    tokens = {"mlflow.chat.tokenUsage": {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}}
    names = [new_trace() for _ in range(traces_at_once)]
    log(experiment, *(otlp_span(trace=name, span=2, parent=1, attributes=tokens) for name in names))
    with CaptureQueriesContext(connection) as queries:
        log(experiment, *(otlp_span(trace=name, attributes=tokens) for name in names))
    assert len(queries) <= 10
