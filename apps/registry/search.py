"""The registry's search language, after MLflow's: what can be searched and sorted by. Pure.

name LIKE 'digits%' AND tags.`release team` = 'vision' AND version_number > 3
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from apps.core import filters
from apps.core.filters import Literal, Operator
from apps.registry.errors import InvalidSearch

MAX_PATTERN = 8_000

_TEXT = frozenset({Operator.EQUAL, Operator.UNEQUAL, Operator.LIKE, Operator.ILIKE})
_LISTED = _TEXT | {Operator.IN, Operator.NOT_IN}
_NUMERIC = frozenset(
    {
        Operator.EQUAL,
        Operator.UNEQUAL,
        Operator.LESS,
        Operator.LESS_OR_EQUAL,
        Operator.GREATER,
        Operator.GREATER_OR_EQUAL,
    }
)
_PATTERNS = frozenset({Operator.LIKE, Operator.ILIKE})
_GREATEST = 2**31 - 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Vocabulary:
    """The attributes of a noun with their comparators, and the keys it is sorted by with the
    attribute that each stands for."""

    attributes: Mapping[str, frozenset[Operator]]
    order: Mapping[str, str]
    order_prefixes: frozenset[str] = frozenset({""})


MODELS = Vocabulary(
    attributes={"name": _LISTED},
    order={
        "name": "name",
        "timestamp": "last_updated_timestamp",
        "last_updated_timestamp": "last_updated_timestamp",
    },
)
VERSIONS = Vocabulary(
    attributes={
        "name": _LISTED,
        "run_id": _LISTED,
        "source_path": _TEXT,
        "version_number": _NUMERIC,
    },
    order={
        key: key
        for key in ("name", "version_number", "creation_timestamp", "last_updated_timestamp")
    },
    order_prefixes=frozenset({"", "attribute", "attributes"}),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Condition:
    """One condition. `tag` says whether `key` names a tag or an attribute."""

    key: str
    tag: bool
    operator: Operator
    value: str | int | tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """One term of an order."""

    key: str
    descending: bool = False


def parse_filter(text: str, vocabulary: Vocabulary) -> list[Condition]:
    """The conditions of a filter.

    Raises:
        InvalidSearch: it does not follow the language, or names what cannot be searched.
    """
    clauses = filters.parse_filter(text, InvalidSearch)
    return [_condition(clause, vocabulary) for clause in clauses]


def parse_order(terms: Sequence[str], vocabulary: Vocabulary) -> list[Order]:
    """The terms of an order, such as ``name DESC``.

    Raises:
        InvalidSearch: a term names what cannot be sorted by, or one key twice.
    """
    orders = [_order(term, vocabulary) for term in terms]
    if len({order.key for order in orders}) < len(orders):
        raise InvalidSearch("The order names a key twice.", fix="Name each key once.")
    return orders


def _order(text: str, vocabulary: Vocabulary) -> Order:
    term = filters.parse_order(text, InvalidSearch)
    if term.name.prefix not in vocabulary.order_prefixes or term.name.key not in vocabulary.order:
        raise InvalidSearch(
            f"Nothing can be sorted by {term.name.text!r}.",
            fix=f"Use one of {', '.join(vocabulary.order)}, followed by ASC or DESC.",
        )
    return Order(key=vocabulary.order[term.name.key], descending=term.descending)


def _condition(clause: filters.Clause, vocabulary: Vocabulary) -> Condition:
    name, operator = clause.name, clause.operator
    tag = name.prefix in {"tag", "tags"}
    known = name.prefix in {"", "attribute"} and name.key in vocabulary.attributes
    if not (known or (tag and name.key)):
        raise InvalidSearch(
            f"{name.text!r} cannot be searched by.",
            fix=f"Search by {', '.join(vocabulary.attributes)} or tags.`key`.",
            position=name.position,
        )
    allowed = _TEXT if tag else vocabulary.attributes[name.key]
    if operator not in allowed:
        raise InvalidSearch(
            f"{name.text!r} cannot be compared by {operator}.",
            fix=f"Use one of: {', '.join(each for each in Operator if each in allowed)}.",
            position=name.position,
        )
    return Condition(
        key=name.key, tag=tag, operator=operator, value=_value(clause, numeric=allowed is _NUMERIC)
    )


def _value(clause: filters.Clause, *, numeric: bool) -> str | int | tuple[str, ...]:
    value = clause.value
    if isinstance(value, tuple):
        return value
    if not isinstance(value, Literal) or value.is_number > numeric:
        raise InvalidSearch(
            f"{clause.name.text!r} is compared with text in quotes.",
            fix="Write the text in quotes.",
        )
    if numeric:
        return _whole(value)
    if clause.operator in _PATTERNS and len(value.text) > MAX_PATTERN:
        raise InvalidSearch(
            f"A pattern has at most {MAX_PATTERN} characters.",
            fix="Shorten it.",
            position=value.position,
        )
    return value.text


def _whole(value: Literal) -> int:
    """The number, as far as a column can hold it; beyond that all comparisons come out alike."""
    try:
        number = int(value.text)
    except ValueError as exc:
        raise InvalidSearch(
            f"{value.text[:80]!r} is not a whole number.",
            fix="Compare with an integer.",
            position=value.position,
        ) from exc
    return min(max(number, -1), _GREATEST)
