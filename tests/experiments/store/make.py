"""Runs with points in them, for tests of the store."""

import uuid
from collections.abc import Sequence

from django.db import connection

from apps.experiments.contracts import RunRef
from apps.experiments.models import Run, SeriesAppend, SeriesChunk
from apps.experiments.selectors.series import read_history
from apps.experiments.services import experiments
from apps.experiments.services.fold import fold_run
from apps.experiments.services.ingest import PointColumns, log_batch
from apps.projects.models import Project
from tests.projects.make import make_project

Row = tuple[int, int, float]
"""(step, timestamp in ms, value)."""


def make_ref(project: Project | None = None, **fields: object) -> RunRef:
    """A running run, as the store's callers know it."""
    project = project or make_project()
    experiment = experiments.ensure_default(project_id=project.pk)
    run_id = uuid.uuid4().hex
    values = {"start_time_ms": 1_000, "name": "run", **fields}
    run = Run.objects.create(run_id=run_id, project=project, experiment=experiment, **values)
    return RunRef(
        id=run.pk,
        run_id=run_id,
        project_id=project.pk,
        project_key=project.key,
        experiment_id=experiment.pk,
        status=run.status,
        deleted=False,
    )


def columns(rows: Sequence[Row], key: str = "loss") -> PointColumns:
    """Points of one metric as a log call."""
    return PointColumns(
        keys=[key] * len(rows),
        steps=[step for step, _, _ in rows],
        timestamps_ms=[time for _, time, _ in rows],
        values=[value for _, _, value in rows],
    )


def log(run: RunRef, rows: Sequence[Row], key: str = "loss") -> None:
    """Log points of one metric."""
    log_batch(run, points=columns(rows, key))


def line(start: int, end: int) -> list[Row]:
    """A point a step, a second apart."""
    return [(step, step * 1000, step / 2) for step in range(start, end)]


def fold(run: RunRef) -> None:
    """Fold what lies unfolded of the run."""
    fold_run(run_id=run.run_id)


def rows_of(run: RunRef, key: str = "loss") -> list[Row]:
    """The whole history."""
    points = read_history(run, key, limit=0).points
    return list(
        zip(points.step.tolist(), points.timestamp_ms.tolist(), points.value.tolist(), strict=True)
    )


def unfolded(run: RunRef) -> int:
    """How many calls lie unfolded."""
    return SeriesAppend.objects.filter(run_id=run.id).count()


def chunk_count(run: RunRef) -> int:
    """How many chunks the run's series have."""
    return SeriesChunk.objects.filter(run_id=run.id).count()


def database_url() -> str:
    """The test database's address, for another process."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    return (
        f"postgresql://{settings['USER']}@{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"
    )
