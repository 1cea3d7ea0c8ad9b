"""Fill a database with runs, their params, latest metrics and tags, as fast as it takes them.

    NAIAD_DATA_DIR=/tmp/bench .venv/bin/python benchmarks/fill.py --runs 100000

Every run gets 20 params (`p0`…, ten values each), 20 metrics (`m0`…, uniform in 0…1) and 5 tags.
The last metric is 1 less the one before it, so that no run has much of both.
Rows go straight into the tables: this measures reading, not logging.
"""

import argparse
import os
import random
import sys
import time
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apps.config.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import connection, models, transaction

from apps.accounts.models import User
from apps.experiments.models import (
    AttributeKey,
    Experiment,
    FloatSeries,
    Run,
    StringAttribute,
)
from apps.projects.models import Project

BATCH = 1_000
KINDS = AttributeKey.Kind


def main() -> None:
    """Migrate if need be, make the project and pour the runs in."""
    options = _options()
    call_command("migrate", verbosity=0)
    user, _ = User.objects.get_or_create(email="bench@example.org", defaults={"is_superuser": True})
    project = Project.objects.create(key=options.project, name=options.project, created_by=user)
    experiment = Experiment.objects.create(project=project, name="search")
    keys = _keys(project, options)
    started = time.perf_counter()
    for first in range(0, options.runs, BATCH):
        with transaction.atomic():
            _fill_batch(experiment, keys, range(first, min(first + BATCH, options.runs)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    seconds = time.perf_counter() - started
    print(f"{options.runs} runs in experiment {experiment.pk} in {seconds:.1f} s")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=100_000)
    parser.add_argument("--project", default="bench")
    parser.add_argument("--params", type=int, default=20)
    parser.add_argument("--metrics", type=int, default=20)
    parser.add_argument("--tags", type=int, default=5)
    return parser.parse_args()


def _keys(project: Project, options: argparse.Namespace) -> dict[int, list[int]]:
    counts = {KINDS.PARAM: options.params, KINDS.METRIC: options.metrics, KINDS.TAG: options.tags}
    return {
        kind: [
            AttributeKey.objects.create(
                project=project, kind=kind, path=f"{kind.label[0].lower()}{number}"
            ).pk
            for number in range(count)
        ]
        for kind, count in counts.items()
    }


def _fill_batch(experiment: Experiment, keys: dict[int, list[int]], numbers: range) -> None:
    randomness = random.Random(f"{experiment.pk} {numbers.start}")
    start = 1_700_000_000_000
    runs = [
        Run(
            run_id=uuid.UUID(int=randomness.getrandbits(128)).hex,
            project_id=experiment.project_id,
            experiment=experiment,
            name=f"run-{number}",
            status=Run.Status.FINISHED,
            start_time_ms=start + number * 1000,
            end_time_ms=start + number * 1000 + 60_000,
            user_name="bench",
        )
        for number in numbers
    ]
    Run.objects.bulk_create(runs)
    ids = list(
        Run.objects.filter(run_id__in=[run.run_id for run in runs]).values_list("pk", flat=True)
    )
    _insert(StringAttribute, _strings(ids, keys, randomness))
    _insert(FloatSeries, _metrics(ids, keys[KINDS.METRIC], randomness))


def _strings(
    ids: list[int], keys: dict[int, list[int]], randomness: random.Random
) -> Iterator[tuple[Any, ...]]:
    for run in ids:
        for key in keys[KINDS.PARAM]:
            yield run, key, f"v{randomness.randrange(10)}"
        for key in keys[KINDS.TAG]:
            yield run, key, f"t{randomness.randrange(10)}"


def _metrics(
    ids: list[int], keys: list[int], randomness: random.Random
) -> Iterator[tuple[Any, ...]]:
    for run in ids:
        value = 0.0
        for key in keys:
            value = 1 - value if len(keys) > 1 and key == keys[-1] else randomness.random()
            yield run, key, 99, 0, 1_700_000_000_000, value, 100, value, value


def _insert(model: type[models.Model], rows: Iterable[tuple[Any, ...]]) -> None:
    columns = [field.column for field in model._meta.concrete_fields if field.column]  # noqa: SLF001
    table = model._meta.db_table  # noqa: SLF001
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:  # type: ignore[attr-defined]
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(rows))


if __name__ == "__main__":
    main()
