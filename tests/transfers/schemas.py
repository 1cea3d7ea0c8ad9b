"""Databases of MLflow as its versions left them, made by its own migrations."""

from typing import Any

import sqlalchemy as sa

RUN = "a" * 32
EVERY: dict[str, dict[str, Any]] = {
    "experiments": {
        "experiment_id": 1, "name": "old", "artifact_location": "/nowhere",
        "lifecycle_stage": "active",
    },
    "runs": {
        "run_uuid": RUN, "name": "first", "source_type": "LOCAL", "source_name": "",
        "entry_point_name": "", "user_id": "ada", "status": "FINISHED", "start_time": 5,
        "end_time": 9, "source_version": "", "lifecycle_stage": "active", "artifact_uri": "/nowhere",
        "experiment_id": 1,
    },
    "params": {"run_uuid": RUN, "key": "lr", "value": "0.1"},
    "tags": {"run_uuid": RUN, "key": "team", "value": "größe"},
}  # fmt: skip
POINTS = [
    ("loss", 1, 10, 0.5, False), ("loss", 2, 11, 0.0, True), ("loss", 3, 12, 0.25, False),
    ("Loss", 1, 10, 7.0, False), ("Loss", 2, 13, 8.0, False),
]  # fmt: skip
"""Two metrics whose names differ by case alone."""


def migrate(url: str, revision: str) -> None:
    """Bring the database, empty at first, up to this revision of MLflow's; "" is before all."""
    from alembic import command
    from mlflow.store.db.utils import _get_alembic_config
    from mlflow.store.tracking.dbmodels.initial_models import Base

    engine = sa.create_engine(url)
    if not sa.inspect(engine).has_table("experiments"):
        Base.metadata.create_all(engine)
    if revision:
        config = _get_alembic_config(url)
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
    engine.dispose()


def put_a_run(url: str) -> None:
    """An experiment with one run, in the columns that there are."""
    engine = sa.create_engine(url)
    meta = sa.MetaData()
    meta.reflect(engine)
    with engine.begin() as connection:
        for name, row in EVERY.items():
            _insert(connection, meta.tables[name], row)
        for key, step, time, value, is_nan in POINTS:
            point = {"key": key, "step": step, "timestamp": time, "value": value, "is_nan": is_nan}
            _insert(connection, meta.tables["metrics"], {**point, "run_uuid": RUN})
    engine.dispose()


def _insert(connection: sa.Connection, table: sa.Table, row: dict[str, Any]) -> None:
    connection.execute(table.insert().values({k: v for k, v in row.items() if k in table.c}))
