"""`make bench`: Naiad beside MLflow's own server, in one sitting, over SQLite and PostgreSQL.

    python -m benchmarks                                  # everything, half an hour or more
    python -m benchmarks --quick                          # SQLite and little data, five minutes
    python -m benchmarks --only W1 W4 --databases postgresql --rounds 5 --json build/bench.json

For each database both servers start with an empty one of their own, are filled with the same data,
and stay up; rounds alternate between them, so that a busy machine disturbs both alike. What is
printed are medians. The CPU a call is the steadier figure: it counts the server, what it started,
and the processes of its PostgreSQL.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks import footprint, ingest, reads
from benchmarks.client import Outcome
from benchmarks.data import Size
from benchmarks.results import Pair, Report, Row, Side, machine
from benchmarks.servers import (
    DATABASES,
    SECRET,
    SQLITE,
    Server,
    make_store,
    mlflow_url,
    start_mlflow,
    start_naiad,
)

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, kw_only=True)
class Workload:
    """One thing that both are asked to do. `needs_fill`: of the data that was filled in."""

    number: str
    name: str
    work: Callable[[Server, float], Outcome]
    target: str
    needs_fill: bool = False
    rounds: int | None = None


WORKLOADS = [
    Workload(number="W1", name="W1 batch", work=ingest.batch, target="50 ×, ≤ 4 ms"),
    Workload(number="W2", name="W2 live", work=ingest.live, target="20 ×, ≤ 1.4 ms"),
    Workload(number="W3", name="W3 wide", work=ingest.wide, target="40 ×, ≤ 10 ms"),
    Workload(number="W7", name="W7 runs", work=ingest.runs, target="10 ×, ≤ 2 ms"),
    Workload(
        number="W4",
        name="W4 search, first page",
        work=reads.search_first,
        target="40 ×",
        needs_fill=True,
    ),
    Workload(
        number="W4",
        name="W4 search, page 30",
        work=reads.search_deep,
        target="50 ×",
        needs_fill=True,
    ),
    Workload(
        number="W4",
        name="W4 newest runs",
        work=reads.search_newest,
        target="",
        needs_fill=True,
    ),
    Workload(
        number="W5", name="W5 chart", work=reads.chart, target="50 ×, ≤ 100 ms", needs_fill=True
    ),
    Workload(number="W5", name="W5 sample of 2,500", work=reads.sample, target="", needs_fill=True),
    Workload(
        number="W5",
        name="W5 whole history",
        work=reads.history,
        target="10 ×",
        needs_fill=True,
        rounds=1,
    ),
    Workload(
        number="W6",
        name="W6 compare",
        work=reads.compare,
        target="100 ×, ≤ 250 ms",
        needs_fill=True,
    ),
]


def main() -> None:
    """Measure what is asked for; print and keep it."""
    options = _options()
    size = Size(runs=10_000, history=200_000, compared=2_000) if options.quick else Size()
    report = Report(machine=machine())
    for database in options.databases:
        with tempfile.TemporaryDirectory(prefix="naiad-bench-") as folder:
            _measure(database, Path(folder), options, size, report)
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        report.save(options.json)


def _options() -> argparse.Namespace:
    numbers = sorted({each.number for each in WORKLOADS} | {"W9"})
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--databases", nargs="+", choices=DATABASES)
    parser.add_argument("--only", nargs="+", choices=numbers, default=numbers)
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--json", type=Path, help="where to keep the numbers")
    options = parser.parse_args()
    options.databases = options.databases or ([SQLITE] if options.quick else list(DATABASES))
    options.rounds = options.rounds or (1 if options.quick else 3)
    return options


def _measure(
    database: str, folder: Path, options: argparse.Namespace, size: Size, report: Report
) -> None:
    wanted = [each for each in WORKLOADS if each.number in options.only]
    if wanted:
        with (
            make_store(database, folder / "naiad", "naiad.sqlite3") as our_store,
            make_store(database, folder / "mlflow", "mlflow.db") as their_store,
            start_naiad(our_store) as ours,
            start_mlflow(their_store) as theirs,
        ):
            if any(each.needs_fill for each in wanted):
                _fill(ours, theirs, size)
            for workload in wanted:
                _keep(report, _compare(workload, database, ours, theirs, options))
    if "W9" in options.only:
        _weigh(database, folder, options, report)


def _fill(ours: Server, theirs: Server, size: Size) -> None:
    amounts = [f"--runs={size.runs}", f"--history={size.history}", f"--compared={size.compared}"]
    places = {"NAIAD_DATA_DIR": str(ours.store.folder), "NAIAD_SECRET_KEY": SECRET}
    if not ours.store.is_sqlite:
        places["NAIAD_DATABASE_URL"] = ours.store.url
    _run(["benchmarks.fill", "--project=demo", *amounts], places)
    url = theirs.store.url if theirs.store.is_sqlite else mlflow_url(theirs.store)
    _run(["benchmarks.fill_mlflow", url.replace("+psycopg", ""), *amounts], {})


def _run(arguments: list[str], environment: dict[str, str]) -> None:
    import os

    subprocess.run(
        [sys.executable, "-m", *arguments],
        env={**os.environ, **environment},
        cwd=ROOT,
        check=True,
    )


def _compare(
    workload: Workload, database: str, ours: Server, theirs: Server, options: argparse.Namespace
) -> Row:
    size = 0.25 if options.quick else 1.0
    found: dict[str, list[Outcome]] = {ours.name: [], theirs.name: []}
    rounds = workload.rounds or options.rounds
    # The first round warms both up: imports, caches, worker processes that are still starting.
    for counted in [False] * (workload.rounds is None) + [True] * rounds:
        for server in (ours, theirs):
            outcome = workload.work(server, size)
            if counted:
                found[server.name].append(outcome)
    sides = [Side.of(found[server.name]) for server in (ours, theirs)]
    return Row(
        name=workload.name,
        database=database,
        unit="calls/s",
        target=workload.target,
        ours=asdict(sides[0]),
        theirs=asdict(sides[1]),
        ratio=sides[0].rate / sides[1].rate,
    )


def _weigh(database: str, folder: Path, options: argparse.Namespace, report: Report) -> None:
    size = 0.25 if options.quick else 1.0
    weights: list[tuple[str, str, str, Callable[[], Pair]]] = [
        ("W9 cold start", "s", "2 ×", lambda: footprint.cold_start(database, folder / "start")),
        ("W9 idle memory", "MB", "3 ×", lambda: footprint.idle_memory(database, folder / "idle")),
        (
            "W9 bytes a point",
            "bytes",
            "10 ×",
            lambda: footprint.bytes_a_point(database, folder / "bytes", size),
        ),
    ]
    for name, unit, target, weigh in weights:
        pair = weigh()
        row = Row(
            name=name,
            database=database,
            unit=unit,
            target=target,
            ours={"value": pair.ours},
            theirs={"value": pair.theirs},
            ratio=pair.theirs / pair.ours,
        )
        _keep(report, row)


def _keep(report: Report, row: Row) -> None:
    report.rows.append(row)
    print(f"{row.database:10} {row.name:22} {row.ratio:8.1f} ×   target {row.target}", flush=True)
    for who, side in (("naiad", row.ours), ("mlflow", row.theirs)):
        numbers = "  ".join(f"{name} {value:,.2f}" for name, value in side.items())
        print(f"{'':10} {who:22} {numbers}", flush=True)


if __name__ == "__main__":
    main()
