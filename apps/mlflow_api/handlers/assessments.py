"""Assessments of traces."""

import json
import re
from typing import Any

from apps.core.errors import Invalid
from apps.mlflow_api import trace_rendering as rendering
from apps.mlflow_api.call import Call
from apps.mlflow_api.contracts import Json
from apps.mlflow_api.messages import traces as messages
from apps.mlflow_api.messages.common import Empty
from apps.mlflow_api.trace_words import as_protobuf, source_of, time_ms
from apps.mlflow_api.wire import missing
from apps.projects.permissions import Role
from apps.traces.contracts import SAME, AssessmentChange, NewAssessment
from apps.traces.selectors import assessments as selectors
from apps.traces.selectors import traces
from apps.traces.services import assessments as services

_CAPITAL = re.compile("[A-Z]")


def create(call: Call, body: messages.CreateAssessment) -> Json:
    trace = traces.get_trace_row(
        actor=call.actor,
        trace_id=call.path["trace_id"],
        role=Role.ANNOTATOR,
        only_adds=True,
    )
    if body.assessment is None:
        raise missing("assessment")
    made = services.create_assessment(trace=trace, new=new_assessment(body.assessment))
    return {"assessment": rendering.assessment(made)}


def get(call: Call, _body: Empty) -> Json:
    found = selectors.get_assessment(
        actor=call.actor,
        trace_id=call.path["trace_id"],
        assessment_id=call.path["assessment_id"],
    )
    return {"assessment": rendering.assessment(found)}


def update(call: Call, body: messages.UpdateAssessment) -> Json:
    trace = traces.get_trace_row(
        actor=call.actor, trace_id=call.path["trace_id"], role=Role.ANNOTATOR
    )
    if body.assessment is None:
        raise missing("assessment")
    changed = services.update_assessment(
        actor=call.actor,
        trace=trace,
        assessment_id=call.path["assessment_id"],
        change=_change(body.assessment, body.update_mask),
    )
    return {"assessment": rendering.assessment(changed)}


def delete(call: Call, _body: Empty) -> None:
    trace = traces.get_trace_row(
        actor=call.actor, trace_id=call.path["trace_id"], role=Role.ANNOTATOR
    )
    services.delete_assessment(
        actor=call.actor, trace=trace, assessment_id=call.path["assessment_id"]
    )


def new_assessment(sent: messages.Assessment) -> NewAssessment:
    """The assessment that a message tells of."""
    kind, value, error = _said(sent)
    source = sent.source or messages.Source()
    return NewAssessment(
        assessment_id=sent.assessment_id,
        name=sent.assessment_name,
        kind=kind,
        value=value,
        error=error,
        source_type=source_of(source.source_type),
        source_id=source.source_id,
        span_id=sent.span_id,
        rationale=sent.rationale,
        overrides=sent.overrides,
        metadata=sent.metadata,
        create_time_ms=_moment(sent.create_time, "create_time"),
        update_time_ms=_moment(sent.last_update_time, "last_update_time"),
    )


def _change(sent: messages.Assessment, mask: str) -> AssessmentChange:
    paths = {_CAPITAL.sub(lambda found: f"_{found[0].lower()}", path) for path in mask.split(",")}
    kind, value, error = "", SAME, None
    if {"feedback", "expectation"} <= paths:
        raise Invalid(
            "Cannot specify both `expectation` and `feedback` parameters.", fix="Send one."
        )
    if paths & {"feedback", "expectation"}:
        kind, value, error = _said(sent)
    return AssessmentChange(
        name=sent.assessment_name if "assessment_name" in paths else None,
        kind=kind,
        value=value,
        error=error,
        rationale=sent.rationale if "rationale" in paths else None,
        metadata=sent.metadata if "metadata" in paths else None,
    )


def _said(sent: messages.Assessment) -> tuple[str, Any, Json | None]:
    """What kind of assessment it is, its value, and what went wrong."""
    if sent.feedback is not None:
        error = sent.feedback.error
        return (
            "feedback",
            as_protobuf(sent.feedback.value),
            None
            if error is None
            else {name: text for name in error.__struct_fields__ if (text := getattr(error, name))},
        )
    if sent.expectation is not None:
        return "expectation", _expected(sent.expectation), None
    if sent.issue is not None:
        return "issue", {"issue_name": sent.issue.issue_name}, None
    return "", None, None


def _expected(sent: messages.ExpectationValue) -> Any:
    written = sent.serialized_value
    if written is None:
        return as_protobuf(sent.value)
    try:
        if written.serialization_format == "JSON_FORMAT":
            return json.loads(written.value)
    except (ValueError, RecursionError) as exc:
        raise Invalid("The value of the expectation is no JSON.", fix="Send JSON.") from exc
    raise Invalid(
        f"Unknown serialization format: {written.serialization_format[:40]}.",
        fix="Only JSON_FORMAT is supported.",
    )


def _moment(text: str, name: str) -> int | None:
    return time_ms(text, name) if text else None
