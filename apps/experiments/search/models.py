"""A search of logged models as SQL. A metric is compared by its latest row, on any dataset or
on those that the search names."""

from collections.abc import Sequence

from apps.experiments.contracts import ModelDataset, ModelSearch
from apps.experiments.search.sql import ALWAYS, NOTHING, Dialect, Sql, compare, join, one_of
from apps.experiments.search.syntax import Condition, Kind, OrderTerm, Value

_ATTRIBUTES = {
    "name": "m.name",
    "model_id": "m.model_id",
    "model_type": "m.model_type",
    "status": "m.status",
    "source_run_id": (
        "COALESCE((SELECT s.run_id FROM experiments_run s WHERE s.id = m.source_run_id), '')"
    ),
    "creation_timestamp": "m.created_at_ms",
    "last_updated_timestamp": "m.updated_at_ms",
}
_STATUSES = {name: f"LOGGED_MODEL_{name}" for name in ("PENDING", "READY", "UPLOAD_FAILED")}


def statement(
    *,
    experiment_ids: tuple[int, ...],
    conditions: Sequence[Condition],
    order: Sequence[OrderTerm],
    search: ModelSearch,
    dialect: Dialect,
) -> Sql:
    """The ids of the models that meet the conditions, in order; the newest first."""
    on = _on_datasets(search.datasets)
    where = [one_of("m.experiment_id", experiment_ids), Sql("m.deleted_at IS NULL")]
    where += [_predicate(condition, on, dialect) for condition in conditions]
    if search.datasets and not any(each.field.kind is Kind.METRIC for each in conditions):
        where.append(
            Sql("EXISTS (SELECT 1 FROM experiments_loggedmodelmetric x WHERE x.model_id = m.id")
            + on
            + Sql(")")
        )
    return join(
        "",
        (
            Sql("SELECT m.id FROM experiments_loggedmodel m WHERE "),
            join(" AND ", where),
            Sql(" ORDER BY "),
            join(", ", _order(order, search, on)),
        ),
    )


def _predicate(condition: Condition, on: Sql, dialect: Dialect) -> Sql:
    field, operator, value = condition.field, condition.operator, condition.value
    if field.kind is Kind.ATTRIBUTE:
        value = _full_statuses(value) if field.key == "status" else value
        return compare(_ATTRIBUTES[field.key], operator, value, dialect)
    if field.kind is Kind.METRIC:
        latest = _latest(field.key, on)
        matches = compare("l.value", operator, value, dialect)
        return Sql("EXISTS (SELECT 1 FROM (") + latest + Sql(") l WHERE ") + matches + Sql(")")
    row = Sql(
        "EXISTS (SELECT 1 FROM experiments_loggedmodelattribute a WHERE a.model_id = m.id"
        " AND a.kind = %s AND a.key = %s AND ",
        (str(field.kind), field.key),
    )
    return row + compare("a.value", operator, value, dialect) + Sql(")")


def _order(order: Sequence[OrderTerm], search: ModelSearch, on: Sql) -> list[Sql]:
    terms = []
    for term, asked in zip(order, search.order_by, strict=True):
        direction = "DESC" if term.descending else "ASC"
        if term.field.kind is Kind.METRIC:
            narrowed = on + _on_datasets(
                [ModelDataset(name=asked.dataset_name, digest=asked.dataset_digest)]
                if asked.dataset_name
                else []
            )
            value = Sql("(") + _latest(term.field.key, narrowed) + Sql(")")
            terms += [
                Sql("CASE WHEN ") + value + Sql(" IS NULL THEN 1 ELSE 0 END"),
                value + Sql(f" {direction}"),
            ]
        else:
            terms.append(Sql(f"{_ATTRIBUTES[term.field.key]} {direction}"))
    return [*terms, Sql("m.created_at_ms DESC"), Sql("m.model_id ASC")]


def _latest(key: str, on: Sql) -> Sql:
    """The model's latest value of the metric."""
    return (
        Sql(
            "SELECT x.value FROM experiments_loggedmodelmetric x"
            " WHERE x.model_id = m.id AND x.key = %s",
            (key,),
        )
        + on
        + Sql(" ORDER BY x.step DESC, x.timestamp_ms DESC, x.id DESC LIMIT 1")
    )


def _on_datasets(datasets: Sequence[ModelDataset]) -> Sql:
    """Whether a metric `x` is of one of the datasets; nothing to ask when none is named."""
    if not datasets:
        return NOTHING
    return Sql(" AND (") + join(" OR ", (_is_dataset(each) for each in datasets)) + Sql(")")


def _is_dataset(dataset: ModelDataset) -> Sql:
    digest = one_of("x.dataset_digest", (dataset.digest,)) if dataset.digest else ALWAYS
    return Sql("(") + one_of("x.dataset_name", (dataset.name,)) + Sql(" AND ") + digest + Sql(")")


def _full_statuses(value: Value) -> Value:
    """Statuses as they are stored; a filter calls them by their last word."""
    if isinstance(value, tuple):
        return tuple(_STATUSES.get(str(each), str(each)) for each in value)
    return _STATUSES.get(str(value), value)
