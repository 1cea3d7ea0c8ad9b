"""From nodes to conditions: each comparison in the terms of what it compares."""

import math
from collections.abc import Callable
from dataclasses import replace

from apps.core.errors import Invalid
from apps.core.filters import Operator
from apps.experiments.errors import InvalidFilter, InvalidOrder
from apps.experiments.search import patterns
from apps.experiments.search.portal import grammar, literals, names, nodes
from apps.experiments.search.portal.names import Meant, Type
from apps.experiments.search.portal.nodes import Clause, Literal, Node, Written
from apps.experiments.search.syntax import (
    All,
    Aspect,
    Condition,
    Either,
    Expression,
    Field,
    Kind,
    Negation,
    OrderTerm,
)

MAX_PATTERN = 500
STATUSES = ("SCHEDULED", "RUNNING", "FINISHED", "FAILED", "KILLED")

_ORDERED = {Operator.LESS, Operator.LESS_OR_EQUAL, Operator.GREATER, Operator.GREATER_OR_EQUAL}
_EXACT = {Operator.EQUAL, Operator.UNEQUAL}
_LISTS = {Operator.IN, Operator.NOT_IN}
_RANGES = {Operator.BETWEEN, Operator.NOT_BETWEEN}
_LIKE = {Operator.LIKE, Operator.ILIKE, Operator.NOT_LIKE, Operator.NOT_ILIKE}
_REGEX = {Operator.MATCHES, Operator.NOT_MATCHES}
_PRESENCE = {Operator.IS_NULL, Operator.IS_NOT_NULL}
_TYPED: dict[Type, set[Operator]] = {
    Type.TEXT: _EXACT | _LISTS | _LIKE | _REGEX | _PRESENCE,
    Type.NUMBER: _EXACT | _ORDERED | _LISTS | _RANGES | _PRESENCE,
    Type.MOMENT: _EXACT | _ORDERED | _RANGES | _PRESENCE,
    Type.SPAN: _EXACT | _ORDERED | _RANGES | _PRESENCE,
    Type.EITHER: set(Operator) - {Operator.RLIKE},
}


def read_filter(text: str, *, now_ms: int) -> Expression | None:
    """What the runs that are looked for have to meet; None when it is nothing.

    Raises:
        InvalidFilter: it is no filter; says where and what to write.
    """
    node = grammar.parse_filter(text, InvalidFilter)
    return None if node is None else _expression(node, now_ms)


def read_order(text: str) -> OrderTerm:
    """One term of an order.

    Raises:
        InvalidOrder: it is none, or nothing can be sorted by it.
    """
    term = grammar.parse_order(text, InvalidOrder)
    return OrderTerm(read_field(term.operand, InvalidOrder), descending=term.descending)


def read_column(text: str) -> Field:
    """What a group, or a figure of one, is made of.

    Raises:
        InvalidOrder: it is nothing that a run has once.
    """
    term = grammar.parse_order(text, InvalidOrder)
    return read_field(term.operand, InvalidOrder)


def read_field(operand: nodes.Operand, refusal: type[Invalid]) -> Field:
    """What the operand names, where a run has it once.

    Raises:
        refusal: it has none, or several.
    """
    field = names.meant(operand, refusal).field
    if field.kind in names.KEYS:
        raise refusal(
            f"A run may have several {field.kind}s, so {operand.text[:80]!r} gives no order.",
            fix="Name an attribute, or params.x, metrics.x or tags.x.",
            position=operand.position,
        )
    return field


def _expression(node: Node, now_ms: int) -> Expression:
    match node:
        case Clause():
            return _condition(node, now_ms)
        case nodes.Negation():
            return Negation(_expression(node.part, now_ms))
        case _:
            make = All if isinstance(node, nodes.All) else Either
            return make(tuple(_expression(part, now_ms) for part in node.parts))


def _condition(clause: Clause, now_ms: int) -> Expression:
    meant = _typed(clause, names.meant(clause.operand, InvalidFilter))
    if clause.operator in _PRESENCE:
        return Condition(meant.field, clause.operator)
    if clause.operator not in _TYPED[meant.type]:
        allowed = ", ".join(each for each in Operator if each in _TYPED[meant.type])
        raise InvalidFilter(
            f"{clause.operand.text[:80]!r} is compared with {meant.type}, "
            f"and that not by {clause.operator}.",
            fix=f"Use one of: {allowed}.",
            position=clause.operand.position,
        )
    if meant.type in {Type.MOMENT, Type.SPAN}:
        return _time(clause, meant, now_ms)
    if meant.type is Type.NUMBER:
        return _number(clause, meant.field)
    return _text(clause, meant.field)


def _typed(clause: Clause, found: Meant) -> Meant:
    """A param or tag is a number where it is compared with one, and text where with text."""
    if found.type is not Type.EITHER:
        return found
    numbers = any(each.kind is Written.NUMBER for each in clause.literals)
    if clause.operator in _ORDERED | _RANGES or (numbers and clause.operator in _EXACT | _LISTS):
        field = replace(found.field, numeric=True, aspect=Aspect.NUMBER)
        return Meant(field=field, type=Type.NUMBER)
    return Meant(field=found.field, type=Type.TEXT)


def _number(clause: Clause, field: Field) -> Expression:
    values = [_value(each, field) for each in clause.literals]
    if any(math.isnan(each) for each in values):
        return _nan(clause, field)
    if clause.operator in _RANGES:
        return _range(field, clause.operator, values[0], values[1])
    if clause.operator in _LISTS:
        return Condition(field, clause.operator, tuple(values))
    return Condition(field, clause.operator, values[0])


def _value(literal: Literal, field: Field) -> float:
    value = literals.number(literal, InvalidFilter)
    # Columns of floats are compared with floats, so that each database does it alike.
    return value if field.kind is Kind.ATTRIBUTE else float(literal.text)


def _nan(clause: Clause, field: Field) -> Condition:
    if clause.operator in _EXACT and field.kind is Kind.METRIC:
        return Condition(field, clause.operator, math.nan)
    raise InvalidFilter(
        "NaN is neither less nor greater than anything, and only metrics can be it.",
        fix="Write metrics.x = nan, or metrics.x != nan.",
        position=clause.literals[0].position,
    )


def _time(clause: Clause, meant: Meant, now_ms: int) -> Expression:
    """A comparison with moments. A day is met by what lies in it."""

    def read(literal: Literal) -> literals.Times:
        if meant.type is Type.SPAN:
            length = literals.span_ms(literal, InvalidFilter)
            return literals.Times(length, length)
        return literals.times(literal, now_ms, InvalidFilter)

    field, first = meant.field, read(clause.literals[0])
    if clause.operator in _RANGES:
        return _within(field, clause.operator, first, read(clause.literals[1]))
    if first.is_moment:
        return Condition(field, clause.operator, first.start_ms)
    if clause.operator is Operator.EQUAL:
        return _within(field, Operator.BETWEEN, first, first)
    if clause.operator is Operator.UNEQUAL:
        return _within(field, Operator.NOT_BETWEEN, first, first)
    return _DAYS[clause.operator](field, first)


def _within(
    field: Field, operator: Operator, first: literals.Times, last: literals.Times
) -> Expression:
    upper = Operator.LESS_OR_EQUAL if last.is_moment else Operator.LESS
    inside = (
        Condition(field, Operator.GREATER_OR_EQUAL, first.start_ms),
        Condition(field, upper, last.end_ms),
    )
    if operator is Operator.BETWEEN:
        return All(inside)
    beyond = Operator.GREATER if last.is_moment else Operator.GREATER_OR_EQUAL
    return Either(
        (
            Condition(field, Operator.LESS, first.start_ms),
            Condition(field, beyond, last.end_ms),
        )
    )


def _range(field: Field, operator: Operator, least: float, greatest: float) -> Expression:
    if operator is Operator.BETWEEN:
        return All(
            (
                Condition(field, Operator.GREATER_OR_EQUAL, least),
                Condition(field, Operator.LESS_OR_EQUAL, greatest),
            )
        )
    return Either(
        (Condition(field, Operator.LESS, least), Condition(field, Operator.GREATER, greatest))
    )


def _text(clause: Clause, field: Field) -> Condition:
    texts = tuple(_quoted(each) for each in clause.literals)
    if clause.operator in _LISTS | _EXACT:
        normal = _NORMAL.get(field.key) if field.kind is Kind.ATTRIBUTE else None
        if normal is not None:
            texts = tuple(
                normal(text, literal) for text, literal in zip(texts, clause.literals, strict=True)
            )
        return Condition(field, clause.operator, texts if clause.operator in _LISTS else texts[0])
    (literal,) = clause.literals
    if len(literal.text) > MAX_PATTERN:
        raise InvalidFilter(
            f"A pattern has at most {MAX_PATTERN} characters.",
            fix="Shorten it.",
            position=literal.position,
        )
    if clause.operator in _REGEX:
        patterns.check(literal.text, position=literal.position)
    return Condition(field, clause.operator, texts[0])


def _quoted(literal: Literal) -> str:
    if literal.kind is Written.TEXT:
        return literal.text
    shown = literal.written[:80]
    raise InvalidFilter(
        f"Here stands text in quotes, not {shown}.",
        fix=f"Write '{shown}'.",
        position=literal.position,
    )


def _status(text: str, literal: Literal) -> str:
    if text.upper() in STATUSES:
        return text.upper()
    raise InvalidFilter(
        f"There is no status {text[:80]!r}.",
        fix=f"Write one of: {', '.join(STATUSES)}.",
        position=literal.position,
    )


_NORMAL: dict[str, Callable[[str, Literal], str]] = {
    "status": _status,
    "job": lambda text, _literal: text.replace("-", "").lower(),
}
_DAYS: dict[Operator, Callable[[Field, literals.Times], Condition]] = {
    Operator.LESS: lambda field, day: Condition(field, Operator.LESS, day.start_ms),
    Operator.LESS_OR_EQUAL: lambda field, day: Condition(field, Operator.LESS, day.end_ms),
    Operator.GREATER: lambda field, day: Condition(field, Operator.GREATER_OR_EQUAL, day.end_ms),
    Operator.GREATER_OR_EQUAL: lambda field, day: Condition(
        field, Operator.GREATER_OR_EQUAL, day.start_ms
    ),
}
