"""Traces that come from another server and go to one."""

from dataclasses import replace

import pytest

from apps.traces.contracts import ImportedTrace, ImportResult, NewAssessment
from apps.traces.errors import InvalidSpans
from apps.traces.models import Trace
from apps.traces.selectors import exports, traces
from apps.traces.services.imports import import_traces
from apps.traces.spans import otlp
from tests.experiments.make import make_experiment
from tests.projects.make import admin
from tests.traces.make import START, Otlp, new_trace, otlp_span

pytestmark = pytest.mark.django_db


def foreign(**fields: object) -> ImportedTrace:
    """A trace with everything that one may have."""
    trace = new_trace()
    body = Otlp([otlp_span(trace=trace), otlp_span(trace=trace, span=2, parent=1)]).body
    records = otlp.read(body, content_type=otlp.PROTOBUF)
    whole = ImportedTrace(
        trace_id=f"tr-{trace}",
        request_time_ms=START // 1_000_000,
        duration_ms=5,
        state="OK",
        client_request_id="r",
        request_preview="q",
        response_preview="a",
        name="n",
        tags={"team": "a"},
        metadata={
            "custom": "x",
            "mlflow.sourceRun": "1" * 32,
            "mlflow.trace.session": "s",
            "mlflow.trace.tokenUsage": '{"input_tokens": 1}',
            "mlflow.trace.infoFinalized": "true",
        },
        spans=[record.stored for record in records],
        run_ids=["1" * 32, "2" * 32],
        prompts=["p/1"],
        assessments=[
            NewAssessment(
                assessment_id=f"a-{trace}",
                name="good",
                kind="feedback",
                value={"a": [1]},
                error={"error_code": "E"},
                source_type="HUMAN",
                source_id="ada",
                rationale="r",
                overrides="a-0",
                valid=False,
                metadata={"k": "v"},
                create_time_ms=1,
                update_time_ms=2,
            )
        ],
    )
    return replace(whole, **fields)  # type: ignore[arg-type]  # the fields of ImportedTrace


def test_what_was_imported_is_exported_as_it_was() -> None:
    experiment, came = make_experiment(), [foreign() for _ in range(3)]
    place = {"project_id": experiment.project_id, "experiment_id": experiment.pk}
    assert import_traces(**place, traces=came) == ImportResult(made=3)
    went = [
        each for page in exports.iter_traces(experiment_id=experiment.pk, size=2) for each in page
    ]
    assert went == sorted(came, key=lambda each: each.trace_id)


def test_an_import_that_is_repeated_changes_nothing() -> None:
    experiment, came = make_experiment(), foreign()
    place = {"project_id": experiment.project_id, "experiment_id": experiment.pk}
    import_traces(**place, traces=[came])
    again = import_traces(**place, traces=[replace(came, name="other"), foreign()])
    assert again == ImportResult(made=1, kept=1)
    assert traces.get_info(actor=admin(), trace_id=came.trace_id).name == "n"


def test_an_id_in_use_elsewhere_is_told() -> None:
    here, there, came = make_experiment(), make_experiment(), foreign()
    import_traces(project_id=here.project_id, experiment_id=here.pk, traces=[came])
    result = import_traces(project_id=there.project_id, experiment_id=there.pk, traces=[came])
    assert result == ImportResult(taken=[came.trace_id])


def test_a_damaged_span_imports_nothing() -> None:
    experiment = make_experiment()
    place = {"project_id": experiment.project_id, "experiment_id": experiment.pk}
    with pytest.raises(InvalidSpans):
        import_traces(**place, traces=[foreign(), foreign(spans=[{"name": "x"}])])
    assert not Trace.objects.exists()
