"""Footprint: cold start, idle memory and bytes on disk a point, beside MLflow's own server.

    .venv/bin/python benchmarks/footprint.py

Cold start is from `exec` to the first answer of /health on a data folder that is set up already.
Idle memory is what all of a server's processes hold that they do not share, ten seconds later.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.ingest import batch, start_naiad, start_peer
from tests.naiad_process import NaiadProcess

ROUNDS = 3
PEER = f"{sys.executable} -m mlflow"


def main() -> None:
    """Measure both and print ours, theirs and the ratio."""
    with tempfile.TemporaryDirectory(prefix="naiad-bench-") as name:
        folder = Path(name)
        ours = statistics.median(_start_ours(folder / "start") for _ in range(ROUNDS))
        theirs = statistics.median(_start_theirs(folder / "peer") for _ in range(ROUNDS))
        _print("cold start", ours, theirs, "s")
        _memory_and_disk(folder)


def _start_ours(folder: Path) -> float:
    naiad = NaiadProcess(data_dir=folder)
    began = time.monotonic()
    naiad.start()
    took = time.monotonic() - began
    naiad.stop()
    return took


def _start_theirs(folder: Path) -> float:
    folder.mkdir(exist_ok=True)
    began = time.monotonic()
    with start_peer(folder, PEER):
        return time.monotonic() - began


def _memory_and_disk(folder: Path) -> None:
    with start_naiad(folder / "naiad") as ours, start_peer(folder, PEER) as theirs:
        assert theirs is not None
        time.sleep(10)
        _print("idle memory", _held(ours.process), _held(theirs.process), "MB")
        points = len(batch(ours).latencies_ms) * 1_000
        batch(theirs)
        time.sleep(5)
        ours_bytes = _size(folder / "naiad", "naiad.sqlite3*") / points
        _print("bytes a point", ours_bytes, _size(folder, "mlflow.db*") / points, "")


def _held(process: psutil.Process) -> float:
    family = [process, *process.children(recursive=True)]
    return sum(member.memory_full_info().uss for member in family) / 2**20


def _size(folder: Path, pattern: str) -> int:
    return sum(file.stat().st_size for file in folder.glob(pattern))


def _print(name: str, ours: float, theirs: float, unit: str) -> None:
    print(
        f"{name:<14} naiad {ours:8.1f} {unit:<3} mlflow {theirs:8.1f} {unit:<3} {theirs / ours:5.1f} x"
    )


if __name__ == "__main__":
    main()
