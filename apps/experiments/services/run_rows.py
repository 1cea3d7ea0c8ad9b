"""The row of a run while it is changed: read under a lock and written back, one statement each.

Clients begin and end runs by the thousand, and building a model instance with its joins costs more
than the statement itself.
"""

from dataclasses import dataclass

from django.db import connection

from apps.core import clock
from apps.experiments.contracts import RunRef
from apps.experiments.errors import RunNotFound

_READ = """
    SELECT r.run_id, r.project_id, p.key, r.experiment_id, r.status, r.deleted_at,
           r.origin_run_id, r.name, r.start_time_ms, r.end_time_ms
    FROM experiments_run r JOIN projects_project p ON p.id = r.project_id
    WHERE r.id = %s
"""
_WRITE = """
    UPDATE experiments_run
    SET status = %s, name = %s, start_time_ms = %s, end_time_ms = %s, updated_at = %s
    WHERE id = %s
"""


@dataclass(kw_only=True, slots=True)
class RunRow:
    """What of a run can change by its client; `ref` is as it was when it was read."""

    ref: RunRef
    status: str
    name: str
    start_time_ms: int
    end_time_ms: int | None


def lock_run(run_pk: int) -> RunRow:
    """The run as it is now; nobody else changes it before this transaction ends.

    Raises:
        RunNotFound: it is gone.
    """
    # SQLite has one writer, who holds its lock since the transaction began.
    lock = " FOR UPDATE OF r" if connection.features.has_select_for_update_of else ""
    with connection.cursor() as cursor:
        cursor.execute(_READ + lock, (run_pk,))
        row = cursor.fetchone()
    if row is None:
        raise RunNotFound("The run is gone.", fix="Check the run's id.")
    ref = RunRef(
        id=run_pk,
        run_id=row[0],
        project_id=row[1],
        project_key=row[2],
        experiment_id=row[3],
        status=row[4],
        deleted=row[5] is not None,
        origin_run_id=row[6],
    )
    return RunRow(ref=ref, status=row[4], name=row[7], start_time_ms=row[8], end_time_ms=row[9])


def save_run(row: RunRow) -> None:
    """Write the row back."""
    now = connection.ops.adapt_datetimefield_value(clock.now())
    values = (row.status, row.name, row.start_time_ms, row.end_time_ms, now, row.ref.id)
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, values)


def has_appends(run_pk: int) -> bool:
    """Whether points of the run wait to be folded."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM experiments_seriesappend WHERE run_id = %s LIMIT 1", (run_pk,)
        )
        return cursor.fetchone() is not None
