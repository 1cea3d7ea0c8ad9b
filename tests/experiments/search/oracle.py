"""The search language once more, in plain Python over lists: what the database must agree with."""

import fnmatch
import math
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from apps.core.filters import Operator
from apps.experiments.search import language
from apps.experiments.search.syntax import Condition, Kind, OrderTerm
from apps.experiments.search.vocabulary import RUNS


@dataclass(frozen=True, kw_only=True)
class Row:
    """A run as it was made."""

    run_id: str
    start_time: int
    end_time: int | None
    status: str
    run_name: str
    params: dict[str, str] = field(default_factory=dict)
    metrics: dict[str, float] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)


def answer(rows: Sequence[Row], text: str, order_by: Sequence[str]) -> list[str]:
    """The ids of the runs that meet the filter, in order."""
    conditions = language.parse_filter(text, RUNS)
    found = [row for row in rows if all(_meets(row, condition) for condition in conditions)]
    found.sort(key=lambda row: (-row.start_time, row.run_id))
    # Sorting keeps the order of equals, so the first term comes last.
    for term in reversed([language.parse_order(each, RUNS) for each in order_by]):
        found = _sorted(found, term)
    return [row.run_id for row in found]


def _sorted(rows: list[Row], term: OrderTerm) -> list[Row]:
    having = [row for row in rows if not _is_nothing(_value(row, term))]
    having.sort(key=lambda row: _value(row, term), reverse=term.descending)
    nan = [row for row in rows if _is_nan(_value(row, term))]
    return having + nan + [row for row in rows if _value(row, term) is None]


def _value(row: Row, term: Condition | OrderTerm) -> Any:
    key = term.field.key
    match term.field.kind:
        case Kind.PARAM:
            return row.params.get(key)
        case Kind.METRIC:
            return row.metrics.get(key)
        case Kind.TAG:
            return row.tags.get(key)
        case _:
            return getattr(row, key)


def _meets(row: Row, condition: Condition) -> bool:
    value, wanted = _value(row, condition), condition.value
    if condition.operator in {Operator.IS_NULL, Operator.IS_NOT_NULL}:
        return (value is None) is (condition.operator is Operator.IS_NULL)
    return value is not None and _COMPARE[condition.operator](value, wanted)


def like(value: str, pattern: str) -> bool:
    glob = pattern.replace("[", "[[]").replace("%", "*").replace("_", "?")
    return fnmatch.fnmatchcase(value, glob)


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)


def _is_nothing(value: Any) -> bool:
    return value is None or _is_nan(value)


_COMPARE: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.EQUAL: operator.eq,
    Operator.UNEQUAL: operator.ne,
    Operator.LESS: operator.lt,
    Operator.LESS_OR_EQUAL: operator.le,
    Operator.GREATER: operator.gt,
    Operator.GREATER_OR_EQUAL: operator.ge,
    Operator.LIKE: like,
    Operator.ILIKE: lambda value, pattern: like(value.lower(), pattern.lower()),
    Operator.IN: lambda value, wanted: value in wanted,
    Operator.NOT_IN: lambda value, wanted: value not in wanted,
}
