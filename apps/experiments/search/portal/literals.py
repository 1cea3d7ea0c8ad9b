"""Values as they are written: numbers, spans of time, dates, relative or not."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apps.core import clock
from apps.core.errors import Invalid
from apps.experiments.constants import GREATEST_INTEGER, LEAST_INTEGER
from apps.experiments.search.portal.nodes import Literal, Written

_DAY_MS = 86_400_000
_SECOND_MS = 1_000
_UNITS_MS = {
    "ms": 1,
    "s": _SECOND_MS,
    "m": 60 * _SECOND_MS,
    "min": 60 * _SECOND_MS,
    "h": 3_600 * _SECOND_MS,
    "d": _DAY_MS,
    "w": 7 * _DAY_MS,
}


@dataclass(frozen=True, slots=True)
class Times:
    """A piece of time, its end excluded: a date without a time of day is the whole day."""

    start_ms: float
    end_ms: float

    @property
    def is_moment(self) -> bool:
        return self.start_ms == self.end_ms


def number(literal: Literal, refusal: type[Invalid]) -> float | int:
    """The number.

    Raises:
        refusal: it is none.
    """
    if literal.kind is not Written.NUMBER:
        raise needed("a number", literal, refusal)
    value = float(literal.text)
    if not value.is_integer():
        return value
    exact = int(literal.text) if literal.text.lstrip("+-").isdigit() else int(value)
    # Beyond what a column holds every comparison comes out as at its end.
    return min(max(exact, LEAST_INTEGER), GREATEST_INTEGER) if abs(exact) < _HUGE else value


def span_ms(literal: Literal, refusal: type[Invalid]) -> float | int:
    """How long, in milliseconds; a bare number counts them.

    Raises:
        refusal: it is no span.
    """
    if literal.kind is not Written.SPAN:
        if literal.kind is Written.NUMBER:
            return _finite(number(literal, refusal), literal, refusal)
        raise needed("a span of time such as 90s, 5m, 1.5h or 7d", literal, refusal)
    return _span(literal.text)


def times(literal: Literal, now_ms: int, refusal: type[Invalid]) -> Times:
    """The moment or the day: a date, a span before or after now, a word, or milliseconds.

    Raises:
        refusal: it is none of them.
    """
    if literal.kind is Written.NUMBER:
        return _at(_finite(number(literal, refusal), literal, refusal))
    if literal.kind is Written.SPAN:
        if literal.text[0] not in "+-":
            raise needed("a date, or a span from now such as -7d", literal, refusal)
        return _at(now_ms + _span(literal.text))
    if literal.kind is Written.WORD:
        word = _NAMED.get(literal.text.lower())
        if word is None:
            raise needed(_A_DATE, literal, refusal)
        return word(now_ms)
    try:
        return _date(literal.text)
    except (ValueError, OverflowError) as exc:
        raise needed(_A_DATE, literal, refusal) from exc


def needed(what: str, literal: Literal, refusal: type[Invalid]) -> Invalid:
    """The refusal of a literal where something else is needed."""
    return refusal(
        f"Here stands {what}, not {literal.written[:80]}.",
        fix=f"Write {what}.",
        position=literal.position,
    )


def _finite(value: float, literal: Literal, refusal: type[Invalid]) -> float:
    if not abs(value) <= GREATEST_INTEGER:
        raise needed("a finite number", literal, refusal)
    return value


def _span(text: str) -> float:
    found = _SPAN.fullmatch(text)
    value = float(found[1]) * _UNITS_MS[found[2].lower()] if found else 0.0
    return min(max(value, -float(_GREATEST_SPAN_MS)), float(_GREATEST_SPAN_MS))


def _at(moment_ms: float) -> Times:
    return Times(moment_ms, moment_ms)


def _day(now_ms: int, *, before: int = 0) -> Times:
    start = now_ms - now_ms % _DAY_MS - before * _DAY_MS
    return Times(start, start + _DAY_MS)


def _date(text: str) -> Times:
    moment = datetime.fromisoformat(text.strip())
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    # fromisoformat() takes `20261101` and `2026-W44` as well, and those are days too.
    whole_day = "T" not in text.upper() and ":" not in text
    start = clock.to_ms(moment)
    return Times(start, clock.to_ms(moment + timedelta(days=1)) if whole_day else start)


_NAMED: dict[str, Callable[[int], Times]] = {
    "now": _at,
    "today": _day,
    "yesterday": lambda now_ms: _day(now_ms, before=1),
}
_A_DATE = "a date such as 2026-11-01, '2026-11-01 12:30', -7d, today or now"
_SPAN = re.compile(r"([+-]?[\d.]+)([a-z]+)", re.IGNORECASE)
_HUGE = 10**300
# A thousand years: further off there are no runs, and milliseconds stay exact.
_GREATEST_SPAN_MS = 1_000 * 366 * _DAY_MS
