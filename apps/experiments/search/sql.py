"""Pieces of SQL with their parameters. Text from a request is always a parameter."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from apps.core.filters import Operator
from apps.experiments.search.syntax import Kind, Value

HEAD = 128
"""As many characters of a text as its index has, and as it is sorted by."""

KeyIds = Mapping[tuple[Kind, str], tuple[int, ...]]
"""The interned ids of a param, metric or tag: one a project that has it."""


class Dialect(StrEnum):
    """The databases that we write for."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


@dataclass(frozen=True, slots=True)
class Sql:
    """SQL text with a ``%s`` for each parameter."""

    text: str
    params: tuple[Any, ...] = ()

    def __add__(self, other: "Sql") -> "Sql":
        return Sql(self.text + other.text, self.params + other.params)


NOTHING = Sql("")
NEVER = Sql("1 = 0")
ALWAYS = Sql("1 = 1")


def join(separator: str, pieces: Iterable[Sql]) -> Sql:
    """The pieces in one."""
    parts = list(pieces)
    return Sql(
        separator.join(part.text for part in parts),
        tuple(param for part in parts for param in part.params),
    )


def one_of(expression: str, values: tuple[Any, ...]) -> Sql:
    """Whether the expression is among the values."""
    if len(values) == 1:
        return Sql(f"{expression} = %s", values)
    return Sql(f"{expression} IN ({', '.join(['%s'] * len(values))})", values) if values else NEVER


def head(expression: str, dialect: Dialect) -> str:
    """The indexed beginning of a text; spelt as the index spells it, or it is not used."""
    return {
        Dialect.SQLITE: f"SUBSTR({expression}, 1, {HEAD})",
        Dialect.POSTGRESQL: f"LEFT({expression}, {HEAD})",
    }[dialect]


def compare(expression: str, operator: Operator, value: Value, dialect: Dialect) -> Sql:
    """A comparison of an expression with a value of its type."""
    match operator:
        case Operator.IN:
            return one_of(expression, _texts(value))
        case Operator.NOT_IN:
            return Sql("NOT (") + one_of(expression, _texts(value)) + Sql(")")
        case Operator.LIKE | Operator.ILIKE:
            return _like(expression, operator, str(value), dialect)
        case Operator.UNEQUAL:
            return Sql(f"{expression} <> %s", (value,))
        case _:
            return Sql(f"{expression} {operator} %s", (value,))


def _like(expression: str, operator: Operator, pattern: str, dialect: Dialect) -> Sql:
    """`%` is any text and `_` any character; nothing escapes them, as in MLflow's grammar."""
    if dialect is Dialect.POSTGRESQL:
        return Sql(f"{expression} {operator} %s ESCAPE ''", (pattern,))
    if operator is Operator.ILIKE:
        return Sql(f"{expression} LIKE %s", (pattern,))
    # SQLite's LIKE ignores case, so the one that minds it is its GLOB.
    return Sql(f"{expression} GLOB %s", (pattern.translate(_GLOB),))


def _texts(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (str(value),)


_GLOB = str.maketrans({"%": "*", "_": "?", "*": "[*]", "?": "[?]", "[": "[[]"})
