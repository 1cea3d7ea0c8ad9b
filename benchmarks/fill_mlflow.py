"""Fill a stock MLflow database with what `fill` fills Naiad's with: its API would take hours.

    python -m benchmarks.fill_mlflow sqlite:////tmp/x/mlflow.db [--runs 100000] [--history 1000000]

The schema must be there already, as MLflow's server makes it when it starts.
"""

import argparse
import sqlite3
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Protocol

from benchmarks import data

RUN = (
    "run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time, "
    "end_time, source_version, lifecycle_stage, artifact_uri, experiment_id"
)
METRIC = "key, value, timestamp, run_uuid, step, is_nan"
BATCH = 5_000


class Target(Protocol):
    """A database that takes rows."""

    def experiment(self, name: str) -> int: ...

    def insert(self, table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None: ...


def main() -> None:
    """Pour it in and say how long it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--runs", type=int, default=data.Size().runs)
    parser.add_argument("--history", type=int, default=data.Size().history)
    parser.add_argument("--compared", type=int, default=data.Size().compared)
    options = parser.parse_args()
    began = time.perf_counter()
    size = data.Size(runs=options.runs, history=options.history, compared=options.compared)
    if options.url.startswith("sqlite:///"):
        _into_sqlite(options.url.removeprefix("sqlite:///"), size)
    else:
        _into_postgresql(options.url, size)
    print(f"filled MLflow in {time.perf_counter() - began:.1f} s")


def fill(target: Target, size: data.Size) -> None:
    """The runs to search, and the long series."""
    experiment = target.experiment("bench-search")
    found = data.search_runs(size.runs)
    while batch := list(islice(found, BATCH)):
        _insert_runs(target, experiment, batch)
    for kind, count, points in size.series:
        experiment = target.experiment(f"bench-{kind}")
        for number in range(count):
            run = data.series_run(kind, number)
            _insert_runs(target, experiment, [run])
            _insert_points(target, run.run_id, data.points(kind, number, points), points)


def _insert_runs(target: Target, experiment: int, runs: list[data.RunData]) -> None:
    target.insert("runs", RUN, (_row(run, experiment) for run in runs))
    target.insert(
        "params",
        "key, value, run_uuid",
        ((f"p{n}", value, run.run_id) for run in runs for n, value in enumerate(run.params)),
    )
    target.insert(
        "tags",
        "key, value, run_uuid",
        (
            (key, value, run.run_id)
            for run in runs
            for key, value in (
                *((f"t{n}", value) for n, value in enumerate(run.tags)),
                ("mlflow.runName", run.name),
            )
        ),
    )
    for table in ("metrics", "latest_metrics"):
        target.insert(
            table,
            METRIC,
            (
                (f"m{n}", value, run.start_ms, run.run_id, 0, False)
                for run in runs
                for n, value in enumerate(run.metrics)
            ),
        )


def _insert_points(
    target: Target, run_id: str, points: Iterator[tuple[int, int, float]], count: int
) -> None:
    last: list[tuple[int, int, float]] = []

    def rows() -> Iterator[tuple[Any, ...]]:
        for step, at, value in points:
            if step == count - 1:
                last.append((step, at, value))
            yield "loss", value, at, run_id, step, False

    target.insert("metrics", METRIC, rows())
    target.insert(
        "latest_metrics",
        METRIC,
        (("loss", value, at, run_id, step, False) for step, at, value in last),
    )


def _row(run: data.RunData, experiment: int) -> tuple[Any, ...]:
    place = f"mlflow-artifacts:/{experiment}/{run.run_id}/artifacts"
    words = ("UNKNOWN", "", "", "", "FINISHED")
    return (
        *(run.run_id, run.name, *words, run.start_ms, run.end_ms, ""),
        *("active", place, experiment),
    )


class _Sqlite:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def experiment(self, name: str) -> int:
        columns = "name, lifecycle_stage, creation_time, last_update_time, workspace"
        made = self._connection.execute(
            f"INSERT INTO experiments ({columns}) VALUES (?, 'active', ?, ?, 'default')",
            (name, data.T0, data.T0),
        )
        number = int(made.lastrowid or 0)
        self._connection.execute(
            "UPDATE experiments SET artifact_location = ? WHERE experiment_id = ?",
            (f"mlflow-artifacts:/{number}", number),
        )
        return number

    def insert(self, table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
        marks = ", ".join("?" * (columns.count(",") + 1))
        self._connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)


class _Postgresql:
    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    def experiment(self, name: str) -> int:
        columns = "name, lifecycle_stage, creation_time, last_update_time, workspace"
        self._cursor.execute(
            f"INSERT INTO experiments ({columns}) VALUES (%s, 'active', %s, %s, 'default') "
            "RETURNING experiment_id",
            (name, data.T0, data.T0),
        )
        number = int(self._cursor.fetchone()[0])
        self._cursor.execute(
            "UPDATE experiments SET artifact_location = %s WHERE experiment_id = %s",
            (f"mlflow-artifacts:/{number}", number),
        )
        return number

    def insert(self, table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
        with self._cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def _into_sqlite(path: str, size: data.Size) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -500000")
    with connection:
        fill(_Sqlite(connection), size)
    connection.close()


def _into_postgresql(url: str, size: data.Size) -> None:
    import psycopg

    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        fill(_Postgresql(cursor), size)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


if __name__ == "__main__":
    main()
