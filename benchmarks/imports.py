"""How fast an MLflow is imported: runs and points a second, from a database, a folder, a server.

    python -m benchmarks.imports [--runs 1000] [--points 2000] [--workers 4] [--from ADDRESS]

The source is MLflow's own schema, filled with `runs` runs of 20 params, 5 tags and 20 metrics of
one point, every tenth with one metric of `points` points more. Each kind of source is imported into
an empty Naiad of its own. Beside the rate it prints the processor time of the import and, of a
server, of the source: a server that is slow to tell is what such an import waits for.
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
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.services import free_port

T0 = 1_700_000_000_000
_TICKS = os.sysconf("SC_CLK_TCK")
_MLFLOW = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_ALLOW_FILE_STORE": "true",
    # Its job runners are of no use here and cost half a processor.
    "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
}


@dataclass(frozen=True)
class Run:
    """What one run of the source holds."""

    id: str
    name: str
    began: int
    params: dict[str, str]
    tags: dict[str, str]
    metrics: dict[str, list[tuple[int, int, float]]]


def runs(count: int, points: int) -> Iterator[Run]:
    """The runs of a source; the same for the same numbers."""
    rng = random.Random(7)
    for index in range(count):
        began = T0 + index
        metrics = {f"m{n}": [(0, began, rng.random())] for n in range(20)}
        if index % 10 == 0:
            metrics["loss"] = [(step, began + step, rng.random()) for step in range(points)]
        yield Run(
            id=uuid.UUID(int=rng.getrandbits(128)).hex,
            name=f"run-{index}",
            began=began,
            params={f"p{n}": f"{rng.random():.6f}" for n in range(20)},
            tags={f"t{n}": f"tag{rng.randrange(20)}" for n in range(5)},
            metrics=metrics,
        )


def fill_database(path: Path, found: Iterator[Run]) -> None:
    """Put these runs into a database of MLflow's own making."""
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA synchronous=OFF")
        database.execute(
            "INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage, "
            "creation_time, last_update_time) VALUES (1, 'bench', '/nowhere', 'active', 1, 1)"
        )
        for run in found:
            database.execute(
                "INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, "
                "user_id, status, start_time, end_time, source_version, lifecycle_stage, "
                "artifact_uri, experiment_id) "
                "VALUES (?, ?, 'LOCAL', '', '', 'bench', 'FINISHED', ?, ?, '', 'active', '', 1)",
                (run.id, run.name, run.began, run.began + 500),
            )
            for table, texts in (("params", run.params), ("tags", run.tags)):
                database.executemany(
                    f"INSERT INTO {table} (key, value, run_uuid) VALUES (?, ?, ?)",
                    [(key, value, run.id) for key, value in texts.items()],
                )
            for table, chosen in (("metrics", slice(None)), ("latest_metrics", slice(-1, None))):
                database.executemany(
                    f"INSERT INTO {table} (key, value, timestamp, step, run_uuid, is_nan) "
                    "VALUES (?, ?, ?, ?, ?, 0)",
                    [
                        (key, value, at, step, run.id)
                        for key, points in run.metrics.items()
                        for step, at, value in points[chosen]
                    ],
                )


def fill_folder(path: Path, found: Iterator[Run]) -> None:
    """Write these runs as MLflow's folders."""
    home = path / "1"
    home.mkdir(parents=True)
    (home / "meta.yaml").write_text(
        "experiment_id: '1'\nname: bench\nartifact_location: /nowhere\nlifecycle_stage: active\n"
    )
    for run in found:
        for kind, texts in (("params", run.params), ("tags", run.tags)):
            _write(home / run.id / kind, texts)
        lines = {
            key: "".join(f"{at} {value} {step}\n" for step, at, value in points)
            for key, points in run.metrics.items()
        }
        _write(home / run.id / "metrics", lines)
        (home / run.id / "meta.yaml").write_text(
            f"run_id: {run.id}\nrun_name: {run.name}\nexperiment_id: '1'\nuser_id: bench\n"
            f"status: 3\nstart_time: {run.began}\nend_time: {run.began + 500}\n"
            "lifecycle_stage: active\nartifact_uri: /nowhere\n"
        )


def _write(folder: Path, files: dict[str, str]) -> None:
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_text(content)


@contextmanager
def server(database: Path) -> Iterator[tuple[str, int]]:
    """MLflow's server on a database, of one process: its address and its process' id."""
    port = free_port()
    process = subprocess.Popen(
        [
            sys.executable, "-m", "mlflow", "server",
            "--backend-store-uri", f"sqlite:///{database}",
            "--artifacts-destination", str(database.parent / "files"),
            "--host", "127.0.0.1", "--port", str(port), "--workers", "1",
        ],
        env={**os.environ, **_MLFLOW}, cwd=database.parent,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(1200):
            try:
                with urllib.request.urlopen(f"{url}/health", timeout=2):
                    break
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        yield url, process.pid
    finally:
        process.terminate()
        process.wait(timeout=30)


def processor_seconds(pid: int) -> float:
    """What a process and all that it started have worked so far."""
    parents: dict[int, int] = {}
    worked: dict[int, float] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        each = int(stat.parent.name)
        parents[each], worked[each] = int(fields[1]), sum(map(int, fields[11:15])) / _TICKS
    ours = {pid}
    while more := {each for each, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return sum(worked.get(each, 0) for each in ours)


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
    count = sum(each["imported"] for each in ended["report"]["counts"] if each["kind"] == "runs")
    seconds, points = ended["seconds"], ended["report"]["points"]
    return {
        "runs": count,
        "points": points,
        "seconds": seconds,
        "runs_per_second": round(count / seconds),
        "points_per_second": round(points / seconds),
        "our_cpu_seconds": ended["cpu_seconds"],
        "our_cpu_ms_per_run": round(1000 * ended["cpu_seconds"] / max(count, 1), 2),
        "peak_mib": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024),
    }


def main() -> None:
    """Print a line for each kind of source."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1_000)
    parser.add_argument("--points", type=int, default=2_000)
    parser.add_argument("--from", dest="address", default="")
    parser.add_argument("--workers", type=int, default=4)
    asked = parser.parse_args()
    if asked.address:
        print(json.dumps(measure(asked.address, asked.workers)))
        return
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "mlflow.db"
        with server(database):
            pass  # It makes the tables.
        fill_database(database, runs(asked.runs, asked.points))
        fill_folder(Path(folder) / "mlruns", runs(asked.runs, asked.points))
        print("database", json.dumps(measure(f"sqlite:///{database}", asked.workers)), flush=True)
        print("folder", json.dumps(measure(f"{folder}/mlruns", asked.workers)), flush=True)
        with server(database) as (url, pid):
            before = processor_seconds(pid)
            found = measure(url, asked.workers)
            worked = round(processor_seconds(pid) - before, 1)
            print("server", json.dumps({**found, "source_cpu_seconds": worked}))


if __name__ == "__main__":
    main()
