"""Pieces of SQL with their parameters. Text from a request is always a parameter."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from apps.core.filters import Operator
from apps.experiments.search import patterns
from apps.experiments.search.syntax import Kind, Value

HEAD = 128
"""As many characters of a text as its index has, and as it is sorted by."""

MATCHES = "naiad_matches"
"""SQLite has no regular expressions, so a connection that needs them is given this function."""

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
    if operator in _OPPOSITES:
        return Sql("NOT (") + compare(expression, _OPPOSITES[operator], value, dialect) + Sql(")")
    match operator:
        case Operator.IN:
            return one_of(expression, _listed(value))
        case Operator.LIKE | Operator.ILIKE:
            return _like(expression, operator, str(value), dialect)
        case Operator.MATCHES:
            return _matches(expression, str(value), dialect)
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


def _matches(expression: str, pattern: str, dialect: Dialect) -> Sql:
    """Whether a regular expression, already checked, is found in the text."""
    if dialect is Dialect.POSTGRESQL:
        return Sql(f"({expression} ~ %s)", (patterns.translated(pattern),))
    return Sql(f"{MATCHES}(%s, {expression})", (pattern,))


def number(expression: str, dialect: Dialect) -> str:
    """The number that a text spells; NULL where it spells none."""
    if dialect is Dialect.POSTGRESQL:
        return f"CASE WHEN {expression} ~ '{_SPELLS_NUMBER}' THEN {expression}::float8 END"
    # Compared with a number, SQLite reads a text that spells one whole as that number, and any
    # other text as greater than all of them.
    return f"CASE WHEN {expression} <= CAST(9e999 AS REAL) THEN CAST({expression} AS REAL) END"


def _listed(value: Value) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (str(value),)


# So short that none of them is beyond a double, where PostgreSQL would fail.
_SPELLS_NUMBER = (
    r"^\s*[+-]?([0-9]{1,60}(\.[0-9]{0,100})?|\.[0-9]{1,100})([eE][+-]?[01]?[0-9]{1,2})?\s*$"
)
_OPPOSITES = {
    Operator.NOT_IN: Operator.IN,
    Operator.NOT_LIKE: Operator.LIKE,
    Operator.NOT_ILIKE: Operator.ILIKE,
    Operator.NOT_MATCHES: Operator.MATCHES,
}
_GLOB = str.maketrans({"%": "*", "_": "?", "*": "[*]", "?": "[?]", "[": "[[]"})
