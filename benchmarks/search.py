"""How much CPU a page of a search costs, first and deep, on a database that `fill` filled.

    NAIAD_DATA_DIR=/tmp/bench .venv/bin/python -m benchmarks.search

Prints the median of the process' own CPU time in ms, then the wall clock's. The last line is a
reference: W4's ids alone, by one statement that joins, sorts everything and skips to the page.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apps.config.settings")

import django

django.setup()

from django.db import connection

from apps.accounts.contracts import Actor
from apps.experiments.contracts import Columns, RunPage, RunSearch
from apps.experiments.models import AttributeKey, Experiment, Run
from apps.experiments.selectors import runs, search

ACTOR = Actor(user_id=0, email="bench@example.org", is_admin=True)
SHOWN = Columns(params=("p0", "p1", "p2"), metrics=("m0", "m1", "m3"), tags=("t0",))
W4 = "metrics.m3 > 0.5 and params.p2 = 'v7'"
SEARCHES = {
    "portal, newest first": RunSearch(limit=50, count=True),
    "W4": RunSearch(filter=W4, order_by=["metrics.m1 DESC"], limit=100),
    "W4 ascending": RunSearch(filter=W4, order_by=["metrics.m1 ASC"], limit=100),
    "W4, newest first": RunSearch(filter=W4, limit=100),
    "no filter, by metric": RunSearch(order_by=["metrics.m1 DESC"], limit=100),
    "no filter, by param": RunSearch(order_by=["params.p1"], limit=100),
    "one in ten thousand": RunSearch(filter="metrics.m3 > 0.9999", limit=100),
    "three params": RunSearch(
        filter="params.p1 = 'v1' and params.p2 = 'v2' and params.p3 = 'v3'", limit=100
    ),
    "four params, by metric": RunSearch(
        filter="params.p1 = 'v1' and params.p2 = 'v2' and params.p3 = 'v3' and params.p4 = 'v4'",
        order_by=["metrics.m1 DESC"],
        limit=100,
    ),
    # What no estimate foresees: each holds of half the runs, together they hold of none.
    "never both": RunSearch(
        filter="metrics.m3 > 0.5 and metrics.m3 < 0.4", order_by=["metrics.m1 DESC"], limit=100
    ),
    # Nor this: two common conditions on different metrics that hardly ever meet.
    "hardly meet": RunSearch(
        filter="metrics.m18 > 0.6 and metrics.m19 > 0.6", order_by=["metrics.m1 DESC"], limit=100
    ),
    "hardly meet, newest first": RunSearch(
        filter="metrics.m18 > 0.6 and metrics.m19 > 0.6", limit=100
    ),
    "by name, LIKE": RunSearch(filter="run_name LIKE '%-4242%'", limit=100),
    "by end time": RunSearch(order_by=["attributes.end_time DESC"], limit=100),
    "by two": RunSearch(order_by=["params.p1 DESC", "metrics.m1"], limit=100),
}
PLAIN = """
    SELECT r.id FROM experiments_run r
    JOIN experiments_floatseries m ON m.run_id = r.id AND m.key_id = %s
    JOIN experiments_stringattribute p ON p.run_id = r.id AND p.key_id = %s
    LEFT JOIN experiments_floatseries o ON o.run_id = r.id AND o.key_id = %s
    WHERE r.experiment_id = %s AND r.deleted_at IS NULL AND m.last_value > 0.5 AND p.value = 'v7'
    ORDER BY CASE WHEN o.last_value IS NULL THEN 1 ELSE 0 END, o.last_value DESC,
             r.start_time_ms DESC, r.run_id
    LIMIT 100 OFFSET %s
"""


def main() -> None:
    """Time every search on its first page and on a deep one, and the reference."""
    options = _options()
    experiment = Experiment.objects.latest("pk")
    count = Run.objects.filter(experiment=experiment).count()
    print(f"{count} runs; ms of CPU (wall), the median of {options.rounds}")
    for name, asked in SEARCHES.items():
        if options.only and options.only not in name:
            continue
        read = _reader(experiment, asked)
        page, depth = _deep(read, asked, options.depth)
        first, deep = (_time(partial(read, one), options.rounds) for one in (asked, page))
        print(f"{name:26} first {first}   page {depth:4}: {deep}", flush=True)
    first, deep = (_time(_plainly(experiment, page), options.rounds) for page in (1, options.depth))
    print(f"{'W4 by one plain statement':26} first {first}   page {options.depth:4}: {deep}")


def _plainly(experiment: Experiment, page: int) -> Callable[[], object]:
    """W4's page as a statement that knows nothing of the store."""
    kinds = AttributeKey.Kind
    keys = [
        AttributeKey.objects.get(project=experiment.project, kind=kind, path=path).pk
        for kind, path in ((kinds.METRIC, "m3"), (kinds.PARAM, "p2"), (kinds.METRIC, "m1"))
    ]

    def read() -> object:
        with connection.cursor() as cursor:
            cursor.execute(PLAIN, [*keys, experiment.pk, (page - 1) * 100])
            return cursor.fetchall()

    return read


def _reader(experiment: Experiment, asked: RunSearch) -> Callable[[RunSearch], RunPage]:
    """The search with the values of its page, as its caller needs them."""
    only = SHOWN if asked.count else None

    def read(wanted: RunSearch) -> RunPage:
        if asked.count:
            page = search.search_project_runs(
                actor=ACTOR,
                project_key=experiment.project.key,
                experiment_ids=None,
                search=wanted,
            )
        else:
            page = search.search_runs(actor=ACTOR, experiment_ids=[experiment.pk], search=wanted)
        runs.values_of([run.id for run in page.runs], only=only)
        return page

    return read


def _deep(
    read: Callable[[RunSearch], RunPage], asked: RunSearch, depth: int
) -> tuple[RunSearch, int]:
    page, reached = asked, 1
    while reached < depth:
        token = read(page).next_page_token
        if token is None:
            break
        page, reached = replace(asked, page_token=token), reached + 1
    return page, reached


def _time(read: Callable[[], object], rounds: int) -> str:
    cpu, wall = [], []
    for _ in range(rounds):
        before = time.process_time(), time.perf_counter()
        read()
        cpu.append(time.process_time() - before[0])
        wall.append(time.perf_counter() - before[1])
    return f"{statistics.median(cpu) * 1000:7.1f} ({statistics.median(wall) * 1000:7.1f})"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--depth", type=int, default=30)
    parser.add_argument("--only", default="")
    return parser.parse_args()


if __name__ == "__main__":
    main()
