"""What the servers weigh: W9.

Cold start is from `exec` to the first answer of /health on a data folder that is set up already.
Idle memory is what all of a server's processes hold that they do not share, ten seconds later;
MLflow is started as its command does by itself, with its consumers of jobs.
"""

import time
from pathlib import Path

from benchmarks.ingest import batch
from benchmarks.results import Pair
from benchmarks.servers import Store, make_store, naiad_process, start_mlflow, start_naiad

SETTLED = 10
"""Seconds after which a server that has started is said to be idle."""


def cold_start(kind: str, folder: Path) -> Pair:
    """Seconds to the first answer; the second start of each, since the first makes the tables."""
    with (
        make_store(kind, folder / "naiad", "naiad.sqlite3") as ours,
        make_store(kind, folder / "mlflow", "mlflow.db") as theirs,
    ):
        return Pair(
            ours=[_start_naiad(ours) for _ in range(2)][1],
            theirs=[_start_mlflow(theirs) for _ in range(2)][1],
        )


def idle_memory(kind: str, folder: Path) -> Pair:
    """Megabytes."""
    with (
        make_store(kind, folder / "naiad", "naiad.sqlite3") as our_store,
        make_store(kind, folder / "mlflow", "mlflow.db") as their_store,
        start_naiad(our_store) as ours,
        start_mlflow(their_store, jobs=True) as theirs,
    ):
        time.sleep(SETTLED)
        return Pair(ours=ours.unshared() / 2**20, theirs=theirs.unshared() / 2**20)


def bytes_a_point(kind: str, folder: Path, size: float = 1) -> Pair:
    """What the database grows by for each point of random float64."""
    with (
        make_store(kind, folder / "naiad", "naiad.sqlite3") as our_store,
        make_store(kind, folder / "mlflow", "mlflow.db") as their_store,
    ):
        with start_naiad(our_store) as ours:
            empty = our_store.size()
            points = sum(batch(ours, size).calls for _ in range(5)) * 1_000
        # Stopped, the write-ahead log is part of the database again.
        grown = our_store.size() - empty
        with start_mlflow(their_store) as theirs:
            theirs_empty = their_store.size()
            their_points = batch(theirs, size).calls * 1_000
        theirs_grown = their_store.size() - theirs_empty
        return Pair(ours=grown / points, theirs=theirs_grown / their_points)


def _start_naiad(store: Store) -> float:
    naiad = naiad_process(store)
    began = time.monotonic()
    naiad.start()
    took = time.monotonic() - began
    naiad.stop()
    return took


def _start_mlflow(store: Store) -> float:
    began = time.monotonic()
    with start_mlflow(store):
        return time.monotonic() - began
