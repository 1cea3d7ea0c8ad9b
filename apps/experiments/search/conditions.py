"""A filter's conditions as SQL on a run `r`, and as lists of the runs that meet them."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.core.filters import Operator
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
from apps.experiments.search.syntax import Condition, Field, Kind
from apps.experiments.search.vocabulary import PRESENCE

STRINGS = "experiments_stringattribute"
SERIES = "experiments_floatseries"

ATTRIBUTES = {
    "run_id": "r.run_id",
    "run_name": "r.name",
    "status": "r.status",
    "user_id": "r.user_name",
    "start_time": "r.start_time_ms",
    "end_time": "r.end_time_ms",
    "duration": "(r.end_time_ms - r.start_time_ms)",
    "artifact_uri": (
        "COALESCE(NULLIF(r.artifact_uri, ''),"
        " (SELECT COALESCE(NULLIF(e.artifact_location, ''), 'mlflow-artifacts:/' || e.id)"
        " || '/' || r.run_id || '/artifacts' FROM experiments_experiment e"
        " WHERE e.id = r.experiment_id))"
    ),
}


Group = tuple[Condition, ...]
"""Conditions that one look answers: several of the same value, or a single one."""


def grouped(conditions: Sequence[Condition]) -> tuple[Group, ...]:
    """The conditions in groups, so that a range of a metric is one thing to look for."""
    groups: dict[object, Group] = {}
    for number, each in enumerate(conditions):
        of_value = each.field.kind in _TABLES and each.operator not in PRESENCE
        place: object = each.field if of_value else number
        groups[place] = (*groups.get(place, ()), each)
    return tuple(groups.values())


@dataclass(frozen=True, kw_only=True, slots=True)
class Compiler:
    """Writes conditions for one database and the keys that its projects have interned."""

    keys: KeyIds
    dialect: Dialect

    def predicate(self, group: Group) -> Sql:
        """Whether the run `r` meets the conditions of a group."""
        condition = group[0]
        match condition.field.kind:
            case Kind.ATTRIBUTE:
                expression = ATTRIBUTES[condition.field.key]
                return compare(expression, condition.operator, condition.value, self.dialect)
            case Kind.DATASET:
                return self._dataset(condition)
            case _:
                return self._value(group)

    def candidates(self, group: Group) -> Sql | None:
        """The ids of all runs that meet the group, read from an index; None if none has it."""
        field = group[0].field
        if not any(_by_index(each) for each in group):
            return None
        return join(
            " AND ",
            (
                Sql(f"SELECT x.run_id FROM {_TABLES[field.kind]} x WHERE ")  # noqa: S608  # our own names only
                + one_of("x.key_id", self.ids_of(field)),
                *(self._matches(each) for each in group),
            ),
        )

    def ids_of(self, field: Field) -> tuple[int, ...]:
        """The interned ids of the field's key."""
        return self.keys.get((field.kind, field.key), ())

    def _value(self, group: Group) -> Sql:
        field, operator = group[0].field, group[0].operator
        ids = self.ids_of(field)
        if not ids:
            return ALWAYS if operator is Operator.IS_NULL else NEVER
        row = Sql(
            f"EXISTS (SELECT 1 FROM {_TABLES[field.kind]} x WHERE x.run_id = r.id AND "  # noqa: S608
        ) + one_of("x.key_id", ids)
        if operator is Operator.IS_NULL:
            return Sql("NOT ") + row + Sql(")")
        if operator is Operator.IS_NOT_NULL:
            return row + Sql(")")
        return join(" AND ", (row, *(self._matches(each) for each in group))) + Sql(")")

    def _matches(self, condition: Condition) -> Sql:
        """Whether the row `x` of a value meets the condition."""
        operator, value = condition.operator, condition.value
        if condition.field.kind is Kind.METRIC:
            matches = compare("x.last_value", operator, value, self.dialect)
            # NULL stands for NaN, which is unequal to every number.
            unequal = operator is Operator.UNEQUAL
            return Sql("(x.last_value IS NULL OR ") + matches + Sql(")") if unequal else matches
        if operator is not Operator.EQUAL:
            return compare("x.value", operator, value, self.dialect)
        text = str(value)
        indexed = Sql(f"{head('x.value', self.dialect)} = %s", (text[:HEAD],))
        if len(text) < HEAD:
            return indexed
        return indexed + Sql(" AND x.value = %s", (text,))

    def _dataset(self, condition: Condition) -> Sql:
        column = "i.context" if condition.field.key == "context" else f"d.{condition.field.key}"
        return (
            Sql(
                "EXISTS (SELECT 1 FROM experiments_runinput i JOIN experiments_inputdataset d"
                " ON d.id = i.dataset_id WHERE i.run_id = r.id AND "
            )
            + compare(column, condition.operator, condition.value, self.dialect)
            + Sql(")")
        )


def _by_index(condition: Condition) -> bool:
    """Whether an index lists the runs that meet it."""
    if condition.field.kind is Kind.METRIC:
        return condition.operator is not Operator.UNEQUAL
    return condition.field.kind in _TABLES and condition.operator is Operator.EQUAL


_TABLES = {Kind.METRIC: SERIES, Kind.PARAM: STRINGS, Kind.TAG: STRINGS}
