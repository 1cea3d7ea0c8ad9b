"""A search of experiments as SQL. A project has hundreds of them at most, so any plan will do."""

from collections.abc import Sequence

from apps.core.filters import Operator
from apps.experiments.contracts import View
from apps.experiments.errors import InvalidFilter
from apps.experiments.search.sql import Dialect, Sql, compare, join
from apps.experiments.search.syntax import Condition, Kind, OrderTerm, Value


def statement(
    *,
    project_id: int,
    view: View,
    conditions: Sequence[Condition],
    order: Sequence[OrderTerm],
    dialect: Dialect,
) -> Sql:
    """The ids of the experiments that meet the conditions, in order; the newest first."""
    where = [Sql("e.project_id = %s", (project_id,)), _VIEWS[view]]
    where += [_predicate(condition, dialect) for condition in conditions]
    columns = _columns(dialect) | {"experiment_id": "e.id"}
    terms = [f"{columns[term.field.key]} {'DESC' if term.descending else 'ASC'}" for term in order]
    if not order:
        terms.append(f"{columns['creation_time']} DESC")
    return join(
        "",
        (
            Sql("SELECT e.id FROM experiments_experiment e WHERE "),
            join(" AND ", where),
            Sql(f" ORDER BY {', '.join([*terms, 'e.id ASC'])}"),
        ),
    )


def _predicate(condition: Condition, dialect: Dialect) -> Sql:
    operator, value = condition.operator, condition.value
    if condition.field.kind is Kind.ATTRIBUTE:
        if condition.field.key == "experiment_id":
            _check_ids(value)
        return compare(_columns(dialect)[condition.field.key], operator, value, dialect)
    row = Sql(
        "EXISTS (SELECT 1 FROM experiments_experimenttag t WHERE t.experiment_id = e.id"
        " AND t.key = %s",
        (condition.field.key,),
    )
    if operator is Operator.IS_NULL:
        return Sql("NOT ") + row + Sql(")")
    if operator is Operator.IS_NOT_NULL:
        return row + Sql(")")
    return row + Sql(" AND ") + compare("t.value", operator, value, dialect) + Sql(")")


def _check_ids(value: Value) -> None:
    """Refuse what cannot be an id, rather than find nothing.

    Raises:
        InvalidFilter: one of the values is no whole number.
    """
    for text in map(str, value if isinstance(value, tuple) else (value,)):
        if not (text.isascii() and text.lstrip("-").isdigit()):
            raise InvalidFilter(
                f"Invalid experiment ID {text[:80]!r}: it must be a whole number.",
                fix="Use the id that experiments/create answered.",
            )


def _columns(dialect: Dialect) -> dict[str, str]:
    return {
        "name": "e.name",
        # Filters compare ids as text; no index is lost on so few.
        "experiment_id": "CAST(e.id AS TEXT)",
        "creation_time": _milliseconds("e.created_at", dialect),
        "last_update_time": _milliseconds("e.updated_at", dialect),
    }


def _milliseconds(column: str, dialect: Dialect) -> str:
    """A moment as MLflow's milliseconds since 1970."""
    return {
        Dialect.SQLITE: (
            f"(CAST(strftime('%%s', {column}) AS INTEGER) * 1000"
            f" + CAST(SUBSTR({column} || '.000', 21, 3) AS INTEGER))"
        ),
        Dialect.POSTGRESQL: f"FLOOR(EXTRACT(EPOCH FROM {column}) * 1000)::bigint",
    }[dialect]


_VIEWS = {
    View.ACTIVE: Sql("e.deleted_at IS NULL"),
    View.DELETED: Sql("e.deleted_at IS NOT NULL"),
    View.ALL: Sql("1 = 1"),
}
