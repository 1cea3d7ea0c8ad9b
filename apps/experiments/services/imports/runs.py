"""Runs that come from elsewhere: a page of them, with all their values, in a few statements."""

from collections.abc import Mapping, Sequence

from django.db import connection, transaction

from apps.core import clock
from apps.core.events import publish_on_commit
from apps.experiments.constants import MAX_RUN_NAME, MAX_SOURCE_NAME, MAX_USER_NAME
from apps.experiments.errors import InvalidValue
from apps.experiments.events import ExperimentChanged
from apps.experiments.imported import ImportedRun, ImportOutcome
from apps.experiments.models import AttributeKey, Experiment, Run
from apps.experiments.series.whole import WholeSeries
from apps.experiments.services.fold import chunk_row, insert_chunks
from apps.experiments.services.imports.links import link_runs
from apps.experiments.services.keys import intern_keys
from apps.experiments.services.latest import insert_latest
from apps.experiments.services.names import check_run_id, check_text

Kind = AttributeKey.Kind
_LONGEST_TEXT = 16 * 2**20
_IDS_AT_ONCE = 500


@transaction.atomic
def import_runs(
    *, project_id: int, experiment_id: int, runs: Sequence[ImportedRun]
) -> ImportOutcome:
    """Write these runs of an experiment of the project, whole or, on any refusal, none of them.

    Raises:
        InvalidName, InvalidValue: one of them has an id or a text that cannot be stored.
    """
    here = places_of([run.run_id for run in runs])
    new = [run for run in runs if run.run_id not in here]
    for run in new:
        _check(run)
    rows = Run.objects.bulk_create([_row(project_id, experiment_id, run) for run in new])
    pks = {row.run_id: row.pk for row in rows}
    _write_strings(project_id, pks, new)
    _write_series(project_id, pks, new)
    link_runs(project_id=project_id, experiment_id=experiment_id, pks=pks, runs=new)
    if new:
        _announce(experiment_id)
    return ImportOutcome(
        made=tuple(pks),
        kept=tuple(run_id for run_id, place in here.items() if place == project_id),
        taken=tuple(run_id for run_id, place in here.items() if place != project_id),
    )


def places_of(run_ids: Sequence[str]) -> dict[str, int]:
    """The projects of those of these runs that are here, in whatever project."""
    found: dict[str, int] = {}
    for start in range(0, len(run_ids), _IDS_AT_ONCE):
        rows = Run.objects.filter(run_id__in=run_ids[start : start + _IDS_AT_ONCE])
        found.update(rows.values_list("run_id", "project_id"))
    return found


def _check(run: ImportedRun) -> None:
    """Keys are taken as they are: older servers allowed what today's refuse."""
    check_run_id(run.run_id)
    for what, texts in (("param", run.params), ("tag", run.tags)):
        for key, value in texts.items():
            check_text(key, f"key of a {what}", limit=1024)
            check_text(value, f"{what} {key[:80]!r}", limit=_LONGEST_TEXT)
    for key in run.series:
        check_text(key, "key of a metric", limit=1024)
    if run.status not in Run.Status.values:
        raise InvalidValue(f"The run {run.run_id} has the unknown status {run.status[:40]!r}.")


def _row(project_id: int, experiment_id: int, run: ImportedRun) -> Run:
    deleted_at = clock.from_ms(run.deleted_at_ms) if run.deleted_at_ms else clock.now()
    return Run(
        run_id=run.run_id,
        project_id=project_id,
        experiment_id=experiment_id,
        name=check_text(run.name[:MAX_RUN_NAME], "name", limit=MAX_RUN_NAME),
        status=run.status,
        start_time_ms=run.start_time_ms,
        end_time_ms=run.end_time_ms,
        user_name=run.user_name[:MAX_USER_NAME],
        source_type=run.source_type[:20],
        source_name=run.source_name[:MAX_SOURCE_NAME],
        parent_run_id=run.parent_run_id[:32],
        artifact_uri=run.artifact_uri,
        deleted_at=deleted_at if run.deleted else None,
    )


def _write_strings(project_id: int, pks: Mapping[str, int], runs: Sequence[ImportedRun]) -> None:
    rows: list[tuple[int, int, str]] = []
    for kind, texts in (
        (Kind.PARAM, {run.run_id: run.params for run in runs}),
        (Kind.TAG, {run.run_id: run.tags for run in runs}),
    ):
        paths = {path for values in texts.values() for path in values}
        ids = intern_keys(project_id=project_id, kind=kind, paths=paths)
        for run_id, values in texts.items():
            rows += [(pks[run_id], ids[path], value) for path, value in values.items()]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO experiments_stringattribute (run_id, key_id, value) VALUES (%s, %s, %s)",
            rows,
        )


def _write_series(project_id: int, pks: Mapping[str, int], runs: Sequence[ImportedRun]) -> None:
    paths = {path for run in runs for path in run.series}
    ids = intern_keys(project_id=project_id, kind=Kind.METRIC, paths=paths)
    placed: list[tuple[int, int, WholeSeries]] = [
        (pks[run.run_id], ids[path], series) for run in runs for path, series in run.series.items()
    ]
    insert_latest([(run_pk, key, series.latest) for run_pk, key, series in placed])
    insert_chunks(
        [chunk_row(run_pk, key, each) for run_pk, key, series in placed for each in series.chunks]
    )


def _announce(experiment_id: int) -> None:
    experiment = Experiment.objects.select_related("project").get(pk=experiment_id)
    publish_on_commit(
        ExperimentChanged(experiment_id=experiment_id, project_key=experiment.project.key)
    )
