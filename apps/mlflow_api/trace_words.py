"""Times, states and values of traces, as protobuf writes them in JSON, and back."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from apps.core.errors import Invalid

STATES = ("STATE_UNSPECIFIED", "OK", "ERROR", "IN_PROGRESS")
SOURCES = ("SOURCE_TYPE_UNSPECIFIED", "HUMAN", "LLM_JUDGE", "CODE")
_TWO = {"TRACE_STATUS_UNSPECIFIED": "STATE_UNSPECIFIED", "UNSPECIFIED": "STATE_UNSPECIFIED"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)
_DURATION = re.compile(r"(-?)(\d{1,12})(?:\.(\d{1,9}))?s")


def time_ms(text: str, name: str) -> int:
    """Milliseconds since 1970 of a Timestamp.

    Raises:
        Invalid: it is none.
    """
    try:
        moment = datetime.fromisoformat(text)
        return (moment - _EPOCH) // _MS
    # A moment without a zone cannot be subtracted.
    except (ValueError, TypeError, OverflowError) as exc:
        raise Invalid(
            f"Invalid value {text[:60]!r} for parameter '{name}' supplied: it is no time.",
            fix="Send it as 2026-01-31T12:00:00.123Z.",
        ) from exc


def duration_ms(text: str | None) -> int | None:
    """Milliseconds of a Duration.

    Raises:
        Invalid: it is none.
    """
    if text is None:
        return None
    found = _DURATION.fullmatch(text)
    if found is None:
        raise Invalid(
            f"Invalid value {text[:60]!r} for parameter 'execution_duration' supplied.",
            fix="Send it as 1.234s.",
        )
    sign, seconds, fraction = found.groups()
    whole = int(seconds) * 1000 + int((fraction or "0").ljust(9, "0")[:3])
    return -whole if sign else whole


def timestamp(ms: int) -> str:
    """A moment as a Timestamp: milliseconds only where there are some."""
    moment = _EPOCH + timedelta(milliseconds=ms)
    text = moment.strftime("%Y-%m-%dT%H:%M:%S")
    return f"{text}.{ms % 1000:03d}Z" if ms % 1000 else f"{text}Z"


def duration(ms: int) -> str:
    """Milliseconds as a Duration."""
    seconds, rest = divmod(abs(ms), 1000)
    sign = "-" if ms < 0 else ""
    return f"{sign}{seconds}.{rest:03d}s" if rest else f"{sign}{seconds}s"


def state_of(sent: str | int) -> str:
    """The state of a trace, from its word or number, MLflow 3's or 2's."""
    word = _word(sent, STATES)
    return _TWO.get(word, word)


def source_of(sent: str | int) -> str:
    """The kind of an assessment's source, from its word or number."""
    word = _word(sent, SOURCES)
    return "LLM_JUDGE" if word == "AI_JUDGE" else word


def as_protobuf(value: Any) -> Any:
    """JSON as protobuf's Value keeps it: every number is a double."""
    match value:
        case bool():
            return value
        case int():
            return float(value)
        case list():
            return [as_protobuf(each) for each in value]
        case dict():
            return {key: as_protobuf(each) for key, each in value.items()}
        case _:
            return value


def _word(sent: str | int, words: Sequence[str]) -> str:
    text = str(sent)
    return words[int(text)] if text.isdigit() and int(text) < len(words) else text
