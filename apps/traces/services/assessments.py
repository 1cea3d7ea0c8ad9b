"""Assessments: made, changed, taken back."""

import json
import math
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction

from apps.accounts.contracts import Actor
from apps.core import clock
from apps.traces.constants import (
    MAX_ASSESSMENT_NAME,
    MAX_ASSESSMENT_TEXT,
    MAX_KEY,
    MAX_LABELS,
    SESSION,
)
from apps.traces.contracts import SAME, AssessmentChange, AssessmentInfo, NewAssessment
from apps.traces.errors import AssessmentElsewhere, InvalidValue
from apps.traces.models import Assessment, Trace
from apps.traces.selectors import assessments as selectors
from apps.traces.selectors.traces import assessment_info
from apps.traces.services import checks
from apps.traces.services.spans import announce

SOURCE_RUN = "mlflow.assessment.sourceRunId"
_WORDS = {"yes": 1.0, "no": 0.0}
_FIXED_COLUMNS = (
    "kind",
    "source_type",
    "source_id",
    "run_id",
    "span_id",
    "overrides",
    "valid",
    "create_time_ms",
    "update_time_ms",
)
_COLUMNS = ("name", "value", "number", "is_number", "error", "rationale", "metadata", "of_session")


@transaction.atomic
def create_assessment(*, trace: Trace, new: NewAssessment) -> AssessmentInfo:
    """Keep an assessment of a trace that the actor was let into. One under an id that the trace
    has already stays as it is.

    Raises:
        AssessmentNotFound: the one that it overrides is not there.
        AssessmentElsewhere: its id belongs to another trace.
        InvalidValue: something of it cannot be stored.
    """
    row = _row(trace, new)
    before = Assessment.objects.filter(assessment_id=row.assessment_id).first()
    if before is not None:
        return assessment_info(_own(before, trace), trace.trace_id)
    if row.overrides:
        overridden = Assessment.objects.filter(trace=trace, assessment_id=row.overrides)
        if not overridden.update(valid=False):
            raise selectors.unknown(trace.trace_id, row.overrides)
    row.save(force_insert=True)
    announce(trace.experiment, [trace.trace_id])
    return assessment_info(row, trace.trace_id)


@transaction.atomic
def update_assessment(
    *, actor: Actor, trace: Trace, assessment_id: str, change: AssessmentChange
) -> AssessmentInfo:
    """Change an assessment; its source, its span and what it is stay.

    Raises:
        AssessmentNotFound: the trace has none of this id.
        InvalidValue: the value is of another kind, or cannot be stored.
        JobTokenRefused: not with this job's token.
    """
    checks.require_own_trace(actor, trace)
    held = Assessment.objects.select_for_update()
    row = held.filter(trace=trace, assessment_id=assessment_id).first()
    if row is None:
        raise selectors.unknown(trace.trace_id, assessment_id)
    _apply(row, change)
    row.update_time_ms = clock.now_ms()
    row.save(update_fields=[*_COLUMNS, "update_time_ms"])
    announce(trace.experiment, [trace.trace_id])
    return assessment_info(row, trace.trace_id)


@transaction.atomic
def delete_assessment(*, actor: Actor, trace: Trace, assessment_id: str) -> bool:
    """Take an assessment back; what it overrode counts again. Says whether it was there.

    Raises:
        JobTokenRefused: not with this job's token.
    """
    checks.require_own_trace(actor, trace)
    row = Assessment.objects.filter(trace=trace, assessment_id=assessment_id).first()
    if row is None:
        return False
    if row.overrides:
        Assessment.objects.filter(trace=trace, assessment_id=row.overrides).update(valid=True)
    row.delete()
    announce(trace.experiment, [trace.trace_id])
    return True


def keep_with_trace(trace: Trace, made: Sequence[NewAssessment]) -> None:
    """Keep the assessments that come with their trace, over those of the same ids. Inside a
    transaction that holds the trace.

    Raises:
        AssessmentElsewhere: an id belongs to another trace.
        InvalidValue: something of one cannot be stored.
    """
    if not made:
        return
    rows = {row.assessment_id: row for row in (_row(trace, each) for each in made)}
    for before in Assessment.objects.filter(assessment_id__in=rows):
        _own(before, trace)
    Assessment.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["assessment_id"],
        update_fields=[*_COLUMNS, *_FIXED_COLUMNS],
    )


def row_of(trace: Trace, new: NewAssessment) -> Assessment:
    """The row for an assessment that is not stored yet.

    Raises:
        InvalidValue: something of it cannot be stored.
    """
    return _row(trace, new)


def _row(trace: Trace, new: NewAssessment) -> Assessment:
    new = _checked(new)
    now = clock.now_ms()
    number, is_number = aggregate(new.value)
    return Assessment(
        assessment_id=new.assessment_id or f"a-{secrets.token_hex(16)}",
        trace=trace,
        name=new.name,
        kind=new.kind,
        value=_json(new.value),
        number=number,
        is_number=is_number,
        error=new.error or None,
        source_type=new.source_type,
        source_id=new.source_id,
        run_id=(new.run_id or new.metadata.get(SOURCE_RUN, ""))[:32],
        span_id=new.span_id,
        rationale=new.rationale,
        overrides=new.overrides,
        valid=new.valid,
        metadata=dict(new.metadata),
        of_session=SESSION in new.metadata,
        create_time_ms=new.create_time_ms or now,
        update_time_ms=new.update_time_ms or now,
    )


def _checked(new: NewAssessment) -> NewAssessment:
    if not new.name:
        raise InvalidValue("An assessment needs a name.", fix="Send `assessment_name`.")
    checks.check_text(new.name, "assessment name", MAX_ASSESSMENT_NAME)
    if new.kind not in Assessment.Kind.values:
        raise InvalidValue(
            "Assessment must have either feedback, expectation, or issue value.", fix="Send one."
        )
    if new.source_type not in Assessment.Source.values:
        raise InvalidValue(
            f"There is no source type {new.source_type[:40]!r}.",
            fix=f"Use one of {', '.join(Assessment.Source.values)}.",
        )
    for what, text, most in (
        ("source id", new.source_id, MAX_KEY),
        ("span id", new.span_id, 50),
        ("overrides", new.overrides, 64),
        ("assessment id", new.assessment_id, 64),
        ("rationale", new.rationale, MAX_ASSESSMENT_TEXT),
    ):
        checks.check_text(text, what, most)
    return replace(new, metadata=_metadata(new.metadata), error=_error(new.error))


def _apply(row: Assessment, change: AssessmentChange) -> None:
    if change.value is not SAME:
        if change.kind and change.kind != row.kind:
            raise InvalidValue(
                f"The assessment is {row.kind}; its value cannot become {change.kind}.",
                fix="Make another assessment.",
            )
        row.value, row.error = _json(change.value), _error(change.error)
        row.number, row.is_number = aggregate(change.value)
    if change.name is not None:
        if not change.name:
            raise InvalidValue("An assessment needs a name.", fix="Send one.")
        row.name = checks.check_text(change.name, "assessment name", MAX_ASSESSMENT_NAME)
    if change.rationale is not None and row.kind != Assessment.Kind.EXPECTATION:
        row.rationale = checks.check_text(change.rationale, "rationale", MAX_ASSESSMENT_TEXT)
    if change.metadata is not None:
        row.metadata = _metadata({**row.metadata, **change.metadata})
        row.of_session = SESSION in row.metadata


def aggregate(value: Any) -> tuple[float | None, bool]:
    """The value as a number to add up, and whether it is one."""
    match value:
        case bool():
            return float(value), False
        case int() | float():
            try:
                number = float(value)
            except OverflowError:
                return None, False
            return (number, True) if math.isfinite(number) else (None, False)
        case str():
            return _WORDS.get(value.strip().lower()), False
        case _:
            return None, False


def _json(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return checks.check_text(text, "value", MAX_ASSESSMENT_TEXT)


def _metadata(metadata: Mapping[str, str]) -> dict[str, str]:
    if len(metadata) > MAX_LABELS:
        raise InvalidValue(f"At most {MAX_LABELS} entries of metadata.", fix="Leave some out.")
    for key, value in metadata.items():
        checks.check_text(key, "metadata key", MAX_KEY)
        checks.check_text(value, f"metadata {key!r}", MAX_ASSESSMENT_TEXT)
    return dict(metadata)


def _error(error: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if not error:
        return None
    said = {key: str(text) for key, text in error.items() if text is not None}
    for key, text in said.items():
        checks.check_text(text, key, MAX_ASSESSMENT_TEXT)
    return said


def _own(row: Assessment, trace: Trace) -> Assessment:
    if row.trace_id != trace.pk:
        raise AssessmentElsewhere(
            f"Assessment with ID '{row.assessment_id}' belongs to another trace.",
            fix="Let the server choose the id.",
        )
    return row
