"""What a trace may be called and hold. Nothing is stored before all of it has passed."""

import re
from collections.abc import Mapping

from apps.accounts.contracts import Actor
from apps.traces.constants import (
    MAX_CLIENT_REQUEST_ID,
    MAX_KEY,
    MAX_LABELS,
    MAX_NAME,
    MAX_TRACE_ID,
    MAX_VALUE,
    NAME_TAG,
    OWN_TAGS,
)
from apps.traces.errors import InvalidValue, JobTokenRefused
from apps.traces.models import Trace

_TRACE_ID = re.compile(rf"[A-Za-z0-9_][A-Za-z0-9_.-]{{0,{MAX_TRACE_ID - 1}}}")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
LATEST_TIME_MS = 253_402_300_799_999
"""The end of the year 9999: what lies behind it is no date."""


def check_trace_id(trace_id: str) -> str:
    """The id, if a trace may have it.

    Raises:
        InvalidValue: it may not.
    """
    if not _TRACE_ID.fullmatch(trace_id):
        raise InvalidValue(
            f"Invalid value {trace_id[:80]!r} for parameter 'trace_id' supplied.",
            fix=f"Use up to {MAX_TRACE_ID} letters, digits and any of _ - .",
        )
    return trace_id


def check_time(milliseconds: int, what: str = "request_time") -> int:
    """The time, if it is one.

    Raises:
        InvalidValue: it is not.
    """
    if not 0 <= milliseconds <= LATEST_TIME_MS:
        raise InvalidValue(f"The {what} {milliseconds} is not a time.", fix="Send a date.")
    return milliseconds


def check_state(state: str) -> str:
    """The state, if there is such a one.

    Raises:
        InvalidValue: there is not.
    """
    if state not in Trace.State.values:
        raise InvalidValue(
            f"There is no state {state[:40]!r}.", fix=f"Use one of {', '.join(Trace.State.values)}."
        )
    return state


def check_client_request_id(text: str | None) -> str | None:
    """The id that an application gave its request, if it can be kept.

    Raises:
        InvalidValue: it cannot.
    """
    return None if text is None else check_text(text, "client_request_id", MAX_CLIENT_REQUEST_ID)


def checked_tags(tags: Mapping[str, str]) -> tuple[str | None, dict[str, str]]:
    """The name among a trace's tags, and the other ones; what only the server says is left out.

    Raises:
        InvalidValue: they cannot be kept.
    """
    own = checked_labels({key: tags[key] for key in tags if key not in OWN_TAGS}, "tag")
    name = own.pop(NAME_TAG, None)
    return (None if name is None else check_text(name, "trace name", MAX_NAME)), own


def checked_labels(labels: Mapping[str, str], what: str) -> dict[str, str]:
    """Tags or metadata that come with a trace, if they can be kept.

    Raises:
        InvalidValue: they cannot.
    """
    if len(labels) > MAX_LABELS:
        raise InvalidValue(
            f"The trace has {len(labels)} entries of {what}; {MAX_LABELS} are the most.",
            fix="Leave some out.",
        )
    for key, value in labels.items():
        if not key:
            raise InvalidValue(f"A {what} has no key.", fix="Give it one.")
        check_text(key, f"key of a {what}", MAX_KEY)
        check_text(value, f"{what} {key!r}", MAX_VALUE)
    return dict(labels)


def check_text(text: str, what: str, most: int) -> str:
    """The text, if it is short enough and can be stored.

    Raises:
        InvalidValue: it is not.
    """
    if len(text) > most:
        raise InvalidValue(
            f"The {what} has {len(text)} characters; {most} is the most.", fix="Shorten it."
        )
    if _UNSTORABLE.search(text):
        raise InvalidValue(
            f"The {what} has a character that cannot be stored (NUL or half of a surrogate pair).",
            fix="Leave it out.",
        )
    return text


def require_own_trace(actor: Actor, row: Trace) -> None:
    """Keep a job's token to the traces that its job made.

    Raises:
        JobTokenRefused: this is another.
    """
    if actor.run_id not in {"", row.origin_run_id}:
        raise JobTokenRefused(
            "A job's token changes the traces that its job made.",
            fix="Use an API token of your own.",
        )
