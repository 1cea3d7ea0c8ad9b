"""Naiad's own language once more, in plain Python over lists: what the databases must agree with."""

import math
import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from apps.core.filters import Operator
from apps.experiments.search.portal import meaning
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
from tests.experiments.search.oracle import like


@dataclass(frozen=True, kw_only=True)
class Row:
    """A run as it was made; of a metric, its values by step."""

    attributes: dict[str, Any]
    params: dict[str, str] = field(default_factory=dict)
    metrics: dict[str, list[float]] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    several: dict[tuple[Kind, str], list[str]] = field(default_factory=dict)
    """What it refers to, by kind and key."""

    @property
    def run_id(self) -> str:
        return str(self.attributes["run_id"])


def answer(rows: Sequence[Row], text: str, order_by: Sequence[str], *, now_ms: int) -> list[str]:
    """The ids of the runs that meet the filter, in order."""
    asked = meaning.read_filter(text, now_ms=now_ms)
    found = [row for row in rows if asked is None or meets(row, asked)]
    found.sort(key=lambda row: (-row.attributes["start_time"], row.run_id))
    for term in reversed([meaning.read_order(each) for each in order_by]):
        found = _sorted(found, term)
    return [row.run_id for row in found]


def meets(row: Row, asked: Expression) -> bool:
    """Whether the run meets what is asked for."""
    match asked:
        case All():
            return all(meets(row, part) for part in asked.parts)
        case Either():
            return any(meets(row, part) for part in asked.parts)
        case Negation():
            return not meets(row, asked.part)
        case _:
            return _meets(row, asked)


def value_of(row: Row, named: Field) -> Any:
    """What the run has; None for nothing."""
    match named.kind:
        case Kind.ATTRIBUTE:
            return row.attributes[named.key]
        case Kind.METRIC:
            return _side(row.metrics.get(named.key), named.aspect)
        case _:
            texts = row.params if named.kind is Kind.PARAM else row.tags
            text = texts.get(named.key)
            return _number(text) if named.aspect is Aspect.NUMBER else text


def _sorted(rows: list[Row], term: OrderTerm) -> list[Row]:
    values = {row.run_id: value_of(row, term.field) for row in rows}

    def is_nan(row: Row) -> bool:
        value = values[row.run_id]
        return isinstance(value, float) and math.isnan(value)

    having = [row for row in rows if values[row.run_id] is not None and not is_nan(row)]
    having.sort(key=lambda row: values[row.run_id], reverse=term.descending)
    nan = [row for row in rows if is_nan(row)]
    return having + nan + [row for row in rows if values[row.run_id] is None]


def _meets(row: Row, asked: Condition) -> bool:
    named, wanted = asked.field, asked.value
    if (named.kind, named.key) in row.several or named.kind in {
        Kind.DATASET, Kind.MODEL, Kind.INPUT_MODEL,
    }:  # fmt: skip
        values = row.several.get((named.kind, named.key), [])
    else:
        value = value_of(row, named)
        values = [] if value is None else [value]
    if asked.operator in {Operator.IS_NULL, Operator.IS_NOT_NULL}:
        return (not values) is (asked.operator is Operator.IS_NULL)
    return any(_compare(value, asked.operator, wanted) for value in values)


def _compare(value: Any, by: Operator, wanted: Any) -> bool:
    if isinstance(wanted, float) and math.isnan(wanted):
        return math.isnan(value) is (by is Operator.EQUAL)
    return bool(_COMPARE[by](value, wanted))


def _side(values: list[float] | None, aspect: Aspect) -> float | None:
    if values is None:
        return None
    finite = [value for value in values if math.isfinite(value)]
    return {
        Aspect.VALUE: values[-1],
        Aspect.LEAST: min(finite, default=math.nan),
        Aspect.GREATEST: max(finite, default=math.nan),
        Aspect.COUNT: float(len(values)),
        Aspect.STEP: float(len(values) - 1),
    }[aspect]


def _number(text: str | None) -> float | None:
    if text is None or not re.fullmatch(
        r"\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*", text, re.ASCII
    ):
        return None
    return float(text)


def _regex(value: str, pattern: str) -> bool:
    return re.search(pattern, value, re.ASCII | re.DOTALL) is not None


_COMPARE: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.EQUAL: operator.eq,
    Operator.UNEQUAL: operator.ne,
    Operator.LESS: operator.lt,
    Operator.LESS_OR_EQUAL: operator.le,
    Operator.GREATER: operator.gt,
    Operator.GREATER_OR_EQUAL: operator.ge,
    Operator.LIKE: like,
    Operator.NOT_LIKE: lambda value, pattern: not like(value, pattern),
    Operator.ILIKE: lambda value, pattern: like(value.lower(), pattern.lower()),
    Operator.NOT_ILIKE: lambda value, pattern: not like(value.lower(), pattern.lower()),
    Operator.MATCHES: _regex,
    Operator.NOT_MATCHES: lambda value, pattern: not _regex(value, pattern),
    Operator.IN: lambda value, wanted: value in wanted,
    Operator.NOT_IN: lambda value, wanted: value not in wanted,
}
