"""Reading runs: one by its id, through the gate, or what is known of many at once."""

import math
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from apps.accounts.contracts import Actor
from apps.experiments.contracts import (
    Columns,
    LatestMetric,
    RunDetails,
    RunInfo,
    RunPage,
    RunRef,
    RunValues,
)
from apps.experiments.errors import RunNotFound, RunTokenRefused
from apps.experiments.models import AttributeKey, FloatSeries, Run, StringAttribute
from apps.projects import selectors as projects
from apps.projects.errors import ProjectNotFound
from apps.projects.permissions import Role

_REF = """
    SELECT r.id, r.run_id, r.project_id, p.key, r.experiment_id, r.status, r.deleted_at,
           r.origin_run_id
    FROM experiments_run r JOIN projects_project p ON p.id = r.project_id
    WHERE r.run_id = %s
"""
_INFO = """
    SELECT r.id, r.run_id, r.project_id, r.experiment_id, e.name, e.artifact_location, r.name,
           r.status, r.deleted_at, r.start_time_ms, r.end_time_ms, r.user_id, u.email,
           u.display_name, r.user_name, r.source_type, r.source_name, r.parent_run_id,
           r.origin_run_id, r.job_id, r.artifact_uri
    FROM experiments_run r
    JOIN experiments_experiment e ON e.id = r.experiment_id
    LEFT JOIN accounts_user u ON u.id = r.user_id
    WHERE r.id
"""
_PARAM = AttributeKey.Kind.PARAM.value
_STRINGS = """
    SELECT v.run_id, k.kind, k.path, v.value
    FROM experiments_stringattribute v JOIN experiments_attributekey k ON k.id = v.key_id
    WHERE v.run_id IN ({runs})
"""
_SERIES = """
    SELECT v.run_id, k.path, v.last_value, v.last_step, v.last_timestamp_ms, v.min_value,
           v.max_value, v.count
    FROM experiments_floatseries v JOIN experiments_attributekey k ON k.id = v.key_id
    WHERE v.run_id IN ({runs})
"""
MAX_CHILDREN = 1_000
_IDS_AT_ONCE = 10_000
_RUNS_AT_ONCE = 1_000


def find_run_ref(run_id: str) -> RunRef | None:
    """The run's whereabouts, in one small query. Nobody has been let in by this."""
    if "\0" in run_id:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_REF, (run_id,))
        row = cursor.fetchone()
    if row is None:
        return None
    return RunRef(
        id=row[0],
        run_id=row[1],
        project_id=row[2],
        project_key=row[3],
        experiment_id=row[4],
        status=row[5],
        deleted=row[6] is not None,
        origin_run_id=row[7],
    )


def require_run_access(*, actor: Actor, ref: RunRef, role: Role) -> None:
    """Let the actor pass if they have at least this role where the run is.

    Raises:
        RunNotFound: they are a stranger there.
        RoleTooWeak, MissingScope: they are not, but may not do this.
        RunTokenRefused: a job's token reaches for a run that is not its own.
    """
    try:
        projects.require_role(actor=actor, project_id=ref.project_id, role=role)
    except ProjectNotFound as exc:
        raise _unknown(ref.run_id) from exc
    own = {ref.run_id, ref.origin_run_id}
    if actor.run_id and role is not Role.VIEWER and actor.run_id not in own:
        raise RunTokenRefused(
            "A job's token writes the job's own run, and the runs that it made.",
            fix="Use an API token of your own for other runs.",
        )


def get_run_ref(*, actor: Actor, run_id: str, role: Role = Role.VIEWER) -> RunRef:
    """The run's whereabouts, if the actor has at least this role there.

    Raises:
        RunNotFound, RoleTooWeak, MissingScope, RunTokenRefused: as `require_run_access`.
    """
    ref = find_run_ref(run_id)
    if ref is None:
        raise _unknown(run_id)
    require_run_access(actor=actor, ref=ref, role=role)
    return ref


def get_run(*, actor: Actor, run_id: str, role: Role = Role.VIEWER) -> Run:
    """The run with its project and experiment, if the actor has at least this role there.

    Raises:
        RunNotFound, RoleTooWeak, MissingScope, RunTokenRefused: as `require_run_access`.
    """
    ref = get_run_ref(actor=actor, run_id=run_id, role=role)
    run = Run.objects.select_related("project", "experiment").filter(pk=ref.id).first()
    if run is None:
        raise _unknown(run_id)
    return run


def get_run_info(*, actor: Actor, run_id: str, role: Role = Role.VIEWER) -> RunInfo:
    """The run as lists and clients show it, if the actor has at least this role there.

    Raises:
        RunNotFound, RoleTooWeak, MissingScope, RunTokenRefused: as `require_run_access`.
    """
    ref = get_run_ref(actor=actor, run_id=run_id, role=role)
    found = infos_of([ref.id])
    if not found:
        raise _unknown(run_id)
    return found[0]


def get_run_details(*, actor: Actor, run_id: str) -> RunDetails:
    """The run as its own page shows it.

    Raises:
        RunNotFound: there is none, or the actor is a stranger to it.
    """
    run = get_run(actor=actor, run_id=run_id)
    role = projects.role_of(actor=actor, project_id=run.project_id) or Role.VIEWER
    own = actor.run_id in {"", run.run_id, run.origin_run_id}

    def may(needed: Role) -> bool:
        return own and role.covers(needed) and needed.scope in actor.scopes

    tags = StringAttribute.objects.filter(run=run.pk, key__kind=AttributeKey.Kind.TAG)
    param_count, metric_count = count_values(run_pk=run.pk)
    return RunDetails(
        info=infos_of([run.pk])[0],
        project_key=run.project.key,
        project_name=run.project.name,
        role=role,
        tags=dict(tags.order_by("key__path").values_list("key__path", "value")),
        param_count=param_count,
        metric_count=metric_count,
        can_write=may(Role.CONTRIBUTOR),
        can_annotate=may(Role.ANNOTATOR),
        can_delete=may(Role.MAINTAINER),
    )


def infos_of(ids: Sequence[int]) -> list[RunInfo]:
    """The runs with these database ids, in the order of the ids. Nobody has been let in by this."""
    found: dict[int, RunInfo] = {}
    with connection.cursor() as cursor:
        for start in range(0, len(ids), _IDS_AT_ONCE):
            some = ids[start : start + _IDS_AT_ONCE]
            cursor.execute(f"{_INFO} IN ({', '.join(['%s'] * len(some))})", some)
            found.update((row[0], _info(row)) for row in cursor.fetchall())
    return [found[pk] for pk in ids if pk in found]


def list_refs(*, actor: Actor, run_ids: Sequence[str]) -> list[RunRef]:
    """The whereabouts of several runs to read from, in their order, in one query.

    Raises:
        RunNotFound: one does not exist, or the actor is a stranger to it.
    """
    rows = Run.objects.filter(run_id__in=run_ids).select_related("project")
    known = {run.run_id: _ref(run) for run in rows}
    for run_id in run_ids:
        if run_id not in known:
            raise _unknown(run_id)
    refs = [known[run_id] for run_id in dict.fromkeys(run_ids)]
    # One question to the gate for each project, not for each run.
    for ref in {each.project_id: each for each in refs}.values():
        require_run_access(actor=actor, ref=ref, role=Role.VIEWER)
    return refs


def list_children(*, actor: Actor, run_id: str) -> RunPage:
    """The runs that were started inside this one, oldest first; the first thousand of them."""
    parent = get_run_ref(actor=actor, run_id=run_id)
    # A run of another project may name any parent; it is not shown through this one.
    children = Run.objects.filter(
        parent_run_id=parent.run_id, project=parent.project_id, deleted_at=None
    ).exclude(parent_run_id="")
    total = children.count()
    ordered = children.order_by("start_time_ms", "run_id").values_list("pk", flat=True)
    runs = infos_of(list(ordered[:MAX_CHILDREN]))
    return RunPage(runs=runs, next_page_token=None, total=total)


def values_of(ids: Sequence[int], *, only: Columns | None = None) -> dict[int, RunValues]:
    """What was logged to the runs with these database ids; of `only`, just the columns named.

    Nobody has been let in by this: the ids come from a selector that asked the gate.
    """
    values = {pk: RunValues() for pk in ids}
    keys = None if only is None else _key_ids(ids, only)
    for run, kind, path, value in _read(_STRINGS, ids, keys):
        target = values[run].params if kind == _PARAM else values[run].tags
        target[path] = value
    for run, path, *point in _read(_SERIES, ids, keys):
        values[run].metrics[path] = _metric(point)
    return values


def count_values(*, run_pk: int) -> tuple[int, int]:
    """How many params and how many metrics the run has."""
    params = StringAttribute.objects.filter(run=run_pk, key__kind=AttributeKey.Kind.PARAM)
    return params.count(), FloatSeries.objects.filter(run=run_pk).count()


def _ref(run: Run) -> RunRef:
    return RunRef(
        id=run.pk,
        run_id=run.run_id,
        project_id=run.project_id,
        project_key=run.project.key,
        experiment_id=run.experiment_id,
        status=run.status,
        deleted=run.deleted_at is not None,
        origin_run_id=run.origin_run_id,
    )


def _info(row: Sequence[Any]) -> RunInfo:
    return RunInfo(
        id=row[0],
        run_id=row[1],
        project_id=row[2],
        experiment_id=row[3],
        experiment_name=row[4],
        artifact_location=row[5],
        name=row[6],
        status=row[7],
        deleted=row[8] is not None,
        start_time_ms=row[9],
        end_time_ms=row[10],
        user_id=row[11],
        user_email=row[12] or "",
        user_display_name=row[13] or "",
        user_name=row[14],
        source_type=row[15],
        source_name=row[16],
        parent_run_id=row[17],
        origin_run_id=row[18],
        job_id=UUID(str(row[19])) if row[19] is not None else None,
        own_artifact_uri=row[20],
    )


def _key_ids(ids: Sequence[int], only: Columns) -> list[int]:
    """The interned keys of the columns, in the projects of the runs."""
    wanted = {
        AttributeKey.Kind.PARAM.value: set(only.params),
        AttributeKey.Kind.METRIC.value: set(only.metrics),
        AttributeKey.Kind.TAG.value: set(only.tags),
    }
    paths = set().union(*wanted.values())
    if not paths or not ids:
        return []
    projects = Run.objects.filter(pk__in=ids).values("project").distinct()
    rows = AttributeKey.objects.filter(project__in=projects, path__in=paths)
    return [pk for pk, kind, path in rows.values_list("pk", "kind", "path") if path in wanted[kind]]


def _read(query: str, ids: Sequence[int], keys: list[int] | None) -> Iterator[tuple[Any, ...]]:
    """The rows of these runs, of all keys or of these."""
    if keys is not None and not keys:
        return
    columns = "" if keys is None else f" AND v.key_id IN ({_marks(keys)})"
    with connection.cursor() as cursor:
        for start in range(0, len(ids), _RUNS_AT_ONCE):
            some = ids[start : start + _RUNS_AT_ONCE]
            cursor.execute(query.format(runs=_marks(some)) + columns, [*some, *(keys or ())])
            yield from cursor.fetchall()


def _marks(values: Sequence[int]) -> str:
    return ", ".join(["%s"] * len(values))


def _metric(point: Sequence[Any]) -> LatestMetric:
    """NULL stands for NaN in the tables."""
    value, step, timestamp_ms, least, greatest, count = point
    return LatestMetric(
        value=math.nan if value is None else value,
        step=step,
        timestamp_ms=timestamp_ms,
        min=math.nan if least is None else least,
        max=math.nan if greatest is None else greatest,
        count=count,
    )


def _unknown(run_id: str) -> RunNotFound:
    return RunNotFound(
        f"There is no run {run_id[:64]!r}, or you are not a member of its project.",
        fix="Check the run's id.",
    )
