"""A filter's conditions as SQL on a run `r`, and as lists of the runs that meet them."""

from dataclasses import dataclass

from apps.experiments.search.sql import (
    ALWAYS,
    HEAD,
    NEVER,
    Dialect,
    KeyIds,
    Sql,
    compare,
    head,
    one_of,
)
from apps.experiments.search.syntax import Condition, Kind, Operator

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
        "(SELECT COALESCE(NULLIF(e.artifact_location, ''), 'mlflow-artifacts:/' || e.id)"
        " || '/' || r.run_id || '/artifacts' FROM experiments_experiment e"
        " WHERE e.id = r.experiment_id)"
    ),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Compiler:
    """Writes conditions for one database and the keys that its projects have interned."""

    keys: KeyIds
    dialect: Dialect

    def predicate(self, condition: Condition) -> Sql:
        """Whether the run `r` meets the condition."""
        match condition.field.kind:
            case Kind.ATTRIBUTE:
                expression = ATTRIBUTES[condition.field.key]
                return compare(expression, condition.operator, condition.value, self.dialect)
            case Kind.DATASET:
                return self._dataset(condition)
            case _:
                return self._value(condition)

    def candidates(self, condition: Condition) -> Sql | None:
        """The ids of all runs that meet the condition, read from an index; None if none has it."""
        kind, operator = condition.field.kind, condition.operator
        by_index = (kind is Kind.METRIC and operator is not Operator.UNEQUAL) or (
            kind in {Kind.PARAM, Kind.TAG} and operator is Operator.EQUAL
        )
        if not by_index:
            return None
        ids = self.ids_of(condition)
        table = SERIES if kind is Kind.METRIC else STRINGS
        return (
            Sql(f"SELECT x.run_id FROM {table} x WHERE ")  # noqa: S608  # our own names only
            + one_of("x.key_id", ids)
            + Sql(" AND ")
            + self._matches(condition)
        )

    def ids_of(self, condition: Condition) -> tuple[int, ...]:
        """The interned ids of the condition's key."""
        return self.keys.get((condition.field.kind, condition.field.key), ())

    def _value(self, condition: Condition) -> Sql:
        ids, operator = self.ids_of(condition), condition.operator
        if not ids:
            return ALWAYS if operator is Operator.IS_NULL else NEVER
        table = SERIES if condition.field.kind is Kind.METRIC else STRINGS
        row = Sql(
            f"EXISTS (SELECT 1 FROM {table} x WHERE x.run_id = r.id AND "  # noqa: S608
        ) + one_of("x.key_id", ids)
        if operator is Operator.IS_NULL:
            return Sql("NOT ") + row + Sql(")")
        if operator is Operator.IS_NOT_NULL:
            return row + Sql(")")
        return row + Sql(" AND ") + self._matches(condition) + Sql(")")

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
