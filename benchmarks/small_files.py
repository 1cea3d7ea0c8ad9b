"""Many small files up and down by the unmodified MLflow client: to Naiad and to MLflow's own server."""

import os
import statistics
import subprocess
import sys
from pathlib import Path

from benchmarks.servers import Server

# The client's own time is in it: that is what a user waits for.
THERE_AND_BACK = """
import sys, tempfile, time, mlflow
folder = sys.argv[1]
mlflow.set_experiment("files")
with mlflow.start_run() as run:
    began = time.perf_counter()
    mlflow.log_artifacts(folder)
    print(time.perf_counter() - began)
with tempfile.TemporaryDirectory() as target:
    began = time.perf_counter()
    mlflow.artifacts.download_artifacts(run_id=run.info.run_id, dst_path=target)
    print(time.perf_counter() - began)
"""


def compare(servers: list[Server], folder: Path, *, files: int, size: int, rounds: int) -> None:
    """Print files a second, the server's CPU a file, and the ratio. Each round has new files."""
    took: dict[tuple[str, str], list[float]] = {}
    cpu: dict[str, list[float]] = {}
    for number in range(rounds):
        for server in servers if number % 2 == 0 else servers[::-1]:
            source = folder / f"small-{server.name}-{number}"
            _write(source, files=files, size=size)
            before = server.cpu()
            up, down = _there_and_back(server, source)
            cpu.setdefault(server.name, []).append((server.cpu() - before) / (2 * files))
            took.setdefault(("up", server.name), []).append(up)
            took.setdefault(("down", server.name), []).append(down)
    for way in ("up", "down"):
        _print(way, {who: files / statistics.median(took[way, who]) for who in cpu})
    milliseconds = {who: statistics.median(each) * 1000 for who, each in cpu.items()}
    said = "  ".join(f"{who} {each:.1f} ms" for who, each in milliseconds.items())
    print(f"small server CPU a transfer: {said}", flush=True)


def _print(way: str, rates: dict[str, float]) -> None:
    said = "  ".join(f"{who} {rate:6.0f} files/s" for who, rate in rates.items())
    ratio = f"  {rates['naiad'] / rates['mlflow']:5.2f} x" if "mlflow" in rates else ""
    print(f"small {way:5} {said}{ratio}", flush=True)


def _there_and_back(server: Server, files: Path) -> tuple[float, float]:
    environment = {**os.environ, "MLFLOW_TRACKING_URI": server.url, "MLFLOW_DISABLE_TELEMETRY": "1"}
    environment["MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR"] = "false"
    if server.token:
        environment["MLFLOW_TRACKING_TOKEN"] = server.token
    command = [sys.executable, "-c", THERE_AND_BACK, str(files)]
    answer = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    numbers = [line for line in answer.stdout.splitlines() if line.replace(".", "").isdigit()]
    up, down = map(float, numbers)
    return up, down


def _write(folder: Path, *, files: int, size: int) -> None:
    for number in range(files):
        file = folder / f"{number % 10}" / f"file {number}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(os.urandom(size))
