"""A filter's conditions as SQL on a run `r`, and as lists of the runs that meet them.

Every predicate is true or false, never NULL: what a run lacks meets no condition (but IS NULL), and
so meets its negation.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from apps.core.filters import Operator
from apps.experiments.search import references
from apps.experiments.search.columns import ATTRIBUTES, FLOATS, TABLES, side
from apps.experiments.search.sql import (
    ALWAYS,
    HEAD,
    NEVER,
    Dialect,
    KeyIds,
    Sql,
    compare,
    head,
    join,
    one_of,
)
from apps.experiments.search.syntax import (
    All,
    Aspect,
    Condition,
    Either,
    Expression,
    Field,
    Kind,
    Negation,
)
from apps.experiments.search.vocabulary import PRESENCE

Group = tuple[Condition, ...]
"""Conditions that one look answers: several of the same value, or a single one."""

Part = Group | Either | Negation
"""What a filter asks for beside other parts, all of which have to hold."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Driver:
    """The runs that meet a part, read from indexes."""

    runs: Sql
    """Each of them once."""
    counted: Sql
    """As many rows or a few more, without looking for doubles."""


def grouped(expressions: Sequence[Expression]) -> tuple[Part, ...]:
    """The expressions in parts, so that a range of a metric is one thing to look for."""
    parts: dict[object, Part] = {}
    for number, each in enumerate(flat(expressions)):
        if isinstance(each, Condition):
            field = each.field
            of_value = field.kind in TABLES and each.operator not in PRESENCE
            place: object = (field.kind, field.key) if of_value else number
            known = parts.get(place, ())
            parts[place] = (*known, each) if isinstance(known, tuple) else (each,)
        else:
            parts[number] = each
    return tuple(parts.values())


def flat(expressions: Sequence[Expression]) -> list[Condition | Either | Negation]:
    """The expressions without AND in AND."""
    found: list[Condition | Either | Negation] = []
    for each in expressions:
        found += flat(each.parts) if isinstance(each, All) else [each]
    return found


def fields_of(expression: Expression) -> list[Field]:
    """All that is named in it."""
    match expression:
        case Condition():
            return [expression.field]
        case Negation():
            return fields_of(expression.part)
        case _:
            return [field for part in expression.parts for field in fields_of(part)]


@dataclass(frozen=True, kw_only=True, slots=True)
class Compiler:
    """Writes conditions for one database and the keys that its projects have interned."""

    keys: KeyIds
    dialect: Dialect

    def predicate(self, part: Part) -> Sql:
        """Whether the run `r` meets the part."""
        if isinstance(part, Negation):
            return Sql("NOT (") + self._all_of([part.part]) + Sql(")")
        if isinstance(part, Either):
            return Sql("(") + join(" OR ", (self._all_of([each]) for each in part.parts)) + Sql(")")
        condition = part[0]
        match condition.field.kind:
            case Kind.ATTRIBUTE:
                return self._attribute(condition)
            case Kind.DATASET | Kind.MODEL | Kind.INPUT_MODEL:
                return references.predicate(condition, self.dialect)
            case _:
                return self._value(part)

    def driver(self, part: Part) -> Driver | None:
        """The ids of all runs that meet the part, from an index; None if none has it."""
        if isinstance(part, Negation):
            return None
        if isinstance(part, Either):
            return self._either(part)
        return self._candidates(part)

    def ids_of(self, field: Field) -> tuple[int, ...]:
        """The interned ids of the field's key."""
        return self.keys.get((field.kind, field.key), ())

    def _all_of(self, expressions: Sequence[Expression]) -> Sql:
        parts = [self.predicate(each) for each in grouped(expressions)]
        return parts[0] if len(parts) == 1 else Sql("(") + join(" AND ", parts) + Sql(")")

    def _either(self, either: Either) -> Driver | None:
        drivers = []
        for each in either.parts:
            parts = grouped([each])
            driver = self.driver(parts[0]) if len(parts) == 1 else None
            if driver is None:
                return None
            drivers.append(driver)
        runs = join(" UNION ", (each.runs for each in drivers))
        return Driver(
            # In brackets of its own, since it may have to meet other lists.
            runs=Sql("SELECT u.run_id FROM (") + runs + Sql(") u"),
            counted=join(" UNION ALL ", (each.counted for each in drivers)),
        )

    def _candidates(self, group: Group) -> Driver | None:
        field = group[0].field
        if not any(_by_index(each) for each in group):
            return None
        runs = join(
            " AND ",
            (
                Sql(f"SELECT x.run_id FROM {TABLES[field.kind]} x WHERE ")  # noqa: S608  # our own names only
                + one_of("x.key_id", self.ids_of(field)),
                *(self._matches(each) for each in group),
            ),
        )
        return Driver(runs=runs, counted=runs)

    def _attribute(self, condition: Condition) -> Sql:
        attribute = ATTRIBUTES[condition.field.key]
        present = Sql(attribute.present) if attribute.present else ALWAYS
        if condition.operator is Operator.IS_NULL:
            return Sql("NOT (") + present + Sql(")")
        if condition.operator is Operator.IS_NOT_NULL:
            return present
        met = compare(attribute.column, condition.operator, condition.value, self.dialect)
        return Sql("(") + present + Sql(" AND ") + met + Sql(")") if attribute.present else met

    def _value(self, group: Group) -> Sql:
        field, operator = group[0].field, group[0].operator
        ids = self.ids_of(field)
        if not ids:
            return ALWAYS if operator is Operator.IS_NULL else NEVER
        row = Sql(
            f"EXISTS (SELECT 1 FROM {TABLES[field.kind]} x WHERE x.run_id = r.id AND "  # noqa: S608
        ) + one_of("x.key_id", ids)
        if operator in PRESENCE and field.aspect is Aspect.NUMBER:
            row += Sql(f" AND {side('x', field, self.dialect)} IS NOT NULL")
        if operator is Operator.IS_NULL:
            return Sql("NOT ") + row + Sql(")")
        if operator is Operator.IS_NOT_NULL:
            return row + Sql(")")
        return join(" AND ", (row, *(self._matches(each) for each in group))) + Sql(")")

    def _matches(self, condition: Condition) -> Sql:
        """Whether the row `x` of a value meets the condition."""
        field, operator, value = condition.field, condition.operator, condition.value
        expression = side("x", field, self.dialect)
        if field.kind is Kind.METRIC:
            return self._measured(expression, condition)
        if field.aspect is Aspect.NUMBER or operator not in _LISTED:
            return compare(expression, operator, value, self.dialect)
        texts = tuple(str(each) for each in value) if isinstance(value, tuple) else (str(value),)
        indexed = one_of(head(expression, self.dialect), tuple(text[:HEAD] for text in texts))
        if all(len(text) < HEAD for text in texts):
            return indexed
        return indexed + Sql(" AND ") + one_of(expression, texts)

    def _measured(self, expression: str, condition: Condition) -> Sql:
        """A comparison of a metric's side. NULL stands for NaN, unequal to every number."""
        operator, value = condition.operator, condition.value
        if isinstance(value, float) and math.isnan(value):
            no = "NOT " if operator is Operator.UNEQUAL else ""
            return Sql(f"{expression} IS {no}NULL")
        matches = compare(expression, operator, value, self.dialect)
        if operator not in _UNLIKE or condition.field.aspect not in FLOATS:
            return matches
        return Sql(f"({expression} IS NULL OR ") + matches + Sql(")")


def _by_index(condition: Condition) -> bool:
    """Whether an index lists the runs that meet it."""
    if condition.field.aspect is not Aspect.VALUE:
        return False
    if condition.field.kind is Kind.METRIC:
        return condition.operator not in _UNLIKE | PRESENCE
    return condition.field.kind in TABLES and condition.operator in _LISTED


_LISTED = {Operator.EQUAL, Operator.IN}
_UNLIKE = {Operator.UNEQUAL, Operator.NOT_IN}
