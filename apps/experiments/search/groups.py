"""Groups of runs as SQL: one statement makes them, counts them and sums up their values."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from apps.experiments.search.columns import ATTRIBUTES, TABLES, side
from apps.experiments.search.sql import NOTHING, Dialect, KeyIds, Sql, join, one_of
from apps.experiments.search.syntax import Field, Kind


class Figure(StrEnum):
    """What is told of a value over the runs of a group. NaN and what is missing do not count."""

    COUNT = "count"
    LEAST = "min"
    GREATEST = "max"
    MEAN = "mean"


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """What groups are sorted by: a figure of one of the values, or how many runs they have."""

    value: int | None = None
    figure: Figure = Figure.COUNT
    descending: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Grouping:
    """What makes a group, what is summed up in it, and how many groups come first."""

    by: tuple[Field, ...]
    values: tuple[Field, ...]
    order: Order
    limit: int


def statement(
    *,
    begin: Sql,
    conditions: Sequence[Sql],
    grouping: Grouping,
    keys: KeyIds,
    dialect: Dialect,
) -> Sql:
    """Of each group its key, how many runs it has, and four figures of each value."""
    by = [_column(f"g{number}", field, keys, dialect) for number, field in enumerate(grouping.by)]
    values = [
        _column(f"v{number}", field, keys, dialect) for number, field in enumerate(grouping.values)
    ]
    rows = join(
        "",
        (
            Sql("SELECT "),
            Sql(", ".join(each.selected for each in (*by, *values))),
            Sql(" "),
            begin,
            *(each.joined for each in (*by, *values)),
            Sql(" WHERE "),
            join(" AND ", conditions),
        ),
    )
    groups = ", ".join(each.name for each in by)
    figures = [_FIGURES[figure].format(v=each.name) for each in values for figure in Figure]
    return join(
        "",
        (
            Sql(f"SELECT {', '.join([groups, 'COUNT(*)', *figures])} FROM ("),  # noqa: S608  # our own names only
            rows,
            Sql(f") t GROUP BY {groups} ORDER BY {_order(grouping.order, by)}"),
            Sql(" LIMIT %s", (grouping.limit,)),
        ),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Column:
    name: str
    selected: str
    joined: Sql = NOTHING


def _column(name: str, field: Field, keys: KeyIds, dialect: Dialect) -> _Column:
    if field.kind is Kind.ATTRIBUTE:
        value = ATTRIBUTES[field.key].value
        if field.numeric:
            value = f"CAST({value} AS DOUBLE PRECISION)"
        return _Column(name=name, selected=f"{value} AS {name}")
    alias = f"{name}x"
    ids = keys.get((field.kind, field.key), ())
    return _Column(
        name=name,
        selected=f"{side(alias, field, dialect)} AS {name}",
        joined=Sql(f" LEFT JOIN {TABLES[field.kind]} {alias} ON {alias}.run_id = r.id AND ")
        + one_of(f"{alias}.key_id", ids),
    )


def _order(order: Order, by: Sequence[_Column]) -> str:
    direction = "DESC" if order.descending else "ASC"
    first = f"COUNT(*) {direction}"
    if order.value is not None:
        figure = _FIGURES[order.figure].format(v=f"v{order.value}")
        first = f"CASE WHEN {figure} IS NULL THEN 1 ELSE 0 END, {figure} {direction}"
    # What has no key comes last, on every database.
    keys = (f"CASE WHEN {each.name} IS NULL THEN 1 ELSE 0 END, {each.name}" for each in by)
    return ", ".join((first, *keys))


# PostgreSQL fails where a sum leaves the range of floats, and where a quotient does; such values
# have no mean.
_FIGURES = {
    Figure.COUNT: "COUNT({v})",
    Figure.LEAST: "MIN({v})",
    Figure.GREATEST: "MAX({v})",
    Figure.MEAN: (
        "CASE WHEN MAX(ABS({v})) < 1e290 THEN"
        " CASE WHEN ABS(SUM(CASE WHEN ABS({v}) < 1e290 THEN {v} END)) < 1e-290 THEN 0.0"
        " ELSE SUM(CASE WHEN ABS({v}) < 1e290 THEN {v} END) / COUNT({v}) END END"
    ),
}
