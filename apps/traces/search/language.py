"""From the text of a filter or an order to what it says of traces."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from apps.core import filters
from apps.core.filters import Clause, Literal, Name, Operator
from apps.traces.constants import NAME_TAG, SESSION, SOURCE_RUN
from apps.traces.errors import InvalidFilter, InvalidOrder

NUMBERS = frozenset(
    {
        Operator.EQUAL,
        Operator.UNEQUAL,
        Operator.LESS,
        Operator.LESS_OR_EQUAL,
        Operator.GREATER,
        Operator.GREATER_OR_EQUAL,
    }
)
EQUALS = frozenset({Operator.EQUAL, Operator.UNEQUAL})
LIKES = frozenset({Operator.LIKE, Operator.ILIKE})
TEXTS = EQUALS | LIKES | {Operator.RLIKE}
LISTS = frozenset({Operator.IN, Operator.NOT_IN})
PRESENCE = frozenset({Operator.IS_NULL, Operator.IS_NOT_NULL})
RANGES = NUMBERS - EQUALS
MAX_PATTERN = 8_000
MAX_EXPRESSION = 500
LINKED_PROMPTS = "mlflow.linkedPrompts"
_LEAST, _GREATEST = -(2**63), 2**63 - 1


class Kind(StrEnum):
    """What a field is a field of."""

    COLUMN = "column"
    TAG = "tag"
    METADATA = "metadata"
    RUN = "run"
    PROMPT = "prompt"
    SPAN = "span"
    CONTENT = "content"
    FEEDBACK = "feedback"
    EXPECTATION = "expectation"
    ISSUE = "issue"


@dataclass(frozen=True, slots=True)
class Field:
    """A name such as ``tags.team``; a column's key is its expression over `t`."""

    kind: Kind
    key: str = ""
    numeric: bool = False
    nullable: bool = False


Value = str | float | int | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison. The value is a number for a numeric field, a tuple for IN, else text."""

    field: Field
    operator: Operator
    value: Value = None


@dataclass(frozen=True, slots=True)
class OrderTerm:
    """One term of an order."""

    field: Field
    descending: bool = False


_TIME = Field(Kind.COLUMN, "t.request_time_ms", numeric=True)
_DURATION = Field(Kind.COLUMN, "t.duration_ms", numeric=True, nullable=True)
_END = Field(Kind.COLUMN, "(t.request_time_ms + COALESCE(t.duration_ms, 0))", numeric=True)
_NAME = Field(Kind.COLUMN, "t.name", nullable=True)
_SESSION = Field(Kind.COLUMN, "t.session_id", nullable=True)
TRACE_ID = Field(Kind.COLUMN, "t.trace_id")
REQUEST_TIME = _TIME
ATTRIBUTES = {
    "request_id": TRACE_ID,
    "trace_id": TRACE_ID,
    "timestamp": _TIME,
    "timestamp_ms": _TIME,
    "request_time": _TIME,
    "execution_time": _DURATION,
    "execution_time_ms": _DURATION,
    "execution_duration": _DURATION,
    "end_time": _END,
    "end_time_ms": _END,
    "status": Field(Kind.COLUMN, "t.state"),
    "state": Field(Kind.COLUMN, "t.state"),
    "client_request_id": Field(Kind.COLUMN, "t.client_request_id", nullable=True),
    "name": _NAME,
    "run_id": Field(Kind.RUN),
    "prompt": Field(Kind.PROMPT),
    "text": Field(Kind.CONTENT, "content"),
    "experiment_id": Field(Kind.COLUMN, "t.experiment_id", numeric=True),
}
_SPAN_COLUMNS = {"name": "s.name", "type": "s.type", "status": "s.status"}
_PREFIXES = {
    **dict.fromkeys(("", "attribute", "attributes", "trace"), "attribute"),
    **dict.fromkeys(("tag", "tags"), "tag"),
    **dict.fromkeys(("metadata", "request_metadata"), "metadata"),
    **{name: name for name in ("span", "feedback", "expectation", "issue")},
}
OPERATORS = {
    Kind.TAG: TEXTS | PRESENCE,
    Kind.METADATA: TEXTS | PRESENCE,
    Kind.RUN: EQUALS | LISTS | LIKES | {Operator.RLIKE},
    Kind.PROMPT: frozenset({Operator.EQUAL}),
    Kind.SPAN: TEXTS | LISTS,
    Kind.FEEDBACK: TEXTS | RANGES | PRESENCE,
    Kind.EXPECTATION: TEXTS | RANGES | PRESENCE,
    Kind.ISSUE: frozenset({Operator.EQUAL}),
}


def parse_filter(text: str) -> tuple[Condition, ...]:
    """The conditions that all have to hold; none for an empty filter.

    Raises:
        InvalidFilter: it does not follow the language; says where.
    """
    return tuple(_condition(each) for each in filters.parse_filter(text, InvalidFilter))


def parse_order(text: str) -> OrderTerm:
    """One term of an order, such as ``timestamp_ms DESC``.

    Raises:
        InvalidOrder: it is none, or names what cannot be sorted by.
    """
    term = filters.parse_order(text, InvalidOrder)
    field = _field(term.name, InvalidOrder)
    if field.kind is Kind.RUN:
        field = Field(Kind.METADATA, SOURCE_RUN)
    if field.kind not in {Kind.COLUMN, Kind.TAG, Kind.METADATA}:
        raise InvalidOrder(
            f"Nothing can be sorted by {term.name.text[:80]!r}.",
            fix="Sort by timestamp_ms, execution_time_ms, status, name, tags.x or metadata.x.",
            position=term.name.position,
        )
    return OrderTerm(field, descending=term.descending)


def _condition(clause: Clause) -> Condition:
    field = _field(clause.name, InvalidFilter)
    allowed = _operators(field)
    if clause.operator not in allowed:
        known = ", ".join(each for each in Operator if each in allowed)
        raise InvalidFilter(
            f"{clause.name.text[:80]!r} cannot be compared by {clause.operator}.",
            fix=f"Use one of: {known}.",
            position=clause.name.position,
        )
    return Condition(field, clause.operator, _checked(field, clause))


def _operators(field: Field) -> frozenset[Operator]:
    if field.kind is Kind.COLUMN:
        if field.numeric:
            return NUMBERS
        return TEXTS | LISTS | (PRESENCE if field.nullable else frozenset())
    if field.kind is Kind.CONTENT:
        return LIKES if field.key == "content" else TEXTS
    return OPERATORS[field.kind]


def _checked(field: Field, clause: Clause) -> Value:
    """The value in the field's own type.

    Raises:
        InvalidFilter: it is of another, or a pattern that cannot be.
    """
    value = clause.value
    if not isinstance(value, Literal):
        return value
    judged = field.kind in {Kind.FEEDBACK, Kind.EXPECTATION} and clause.operator in RANGES
    if (field.numeric or judged) != value.is_number:
        needed = "a number" if field.numeric or judged else "text in quotes"
        raise InvalidFilter(
            f"{clause.name.text[:80]!r} is compared with {needed}, not with {value.written[:80]}.",
            fix=f"Write {needed}.",
            position=value.position,
        )
    if value.is_number:
        return _number(value.text)
    if clause.operator is Operator.RLIKE:
        _check_expression(value)
    if clause.operator in LIKES and len(value.text) > MAX_PATTERN:
        raise InvalidFilter(
            f"A pattern has at most {MAX_PATTERN} characters.",
            fix="Shorten it.",
            position=value.position,
        )
    if field.kind is Kind.PROMPT and value.text.count("/") != 1:
        raise InvalidFilter(
            f"Invalid prompts filter value {value.text[:80]!r}.",
            fix='Write prompt = "name/version".',
            position=value.position,
        )
    return value.text


def _number(text: str) -> float | int:
    number = float(text)
    if not number.is_integer():
        return number
    exact = int(text) if text.lstrip("+-").isdigit() else int(number)
    # Beyond what a column holds every comparison comes out as at its end.
    return min(max(exact, _LEAST), _GREATEST)


def _check_expression(value: Literal) -> None:
    """Refuse what is no expression, and what a text could keep busy for ever."""
    text = value.text
    try:
        re.compile(text)
        fine = len(text) <= MAX_EXPRESSION and not _NESTED.search(text)
    except (re.error, OverflowError, RecursionError):
        fine = False
    if not fine:
        raise InvalidFilter(
            f"{text[:80]!r} is no regular expression that can be searched for.",
            fix=f"Use at most {MAX_EXPRESSION} characters and no repetition of a repetition.",
            position=value.position,
        )


def _field(name: Name, refusal: type[InvalidFilter | InvalidOrder]) -> Field:
    kind = _PREFIXES.get(name.prefix)
    if kind is None:
        raise refusal(
            f"{name.prefix[:80]!r} is not something to search by.",
            fix=f"Start the name with one of: {', '.join(sorted(filter(None, _PREFIXES)))}.",
            position=name.position,
        )
    field = _READERS[kind](name.key) if name.key else None
    if field is None:
        raise refusal(
            f"{name.text[:80]!r} does not exist.",
            fix=f"Attributes are {', '.join(sorted(ATTRIBUTES))}; spans have name, type, status, "
            "content and attributes.<key>.",
            position=name.position,
        )
    return field


def _tag(key: str) -> Field:
    if key == NAME_TAG:
        return _NAME
    return Field(Kind.PROMPT) if key == LINKED_PROMPTS else Field(Kind.TAG, key)


def _metadata(key: str) -> Field:
    return _SESSION if key == SESSION else Field(Kind.METADATA, key)


def _span(key: str) -> Field | None:
    if key in _SPAN_COLUMNS:
        return Field(Kind.SPAN, key)
    if key == "content":
        return Field(Kind.CONTENT, key)
    head, _, rest = key.partition("attributes.")
    plain = rest.strip('`"')
    return Field(Kind.CONTENT, f"attributes.{plain}") if plain and not head else None


def _issue(key: str) -> Field | None:
    return Field(Kind.ISSUE) if key == "id" else None


_READERS: dict[str, Callable[[str], Field | None]] = {
    "attribute": lambda key: ATTRIBUTES.get(key.lower()),
    "tag": _tag,
    "metadata": _metadata,
    "span": _span,
    "feedback": lambda key: Field(Kind.FEEDBACK, key),
    "expectation": lambda key: Field(Kind.EXPECTATION, key),
    "issue": _issue,
}
_NESTED = re.compile(r"\([^)]*[+*}][^)]*\)[+*{]")
