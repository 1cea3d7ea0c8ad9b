"""How fast an MLflow database, folder or server is imported: runs and points a second, and memory.

    python -m benchmarks.imports [--runs 2000] [--points 1000] [--from ADDRESS] [--workers 2]

Without an address it fills a SQLite database with MLflow's schema (as far as an import reads it):
`runs` runs of 20 params, 5 tags and 20 metrics of one point, and one metric of `points` points for
every tenth. It imports that into an empty Naiad in a temporary folder and reports the rate, the
process's greatest memory, and, to see that it is flat, that of a tenth of the runs.
"""

import argparse
import json
import os
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path

T0 = 1_700_000_000_000
SCHEMA = """
CREATE TABLE experiments (experiment_id INTEGER PRIMARY KEY, name TEXT, artifact_location TEXT,
    lifecycle_stage TEXT, creation_time BIGINT, last_update_time BIGINT);
CREATE TABLE runs (run_uuid TEXT PRIMARY KEY, name TEXT, status TEXT, start_time BIGINT,
    end_time BIGINT, deleted_time BIGINT, lifecycle_stage TEXT, artifact_uri TEXT,
    experiment_id INTEGER, user_id TEXT);
CREATE TABLE params (key TEXT, value TEXT, run_uuid TEXT, PRIMARY KEY (key, run_uuid));
CREATE TABLE tags (key TEXT, value TEXT, run_uuid TEXT, PRIMARY KEY (key, run_uuid));
CREATE TABLE metrics (key TEXT, value FLOAT, timestamp BIGINT, run_uuid TEXT, step BIGINT,
    is_nan BOOLEAN, PRIMARY KEY (key, timestamp, step, run_uuid, value, is_nan));
CREATE INDEX params_of_run ON params (run_uuid);
CREATE INDEX tags_of_run ON tags (run_uuid);
CREATE INDEX metrics_of_run ON metrics (run_uuid, key, step);
INSERT INTO experiments VALUES (1, 'bench', '/nowhere', 'active', 1, 1);
"""


def fill(path: Path, runs: int, points: int) -> None:
    """A database with this many runs; every tenth has a long metric."""
    rng = random.Random(7)
    with sqlite3.connect(path) as database:
        database.executescript("PRAGMA synchronous=OFF;" + SCHEMA)
        for index in range(runs):
            id_ = uuid.UUID(int=rng.getrandbits(128)).hex
            began = T0 + index
            database.execute(
                "INSERT INTO runs VALUES (?,?,?,?,?,NULL,'active','',1,'bench')",
                (id_, f"run-{index}", "FINISHED", began, began + 500),
            )
            params = [(f"p{n}", f"{rng.random():.6f}", id_) for n in range(20)]
            tags = [(f"t{n}", f"tag{rng.randrange(20)}", id_) for n in range(5)]
            database.executemany("INSERT INTO params VALUES (?,?,?)", params)
            database.executemany("INSERT INTO tags VALUES (?,?,?)", tags)
            metrics = [(f"m{n}", rng.random(), began, id_, 0, 0) for n in range(20)]
            if index % 10 == 0:
                metrics += [
                    ("loss", rng.random(), began + step, id_, step, 0) for step in range(points)
                ]
            database.executemany("INSERT INTO metrics VALUES (?,?,?,?,?,?)", metrics)


def measure(address: str, workers: int) -> dict[str, float]:
    """Import into an empty Naiad, in processes of their own."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("NAIAD_")}
        environment |= {"NAIAD_DATA_DIR": folder}
        naiad = [sys.executable, "-m", "apps.config.cli"]
        subprocess.run(
            [*naiad, "user", "create", "bench@naiad.local", "--admin"],
            env=environment, check=True, capture_output=True,
        )  # fmt: skip
        arguments = ["import", "mlflow", "--project", "bench", "--from", address, "--json"]
        done = subprocess.run(
            [*naiad, *arguments, "--workers", str(workers), "--artifacts", "reference"],
            env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(done.stderr[-2000:] + done.stdout[-2000:])
        ended = json.loads(done.stdout.splitlines()[-1])
        runs = sum(each["imported"] for each in ended["report"]["counts"] if each["kind"] == "runs")
        seconds, points = ended["seconds"], ended["report"]["points"]
        return {
            "runs": runs,
            "points": points,
            "seconds": seconds,
            "runs_per_second": round(runs / seconds),
            "points_per_second": round(points / seconds),
            "cpu_seconds": ended["cpu_seconds"],
            "peak_mib": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024),
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=2_000)
    parser.add_argument("--points", type=int, default=1_000)
    parser.add_argument("--from", dest="address", default="")
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    if asked.address:
        print(json.dumps(measure(asked.address, asked.workers)))
        return
    with tempfile.TemporaryDirectory() as folder:
        for name, runs in (("a tenth", asked.runs // 10), ("all", asked.runs)):
            path = Path(folder) / f"{runs}.db"
            fill(path, runs, asked.points)
            print(name, json.dumps(measure(f"sqlite:///{path}", asked.workers)))


if __name__ == "__main__":
    main()
