"""Assessments of traces."""

import mlflow
from mlflow.entities import Expectation, Feedback

from tests.conformance.differential.both import Both
from tests.conformance.differential.here import Here
from tests.conformance.differential.marks import DIFFERENTIAL
from tests.conformance.differential.tracing import (
    NO_TIMES,
    PERSON,
    V3,
    info,
    start,
)

pytestmark = DIFFERENTIAL


def test_assessments_come_change_and_go(both: Both) -> None:
    def scenario(here: Here) -> None:
        trace_id = start(here, "start", info(here.experiment()))
        made = here.see(
            "feedback",
            mlflow.log_feedback,
            trace_id=trace_id,
            name="good",
            value=0.5,
            rationale="why",
            source=PERSON,
            metadata={"m": "1"},
            span_id="ab",
        )
        assert made is not None
        here.see(
            "expected",
            mlflow.log_expectation,
            trace_id=trace_id,
            name="answer",
            value={"a": [1]},
            source=PERSON,
        )
        here.see(
            "number",
            mlflow.log_expectation,
            trace_id=trace_id,
            name="number",
            value=4,
            source=PERSON,
        )
        here.see(
            "wrong", mlflow.log_feedback, trace_id=trace_id, name="bad", error=ValueError("boom")
        )
        here.see(
            "update",
            mlflow.update_assessment,
            trace_id,
            made.assessment_id,
            Feedback(name="better", value="yes", rationale="r2", metadata={"n": "2"}),
        )
        here.see(
            "kind",
            mlflow.update_assessment,
            trace_id,
            made.assessment_id,
            Expectation(name="better", value=1),
        )
        other = here.see(
            "override",
            mlflow.override_feedback,
            trace_id=trace_id,
            assessment_id=made.assessment_id,
            value=False,
        )
        assert other is not None
        here.see("get", mlflow.get_assessment, trace_id, made.assessment_id)
        here.get("all", f"{V3}/traces/{trace_id}", shown=NO_TIMES)
        here.see("delete", mlflow.delete_assessment, trace_id, other.assessment_id)
        here.see("restored", mlflow.get_assessment, trace_id, made.assessment_id)
        here.see("again", mlflow.delete_assessment, trace_id, other.assessment_id)
        here.see("gone", mlflow.get_assessment, trace_id, other.assessment_id)
        here.see("no trace", mlflow.log_feedback, trace_id="tr-0", name="n", value=1)
        path = f"{V3}/traces/{trace_id}/assessments"
        here.post("empty", path, {})
        here.post(
            "no value",
            path,
            {"assessment": {"assessment_name": "n", "source": {"source_type": "CODE"}}},
        )
        bad = {
            "assessment_name": "n",
            "source": {"source_type": "CODE"},
            "feedback": {"value": 1},
            "overrides": "a-0",
        }
        here.post("overrides nothing", path, {"assessment": bad})
        here.request(
            "no mask",
            "PATCH",
            f"{path}/{made.assessment_id}",
            json={"assessment": {"rationale": "r"}},
        )

    both(scenario)
