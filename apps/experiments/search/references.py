"""Conditions on what a run refers to: datasets that it used, logged models that it made or used."""

from apps.core.filters import Operator
from apps.experiments.search.sql import ALWAYS, Dialect, Sql, compare, join
from apps.experiments.search.syntax import Condition, Kind
from apps.experiments.search.vocabulary import PRESENCE

_COLUMNS = {
    (Kind.DATASET, "name"): "d.name",
    (Kind.DATASET, "digest"): "d.digest",
    (Kind.DATASET, "context"): "i.context",
    **{
        (kind, key): column
        for kind in (Kind.MODEL, Kind.INPUT_MODEL)
        for key, column in (
            ("name", "m.name"),
            ("id", "m.model_id"),
            ("type", "m.model_type"),
            ("status", "REPLACE(m.status, 'LOGGED_MODEL_', '')"),
        )
    },
}
# A model is made by the run that created it, and by one that names it as its output: two ways,
# each with its index.
_USED = "experiments_runinput i JOIN experiments_inputdataset d ON d.id = i.dataset_id WHERE"
_READ = "experiments_runinput i JOIN experiments_loggedmodel m ON m.id = i.model_id WHERE"
_MADE = "experiments_runoutput o JOIN experiments_loggedmodel m ON m.id = o.model_id WHERE"
_ROWS = {
    Kind.DATASET: (f"{_USED} i.run_id = r.id",),
    Kind.INPUT_MODEL: (f"{_READ} i.run_id = r.id AND m.deleted_at IS NULL",),
    Kind.MODEL: (
        "experiments_loggedmodel m WHERE m.source_run_id = r.id AND m.deleted_at IS NULL",
        f"{_MADE} o.run_id = r.id AND m.deleted_at IS NULL",
    ),
}


def predicate(condition: Condition, dialect: Dialect) -> Sql:
    """Whether the run `r` refers to something that meets the condition."""
    kind, operator = condition.field.kind, condition.operator
    meets = ALWAYS
    if operator not in PRESENCE:
        column = _COLUMNS[kind, condition.field.key]
        meets = compare(column, operator, condition.value, dialect)
    rows = [
        Sql(f"EXISTS (SELECT 1 FROM {source} AND ") + meets + Sql(")")  # noqa: S608
        for source in _ROWS[kind]
    ]
    found = rows[0] if len(rows) == 1 else Sql("(") + join(" OR ", rows) + Sql(")")
    return Sql("NOT ") + found if operator is Operator.IS_NULL else found
