"""What the spans of a trace tell of it. What its client told of it goes before."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from apps.traces.constants import (
    MAX_KEY,
    MAX_NAME,
    MAX_SESSION_ID,
    MAX_TAG_VALUE,
    NAME_TAG,
    OWN_TAGS,
)
from apps.traces.models import Trace
from apps.traces.services.checks import LATEST_TIME_MS
from apps.traces.spans.preview import preview
from apps.traces.spans.record import COST, INPUTS, OUTPUTS, USAGE, SpanRecord
from apps.traces.spans.usage import COSTS, TOKENS, Node, added_up

State = Trace.State
TAG_PREFIX = "mlflow.traceTag."
_SESSIONS = ("session.id", "gen_ai.conversation.id")
_USER = "user.id"
_NOT_OURS = ("telemetry.sdk.", "mlflow.")


def tell(row: Trace, found: Sequence[SpanRecord], everything: Sequence[SpanRecord]) -> None:
    """Change the trace's columns by the spans that came; what adds up is of everything."""
    root = root_of(found)
    if not row.is_finalized:
        _tell_times(row, found)
    if root is not None:
        _tell_root(row, root)
    for key, keys in ((USAGE, TOKENS), (COST, COSTS)):
        if not _is_settled(row, keys):
            nodes = [Node(each.span_id, each.parent_id, each.mapping(key)) for each in everything]
            for column, value in added_up(nodes, keys).items():
                setattr(row, column, value)
    row.name = root_tags(found).get(NAME_TAG, "")[:MAX_NAME] or row.name
    if row.session_id is None:
        row.session_id = _said(found, *_SESSIONS)[:MAX_SESSION_ID] or None


def says_usage(record: SpanRecord) -> bool:
    """Whether the span says what it used."""
    return USAGE in record.stored["attributes"] or COST in record.stored["attributes"]


def user_of(found: Sequence[SpanRecord]) -> str:
    """Whose request it was; "" when no span says."""
    return _said(found, _USER)


def resource_tags(found: Sequence[SpanRecord]) -> dict[str, str]:
    """What the spans' origin says of itself, such as `service.name`."""
    resource: Mapping[str, Any] = next((each.resource for each in found if each.resource), {})
    said = {
        key: value if isinstance(value, str) else json.dumps(value)
        for key, value in resource.items()
        if not key.startswith(_NOT_OURS)
    }
    return _fitting(said)


def root_tags(found: Sequence[SpanRecord]) -> dict[str, str]:
    """The trace's own tags, which exporters of OpenTelemetry carry in its root."""
    root = root_of(found)
    if root is None:
        return {}
    said = {
        key.removeprefix(TAG_PREFIX): str(root.attribute(key))
        for key in root.stored["attributes"]
        if key.startswith(TAG_PREFIX)
    }
    return _fitting({key: said[key] for key in said if key not in OWN_TAGS})


def root_of(found: Sequence[SpanRecord]) -> SpanRecord | None:
    """The span without a parent, if it is among these."""
    return next((each for each in found if each.parent_id is None), None)


def began(found: Sequence[SpanRecord]) -> int:
    """When the first of the spans began, in milliseconds."""
    first = min(each.start_ns for each in found) // 1_000_000
    return min(max(first, 0), LATEST_TIME_MS)


def _tell_root(row: Trace, root: SpanRecord) -> None:
    if State(row.state).is_open:
        row.state = State.ERROR if root.status == "ERROR" else State.OK
    attributes = root.stored["attributes"]
    if row.request_preview is None:
        row.request_preview = preview(attributes.get(INPUTS), role="user")
    if row.response_preview is None:
        row.response_preview = preview(attributes.get(OUTPUTS), role="assistant")


def _tell_times(row: Trace, found: Sequence[SpanRecord]) -> None:
    ends = [each.end_ns // 1_000_000 for each in found if each.end_ns is not None]
    if row.duration_ms is not None:
        ends.append(row.request_time_ms + row.duration_ms)
    row.request_time_ms = min(row.request_time_ms, began(found))
    if ends:
        row.duration_ms = max(ends) - row.request_time_ms


def _is_settled(row: Trace, keys: Sequence[str]) -> bool:
    return row.is_finalized and any(getattr(row, key) is not None for key in keys)


def _fitting(tags: Mapping[str, str]) -> dict[str, str]:
    """The tags that can be kept; a long value is cut off, as MLflow does."""
    return {
        key: value[:MAX_TAG_VALUE].replace("\0", "\ufffd")
        for key, value in tags.items()
        if 0 < len(key) <= MAX_KEY and "\0" not in key
    }


def _said(found: Sequence[SpanRecord], *keys: str) -> str:
    """The first value of one of these attributes in any of the spans."""
    for record in found:
        for key in keys:
            value = record.attribute(key)
            if value is not None and str(value):
                return str(value).replace("\0", "\ufffd")
    return ""
