"""Two of MLflow's databases, row by row."""

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

Row = dict[str, Any]

# Columns that differ, each with its reason.
_UNLIKE = {
    "datasets": {"dataset_uuid"},  # an id that nobody sees; ours is made of name and digest
    "inputs": {"input_uuid", "source_id"},  # ids that nobody sees; the dataset's is one of them
    "input_tags": {"input_uuid"},
    "entity_associations": {"association_id", "created_time"},  # nobody sees either
    "runs": {"source_name"},  # of MLflow 1; ours is what the tag of today says
    "trace_info": {"db_payload_generation"},  # counts writes to one server's row
}
# Of model versions that were deleted we keep that the highest number is used.
_VERSIONS, _OF_A_VERSION = ("model_versions", "model_version_tags"), "workspace, name, version"
_DELETED = f"SELECT {_OF_A_VERSION} FROM model_versions WHERE current_stage = 'Deleted_Internal'"
_DEFAULT_EXPERIMENT = {"creation_time", "last_update_time"}  # each server makes its own


def differences(one: Path, other: Path) -> list[str]:
    """Tables whose rows are not the same, with the first of those that are in one only."""
    with closing(sqlite3.connect(one)) as first, closing(sqlite3.connect(other)) as second:
        names = first.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return [line for (name,) in names for line in _table(name, first, second)]


def _table(name: str, first: sqlite3.Connection, second: sqlite3.Connection) -> list[str]:
    ours, theirs = Counter(_rows(name, first)), Counter(_rows(name, second))
    missing, extra = list((ours - theirs).elements()), list((theirs - ours).elements())
    found = [f"{name}: {len(missing)} only in the first: {missing[:2]}"] if missing else []
    return found + ([f"{name}: {len(extra)} only in the second: {extra[:2]}"] if extra else [])


def _rows(name: str, database: sqlite3.Connection) -> list[str]:
    without = f" WHERE ({_OF_A_VERSION}) NOT IN ({_DELETED})" if name in _VERSIONS else ""
    found = database.execute(f'SELECT * FROM "{name}"{without}')
    columns = [each[0] for each in found.description]
    rows = (dict(zip(columns, values, strict=True)) for values in found)
    return [repr(_comparable(name, row)) for row in rows]


def _comparable(name: str, row: Row) -> Row:
    unlike = _UNLIKE.get(name, set())
    if name == "experiments" and row["experiment_id"] == 0:
        unlike = _DEFAULT_EXPERIMENT
    return {column: value for column, value in row.items() if column not in unlike}
