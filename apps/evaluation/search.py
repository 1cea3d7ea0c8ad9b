"""The search language of evaluation datasets, after MLflow's. Pure.

name LIKE 'qa%' AND tags.team = 'vision' AND created_time > 1700000000000
"""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.core import filters
from apps.core.filters import Literal, Operator
from apps.evaluation.errors import InvalidSearch

ORDERED = ("name", "created_time", "last_update_time")

_TEXT = frozenset({Operator.EQUAL, Operator.UNEQUAL, Operator.LIKE, Operator.ILIKE})
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
_ATTRIBUTES = {
    "name": _TEXT | _NUMERIC | {Operator.IN},
    "created_time": _NUMERIC,
    "last_update_time": _NUMERIC,
    "created_by": _TEXT | _NUMERIC,
    "last_updated_by": _TEXT | _NUMERIC,
}
_GREATEST = 2**63 - 1


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
    descending: bool


def parse_filter(text: str) -> list[Condition]:
    """The conditions of a filter.

    Raises:
        InvalidSearch: it does not follow the language, or names what cannot be searched.
    """
    return [_condition(clause) for clause in filters.parse_filter(text, InvalidSearch)]


def parse_order(terms: Sequence[str]) -> list[Order]:
    """The terms of an order; the newest first where there is none.

    Raises:
        InvalidSearch: a term names what cannot be sorted by, or one key twice.
    """
    orders = [_order(term) for term in terms] or [Order(key="created_time", descending=True)]
    if len({order.key for order in orders}) < len(orders):
        raise InvalidSearch("The order names a key twice.", fix="Name each key once.")
    return orders


def _order(text: str) -> Order:
    term = filters.parse_order(text, InvalidSearch)
    if term.name.prefix or term.name.key not in ORDERED:
        raise InvalidSearch(
            f"Nothing can be sorted by {term.name.text!r}.",
            fix=f"Use one of {', '.join(ORDERED)}, followed by ASC or DESC.",
        )
    return Order(key=term.name.key, descending=term.descending)


def _condition(clause: filters.Clause) -> Condition:
    name, operator = clause.name, clause.operator
    tag = name.prefix == "tags"
    if not (tag and name.key) and (name.prefix or name.key not in _ATTRIBUTES):
        raise InvalidSearch(
            f"{name.text!r} cannot be searched by.",
            fix=f"Search by {', '.join(_ATTRIBUTES)} or tags.`key`.",
            position=name.position,
        )
    allowed = _TEXT if tag else _ATTRIBUTES[name.key]
    if operator not in allowed:
        raise InvalidSearch(
            f"{name.text!r} cannot be compared by {operator}.",
            fix=f"Use one of: {', '.join(each for each in Operator if each in allowed)}.",
            position=name.position,
        )
    value = _value(clause, numeric=allowed is _NUMERIC)
    return Condition(key=name.key, tag=tag, operator=operator, value=value)


def _value(clause: filters.Clause, *, numeric: bool) -> str | int | tuple[str, ...]:
    value = clause.value
    if isinstance(value, tuple):
        return value
    if not isinstance(value, Literal) or value.is_number != numeric:
        wanted = "a number" if numeric else "text in quotes"
        raise InvalidSearch(
            f"{clause.name.text!r} is compared with {wanted}.",
            fix=f"Write {wanted} on the right.",
            position=clause.name.position,
        )
    return _whole(value) if numeric else value.text


def _whole(value: Literal) -> int:
    """The number, as far as a column can hold it; beyond that all comparisons come out alike."""
    try:
        number = int(value.text)
    except ValueError as exc:
        raise InvalidSearch(
            f"{value.text[:80]!r} is not a whole number.",
            fix="Compare with milliseconds since 1970.",
            position=value.position,
        ) from exc
    return min(max(number, -_GREATEST), _GREATEST)
