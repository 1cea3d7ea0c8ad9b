"""An order as SQL, and the place in it where the next page begins.

A term sorts by its rank first and then by its value: rank 0 has a value, and what has none comes
after it whichever way the values run. A position lists the ranks and values of the last row that
was shown; a page begins behind it, so a deep page costs what the first one does.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from apps.experiments.search.columns import ATTRIBUTES, TABLES, side
from apps.experiments.search.sql import NOTHING, Dialect, KeyIds, Sql, head, join, one_of
from apps.experiments.search.syntax import Aspect, Field, Kind, OrderTerm

NEWEST_FIRST = OrderTerm(Field(Kind.ATTRIBUTE, "start_time", numeric=True), descending=True)
BY_ID = OrderTerm(Field(Kind.ATTRIBUTE, "run_id"))
VALUE, NAN, MISSING = 0, 1, 2

Cell = str | int | float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """One term of an order, as expressions over `r` and the term's own join."""

    value: str
    rank: str = ""
    """Empty where every run has a value."""
    descending: bool = False
    joined: Sql = NOTHING
    kind: Kind = Kind.ATTRIBUTE
    ids: tuple[int, ...] = ()
    numeric: bool = False
    indexed: bool = False
    """Whether an index of logged values has them in this order."""

    @property
    def floats(self) -> bool:
        """Whether the values are floats, which may be infinite."""
        return self.numeric and self.kind is not Kind.ATTRIBUTE

    @property
    def cells(self) -> int:
        """How many places of a position it takes."""
        return 2 if self.rank else 1

    @property
    def direction(self) -> str:
        return "DESC" if self.descending else "ASC"

    def in_rank(self, rank: int) -> "Term":
        """The term for a statement that reads rows of one rank only."""
        return replace(
            self, rank=str(rank), value=self.value if rank == VALUE else "NULL", joined=NOTHING
        )


def terms_of(order: Sequence[OrderTerm], keys: KeyIds, dialect: Dialect) -> tuple[Term, ...]:
    """The order's terms, ended so that no two runs are equal in it.

    What no run has a value of is left out: it would sort nothing.
    """
    named = {term.field for term in order}
    whole = [*order, *(term for term in (NEWEST_FIRST, BY_ID) if term.field not in named)]
    known = [term for term in whole if term.field.kind is Kind.ATTRIBUTE or _ids(term, keys)]
    return tuple(_term(term, number, keys, dialect) for number, term in enumerate(known))


def _ids(term: OrderTerm, keys: KeyIds) -> tuple[int, ...]:
    return keys.get((term.field.kind, term.field.key), ())


def _term(term: OrderTerm, number: int, keys: KeyIds, dialect: Dialect) -> Term:
    field, alias = term.field, f"o{number}"
    if field.kind is Kind.ATTRIBUTE:
        attribute = ATTRIBUTES[field.key]
        present = attribute.present
        return Term(
            value=attribute.value,
            rank=f"CASE WHEN {present} THEN 0 ELSE 2 END" if present else "",
            descending=term.descending,
            numeric=field.numeric,
            kind=field.kind,
        )
    ids = _ids(term, keys)
    text = not field.numeric
    value = side(alias, field, dialect)
    # What is there but NULL is NaN, or a text that spells no number.
    nothing = NAN if field.kind is Kind.METRIC else MISSING
    null = "" if text else f" WHEN {value} IS NULL THEN {nothing}"
    return Term(
        value=head(value, dialect) if text else value,
        rank=f"CASE WHEN {alias}.run_id IS NULL THEN 2{null} ELSE 0 END",
        descending=term.descending,
        joined=Sql(f" LEFT JOIN {TABLES[field.kind]} {alias} ON {alias}.run_id = r.id AND ")
        + one_of(f"{alias}.key_id", ids),
        kind=field.kind,
        ids=ids,
        numeric=field.numeric,
        indexed=field.aspect is Aspect.VALUE,
    )


def order_by(terms: Sequence[Term]) -> str:
    """The terms as an ORDER BY; a rank that is the same in all rows sorts nothing."""
    parts = []
    for term in terms:
        if term.rank and not term.rank.isdigit():
            parts.append(term.rank)
        if term.value != "NULL":
            parts.append(f"{term.value} {term.direction}")
    return " ORDER BY " + ", ".join(parts)


def selected(terms: Sequence[Term]) -> str:
    """The columns of a position."""
    return ", ".join(part for term in terms for part in (term.rank, term.value) if part)


def after(terms: Sequence[Term], position: Sequence[Cell]) -> Sql:
    """Whether a row comes behind the position."""
    steps: list[tuple[str, bool, Cell]] = []
    cells = iter(position)
    for term in terms:
        if term.rank:
            rank = next(cells)
            if not term.rank.isdigit():
                steps.append((term.rank, False, rank))
        value = next(cells)
        if value is not None:
            steps.append((term.value, term.descending, value))
    return _behind(steps)


def _behind(steps: list[tuple[str, bool, Cell]]) -> Sql:
    expression, descending, value = steps[0]
    sign = "<" if descending else ">"
    strictly = Sql(f"{expression} {sign} %s", (value,))
    if len(steps) == 1:
        return strictly
    # The first comparison says less than the second, but an index can start from it.
    return join(
        "",
        (
            Sql(f"({expression} {sign}= %s AND (", (value,)),
            strictly,
            Sql(" OR "),
            _behind(steps[1:]),
            Sql("))"),
        ),
    )


def to_token(cells: Sequence[Any]) -> list[Any]:
    """A position as JSON can carry it: it has no infinities, so floats travel as text."""
    return [repr(cell) if isinstance(cell, float) else cell for cell in cells]


def from_token(cells: Sequence[Any], terms: Sequence[Term]) -> list[Cell] | None:
    """The position that `to_token` was given; None when it cannot be one of these terms."""
    values, position = iter(cells), list[Cell]()
    for term in terms:
        rank: Any = VALUE
        if term.rank:
            rank = next(values)
            position.append(rank)
        value = _typed(next(values), term)
        known = type(rank) is int and rank in {VALUE, NAN, MISSING}
        if not known or (value is None) != (rank != VALUE):
            return None
        position.append(value)
    return position


def _typed(cell: Any, term: Term) -> Cell:
    if term.floats:
        try:
            number = float(cell) if isinstance(cell, str) else math.nan
        except ValueError:
            return None
        return None if math.isnan(number) else number
    if term.numeric:
        return cell if type(cell) is int and abs(cell) < 2**63 else None
    return cell if isinstance(cell, str) and "\0" not in cell else None
