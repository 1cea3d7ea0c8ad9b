"""Fill a Naiad with the data of the benchmarks, as fast as its database takes it.

    NAIAD_DATA_DIR=/tmp/bench .venv/bin/python -m benchmarks.fill --runs 100000

Rows of runs go straight into the tables: this measures reading, not logging. Points of the long
series go through the service that logging uses, and are folded.
"""

import argparse
import os
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apps.config.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import connection, models, transaction

from apps.accounts.models import User
from apps.experiments.contracts import RunRef
from apps.experiments.models import AttributeKey, Experiment, FloatSeries, Run, StringAttribute
from apps.experiments.services import fold, ingest
from apps.projects.models import Project
from benchmarks import data

BATCH = 1_000
POINTS = 100_000
KINDS = AttributeKey.Kind


def main() -> None:
    """Migrate if need be, make the project and pour everything in."""
    options = _options()
    call_command("migrate", verbosity=0)
    # Folding is done here, once, and not rung for.
    ingest.enqueue = lambda *_args, **_kwargs: None  # type: ignore[assignment]
    began = time.perf_counter()
    project = _project(options.project)
    experiment = Experiment.objects.create(project=project, name="bench-search")
    keys = _keys(project)
    found = data.search_runs(options.runs)
    while batch := list(islice(found, BATCH)):
        with transaction.atomic():
            _insert_runs(experiment, keys, batch)
    size = data.Size(runs=options.runs, history=options.history, compared=options.compared)
    for kind, count, points in size.series:
        if points:
            _fill_series(project, kind, count, points)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(
        f"{options.runs} runs in experiment {experiment.pk} in {time.perf_counter() - began:.1f} s"
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=data.Size().runs)
    parser.add_argument("--project", default="bench")
    parser.add_argument("--history", type=int, default=0, help="points of the one long metric")
    parser.add_argument("--compared", type=int, default=0, help="points of each of 50 metrics")
    return parser.parse_args()


def _project(key: str) -> Project:
    user, _ = User.objects.get_or_create(email="bench@example.org", defaults={"is_superuser": True})
    found, _ = Project.objects.get_or_create(key=key, defaults={"name": key, "created_by": user})
    return found


def _keys(project: Project) -> dict[int, list[int]]:
    counts = {KINDS.PARAM: data.PARAMS, KINDS.METRIC: data.METRICS, KINDS.TAG: data.TAGS}
    return {
        kind: [
            AttributeKey.objects.create(
                project=project, kind=kind, path=f"{kind.label[0].lower()}{number}"
            ).pk
            for number in range(count)
        ]
        for kind, count in counts.items()
    }


def _insert_runs(
    experiment: Experiment, keys: dict[int, list[int]], batch: list[data.RunData]
) -> None:
    Run.objects.bulk_create([_run(experiment, run) for run in batch])
    made = Run.objects.filter(run_id__in=[run.run_id for run in batch])
    ids = dict(made.values_list("run_id", "pk"))
    _insert(StringAttribute, _strings(batch, ids, keys))
    _insert(FloatSeries, _metrics(batch, ids, keys[KINDS.METRIC]))


def _run(experiment: Experiment, run: data.RunData) -> Run:
    return Run(
        run_id=run.run_id,
        project_id=experiment.project_id,
        experiment=experiment,
        name=run.name,
        status=Run.Status.FINISHED,
        start_time_ms=run.start_ms,
        end_time_ms=run.end_ms,
        user_name="bench",
    )


def _strings(
    batch: list[data.RunData], ids: dict[str, int], keys: dict[int, list[int]]
) -> Iterator[tuple[Any, ...]]:
    for run in batch:
        for kind, values in ((KINDS.PARAM, run.params), (KINDS.TAG, run.tags)):
            for key, value in zip(keys[kind], values, strict=True):
                yield ids[run.run_id], key, value


def _metrics(
    batch: list[data.RunData], ids: dict[str, int], keys: list[int]
) -> Iterator[tuple[Any, ...]]:
    for run in batch:
        for key, value in zip(keys, run.metrics, strict=True):
            yield ids[run.run_id], key, 0, 0, run.start_ms, value, 1, value, value


def _fill_series(project: Project, kind: str, count: int, points: int) -> None:
    experiment = Experiment.objects.create(project=project, name=f"bench-{kind}")
    for number in range(count):
        made = _run(experiment, data.series_run(kind, number))
        made.save(force_insert=True)
        run = RunRef(
            id=made.pk,
            run_id=made.run_id,
            project_id=project.pk,
            project_key=project.key,
            experiment_id=experiment.pk,
            status=made.status,
            deleted=False,
        )
        found = data.points(kind, number, points)
        while some := list(islice(found, POINTS)):
            steps, times, values = (list(column) for column in zip(*some, strict=True))
            columns = ingest.PointColumns(
                keys=["loss"] * len(some), steps=steps, timestamps_ms=times, values=values
            )
            ingest.log_batch(run, points=columns)
        fold.fold_run(run_id=run.run_id)


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
