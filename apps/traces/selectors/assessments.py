"""Reading assessments."""

from apps.accounts.contracts import Actor
from apps.traces.contracts import AssessmentInfo
from apps.traces.errors import AssessmentNotFound
from apps.traces.models import Assessment
from apps.traces.selectors import traces


def get_assessment(*, actor: Actor, trace_id: str, assessment_id: str) -> AssessmentInfo:
    """One assessment of a trace.

    Raises:
        TraceNotFound: there is no such trace, or the actor is a stranger to it.
        AssessmentNotFound: the trace has none of this id.
    """
    trace = traces.get_trace_row(actor=actor, trace_id=trace_id)
    row = None
    if "\0" not in assessment_id:
        row = Assessment.objects.filter(trace=trace, assessment_id=assessment_id).first()
    if row is None:
        raise unknown(trace_id, assessment_id)
    return traces.assessment_info(row, trace.trace_id)


def unknown(trace_id: str, assessment_id: str) -> AssessmentNotFound:
    """The refusal of an assessment that the trace does not have."""
    return AssessmentNotFound(
        f"Assessment with ID '{assessment_id[:80]}' not found for trace '{trace_id[:80]}'",
        fix="Check the ids.",
    )
