"""The series store alone, without HTTP: what a log call, a fold and a chart cost.

.venv/bin/python -m benchmarks.storage                         # SQLite in a temporary folder
.venv/bin/python -m benchmarks.storage --database postgresql://…   # a database that may be filled
.venv/bin/python -m benchmarks.storage --only live chart

batch    1,000 points a call (10 metrics, 100 steps)         400,000 points, folds included
live     5 points a call, runs taking turns                  8 runs x 500 calls, folds included
wide     1,000 metrics a call, one step                      100 calls, folds included
chart    a metric of 1,000,000 points in 600 buckets: whole, a tenth, a hundredth; then all of it
         as a history in pages, and as a sample of 2,500
compare  50 runs x 10,000 points of a metric in 600 buckets
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


def main() -> None:
    """Prepare an empty store and run the workloads."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--database", default="", help="a PostgreSQL URL; SQLite without one")
    parser.add_argument("--only", nargs="+", choices=list(WORKLOADS), default=list(WORKLOADS))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="naiad-bench-") as folder:
        _prepare(folder, options.database)
        for name in options.only:
            WORKLOADS[name](Bench())


def _prepare(folder: str, database: str) -> None:
    os.environ["NAIAD_DATA_DIR"] = folder
    os.environ["NAIAD_SECRET_KEY"] = "a-secret-key-for-benchmarks-0123456789"
    os.environ["DJANGO_SETTINGS_MODULE"] = "apps.config.settings"
    if database:
        os.environ["NAIAD_DATABASE_URL"] = database
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    # Folds are rung for on a queue; here they run at once, so that their cost is in the rate.
    from apps.experiments.services import fold, ingest

    ingest.enqueue = lambda _name, run_id: fold.fold_run(run_id=str(run_id))  # type: ignore[assignment]


class Bench:
    """An empty experiment, and random numbers that are the same every time."""

    def __init__(self) -> None:
        from apps.accounts.models import User
        from apps.experiments.models import Experiment
        from apps.projects.models import Project

        number = Project.objects.count()
        self.user, _ = User.objects.get_or_create(email="bench@example.org")
        self.project = Project.objects.create(key=f"bench-{number}", name="Bench")
        self.experiment = Experiment.objects.create(project=self.project, name="Bench")
        self.random = np.random.default_rng(1)
        self.began_ms = 1_700_000_000_000

    def make_run(self):
        """A new run, as the doors of the store know it."""
        from apps.experiments.contracts import RunRef
        from apps.experiments.models import Run

        run_id = uuid.uuid4().hex
        run = Run.objects.create(
            run_id=run_id,
            project=self.project,
            experiment=self.experiment,
            start_time_ms=self.began_ms,
        )
        return RunRef(
            id=run.pk,
            run_id=run_id,
            project_id=self.project.pk,
            project_key=self.project.key,
            experiment_id=self.experiment.pk,
            status="RUNNING",
            deleted=False,
        )

    def points(self, keys: int, steps: int, first: int):
        """A log call's points, in lists as JSON gives them."""
        from apps.experiments.services.ingest import PointColumns

        count = keys * steps
        step = np.repeat(np.arange(first, first + steps), keys)
        return PointColumns(
            keys=[f"metric/{index}" for index in range(keys)] * steps,
            steps=step.tolist(),
            timestamps_ms=(self.began_ms + step * 1000).tolist(),
            values=self.random.normal(size=count).tolist(),
        )

    def fill(self, count: int):
        """A run with a metric of many points, folded."""
        from apps.experiments.services import fold, ingest

        run = self.make_run()
        for first in range(0, count, 100_000):
            points = self.points(1, min(100_000, count - first), first)
            ingest.log_batch(run, points=points)
        fold.fold_run(run_id=run.run_id)
        return run


def batch(bench: Bench) -> None:
    """W1."""
    run = bench.make_run()
    calls = [bench.points(10, 100, first) for first in range(0, 40_000, 100)]
    _ingest("batch", [(run, points) for points in calls], 1000)
    _print_size(run)


def live(bench: Bench) -> None:
    """W2."""
    runs = [bench.make_run() for _ in range(8)]
    calls = [(run, bench.points(5, 1, step)) for step in range(500) for run in runs]
    _ingest("live", calls, 5)


def wide(bench: Bench) -> None:
    """W3."""
    run = bench.make_run()
    _ingest("wide", [(run, bench.points(1000, 1, step)) for step in range(100)], 1000)


def chart(bench: Bench) -> None:
    """W5."""
    from apps.experiments.selectors.charts import Axis, read_buckets
    from apps.experiments.selectors.samples import sample_runs
    from apps.experiments.selectors.series import read_history

    run = bench.fill(1_000_000)
    for name, window in {
        "whole": (None, None),
        "tenth": (400_000.0, 500_000.0),
        "hundredth": (400_000.0, 410_000.0),
    }.items():
        _repeat(f"chart {name}", lambda w=window: read_buckets([run], ["metric/0"], window=w))
    _repeat("chart by time", lambda: read_buckets([run], ["metric/0"], x=Axis.RELATIVE))
    _repeat("sample of 2,500", lambda: sample_runs([run], "metric/0", max_points=2_500))

    def pages() -> None:
        page = read_history(run, "metric/0")
        while page.next_token:
            page = read_history(run, "metric/0", token=page.next_token)

    _repeat("history in 40 pages", pages, times=3)
    _repeat("history at once", lambda: read_history(run, "metric/0", limit=0), times=3)


def compare(bench: Bench) -> None:
    """W6."""
    from apps.experiments.selectors.charts import read_buckets
    from apps.experiments.selectors.samples import sample_runs

    runs = [bench.fill(10_000) for _ in range(50)]
    _repeat("compare 50 runs", lambda: read_buckets(runs, ["metric/0"]), times=10)
    _repeat("sample 50 runs", lambda: sample_runs(runs, "metric/0", max_points=2_500), times=10)


def _ingest(name: str, calls: list, points: int) -> None:
    from apps.experiments.services import fold, ingest

    times = []
    with _clock() as spent:
        for run, columns in calls:
            began = time.perf_counter()
            ingest.log_batch(run, points=columns)
            times.append(time.perf_counter() - began)
        for run in {run.run_id for run, _ in calls}:
            fold.fold_run(run_id=run)
    wall, cpu = spent
    times.sort()
    print(
        f"{name:20} {len(calls) * points / wall:>12,.0f} points/s {len(calls) / wall:>8,.0f} calls/s"
        f"   cpu {cpu / len(calls) * 1e3:6.2f} ms a call"
        f"   p50 {times[len(times) // 2] * 1e3:6.2f} p99 {times[len(times) * 99 // 100] * 1e3:6.2f} ms"
    )


def _repeat(name: str, work: Callable[[], object], *, times: int = 20) -> None:
    work()
    measured = []
    for _ in range(times):
        with _clock() as spent:
            work()
        measured.append(spent)
    wall = statistics.median(wall for wall, _ in measured)
    cpu = statistics.median(cpu for _, cpu in measured)
    print(f"{name:20} {wall * 1e3:10.1f} ms   cpu {cpu * 1e3:8.1f} ms")


@contextmanager
def _clock() -> Iterator[list[float]]:
    """Wall and CPU seconds, filled in at the end."""
    spent: list[float] = []
    wall, cpu = time.perf_counter(), time.process_time()
    yield spent
    spent += [time.perf_counter() - wall, time.process_time() - cpu]


def _print_size(run) -> None:
    from django.db.models import Count, Sum
    from django.db.models.functions import Length

    from apps.experiments.models import SeriesChunk

    stored = SeriesChunk.objects.filter(run_id=run.id).aggregate(
        chunks=Count("pk"),
        points=Sum("point_count"),
        data=Sum(Length("data")),
        summary=Sum(Length("summary")),
    )
    print(
        f"{'':20} {stored['points']:,} points in {stored['chunks']} chunks: "
        f"{stored['data'] / stored['points']:.2f} + {stored['summary'] / stored['points']:.2f} "
        "bytes a point"
    )


WORKLOADS: dict[str, Callable[[Bench], None]] = {
    "batch": batch,
    "live": live,
    "wide": wide,
    "chart": chart,
    "compare": compare,
}

if __name__ == "__main__":
    main()
