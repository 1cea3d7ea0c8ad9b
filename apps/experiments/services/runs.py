"""Writing runs: making, changing, ending, deleting and restoring them."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from apps.accounts.contracts import Actor
from apps.core import clock
from apps.core.events import publish_on_commit
from apps.core.queue import TaskName, enqueue_on_commit
from apps.experiments.constants import (
    LATEST_TIME_MS,
    MAX_BULK_RUNS,
    MAX_PARAM_VALUE,
    MAX_RUN_NAME,
    MAX_SOURCE_NAME,
    MAX_USER_NAME,
    PARENT_RUN_TAG,
    RUN_NAME_TAG,
    SOURCE_NAME_TAG,
    SOURCE_TYPE_TAG,
    USER_TAG,
)
from apps.experiments.contracts import NewRun, RunInfo, RunRef
from apps.experiments.errors import InvalidValue, RunExists, RunNotFound, WrongState
from apps.experiments.events import RunChanged, RunCreated
from apps.experiments.models import AttributeKey, Experiment, Run
from apps.experiments.selectors import runs as selectors
from apps.experiments.services.access import (
    require_active_experiment,
    require_own_project,
    require_writable,
)
from apps.experiments.services.names import check_key, check_run_id, check_text, make_name
from apps.experiments.services.run_rows import RunRow, has_appends, lock_run, save_run
from apps.experiments.services.strings import set_params, set_strings
from apps.experiments.services.tags import checked_tags

if TYPE_CHECKING:
    from apps.projects.models import Project

Status = Run.Status


@transaction.atomic
def create_run(*, actor: Actor, experiment: Experiment, new: NewRun) -> Run:
    """A new run in an experiment that the actor may contribute to, with its tags and params.

    Raises:
        RunExists: the client's run id is taken.
        ExperimentDeleted: the experiment is deleted.
        InvalidName, InvalidValue: something of it cannot be stored.
        RunTokenRefused: a job's token reaches into another project.
    """
    require_own_project(actor, experiment.project_id)
    require_active_experiment(experiment)
    chosen_id = bool(new.run_id)
    new = _completed(new, actor)
    run = Run(
        run_id=new.run_id,
        project_id=experiment.project_id,
        experiment=experiment,
        name=new.name,
        status=_status(new.status),
        start_time_ms=_time(new.start_time_ms, "start time"),
        user_id=actor.user_id or None,
        user_name=new.user_name,
        source_type=new.source_type,
        source_name=new.source_name,
        parent_run_id=new.parent_run_id,
        origin_run_id=actor.run_id,
        job_id=new.job_id,
    )
    if chosen_id:
        _insert_once(run)
    else:
        run.save(force_insert=True)
    place = {"run_pk": run.pk, "project_id": run.project_id}
    set_strings(**place, kind=AttributeKey.Kind.TAG, values=new.tags)
    if new.params:
        set_params(**place, values=new.params)
    publish_on_commit(
        RunCreated(
            project_key=experiment.project.key, run_id=run.run_id, experiment_id=experiment.pk
        )
    )
    return run


@transaction.atomic
def update_run(
    *,
    actor: Actor,
    run: Run | RunRef | RunInfo,
    status: str | None = None,
    end_time_ms: int | None = None,
    name: str | None = None,
) -> RunInfo:
    """Change the run's status, end or name; what is None or an empty name stays.

    A run that waits for its job starts when it is set RUNNING, and one that had ended goes on.

    Raises:
        RunDeleted, RunTokenRefused: the run cannot be changed, or not with this token.
        InvalidValue: there is no such status or time.
    """
    # Read anew under a lock: two clients may end and rename it at once.
    row = lock_run(run.id)
    require_writable(actor, row.ref)
    fields: list[str] = []
    if status is not None:
        _move(row, _status(status))
        fields.append("status")
    if end_time_ms is not None:
        row.end_time_ms = _time(end_time_ms, "end time")
    if name:
        row.name = check_text(name[:MAX_RUN_NAME], "name", limit=MAX_RUN_NAME)
        set_strings(
            run_pk=row.ref.id,
            project_id=row.ref.project_id,
            kind=AttributeKey.Kind.TAG,
            values={RUN_NAME_TAG: row.name},
        )
        fields.append("name")
    _save(row, *fields)
    return selectors.infos_of([row.ref.id])[0]


@transaction.atomic
def finish_run(*, run_id: str, status: str, end_time_ms: int) -> bool:
    """End a run that has not ended, for who looks after its job. Says whether it was so.

    A run that has ended by itself keeps its end.
    """
    ref = selectors.find_run_ref(run_id)
    if ref is None:
        return False
    row = lock_run(ref.id)
    if Status(row.status).is_final:
        return False
    row.status, row.end_time_ms = _status(status), end_time_ms
    _save(row, "status")
    return True


def _save(row: RunRow, *fields: str) -> None:
    save_run(row)
    ref = row.ref
    publish_on_commit(RunChanged(run_id=ref.run_id, project_key=ref.project_key, fields=fields))
    # Asking costs a tenth of ringing, and many runs have no metrics.
    if Status(row.status).is_final and has_appends(ref.id):
        enqueue_on_commit(TaskName.FOLD_RUN, run_id=ref.run_id)


@transaction.atomic
def finish_children(*, run_id: str, status: str, end_time_ms: int) -> int:
    """End the runs that a job's script made below its run and left open; how many."""
    made = Run.objects.filter(parent_run_id=run_id, origin_run_id=run_id, deleted_at=None)
    left_open = made.filter(status__in=[Status.SCHEDULED, Status.RUNNING])
    ids = list(left_open.values_list("run_id", flat=True))
    return sum(finish_run(run_id=id_, status=status, end_time_ms=end_time_ms) for id_ in ids)


@transaction.atomic
def move_scheduled_run(*, actor: Actor, run: Run, experiment: Experiment) -> Run:
    """Take a run that waits for its script to the experiment that the script asks for.

    Raises:
        WrongState: it has started, or the experiment is of another project.
        RunDeleted, ExperimentDeleted, RunTokenRefused: one of them cannot be written to.
    """
    require_writable(actor, run)
    require_active_experiment(experiment)
    if run.status != Status.SCHEDULED or run.project_id != experiment.project_id:
        raise WrongState(
            f"The run {run.run_id} cannot move to another experiment: it is {run.status}.",
            fix="Only a run that waits to start can move, and within its project.",
        )
    run.experiment = experiment
    run.save(update_fields=["experiment", "updated_at"])
    _announce(run, "experiment")
    return run


@transaction.atomic
def delete_run(*, actor: Actor, run: Run) -> None:
    """Put the run aside; it can be restored. A deleted one stays so.

    Raises:
        RunTokenRefused: a job's token reaches for a run that is not its own.
    """
    _mark(actor=actor, project=run.project, run_ids=[run.run_id], deleted=True)


@transaction.atomic
def restore_run(*, actor: Actor, run: Run) -> None:
    """Bring the run back. One that was not deleted stays as it is.

    Raises:
        ExperimentDeleted: its experiment is deleted; restore that first.
        RunTokenRefused: a job's token reaches for a run that is not its own.
    """
    _mark(actor=actor, project=run.project, run_ids=[run.run_id], deleted=False)


@transaction.atomic
def delete_runs(*, actor: Actor, project: "Project", run_ids: Sequence[str]) -> int:
    """Put runs of a project that the actor maintains aside; how many were not so before.

    Raises:
        RunNotFound: one of them is not of the project; nothing is deleted then.
        InvalidValue: they are too many.
    """
    return _mark(actor=actor, project=project, run_ids=run_ids, deleted=True)


@transaction.atomic
def restore_runs(*, actor: Actor, project: "Project", run_ids: Sequence[str]) -> int:
    """Bring deleted runs of a project that the actor maintains back; how many there were.

    Raises:
        RunNotFound: one of them is not of the project; nothing is restored then.
        ExperimentDeleted: the experiment of one is deleted; restore that first.
        InvalidValue: they are too many.
    """
    return _mark(actor=actor, project=project, run_ids=run_ids, deleted=False)


def _mark(*, actor: Actor, project: "Project", run_ids: Sequence[str], deleted: bool) -> int:
    if len(run_ids) > MAX_BULK_RUNS:
        raise InvalidValue(f"At most {MAX_BULK_RUNS} runs at once.", fix="Send them in parts.")
    own = Run.objects.filter(project=project, run_id__in=set(run_ids))
    known = {run.run_id: run for run in own.select_related("experiment")}
    for run_id in run_ids:
        if run_id not in known:
            raise RunNotFound(f"There is no run {run_id[:64]!r} here.", fix="Check the run's id.")
    changed = [run for run in known.values() if (run.deleted_at is None) is deleted]
    for run in changed:
        if not deleted:
            require_active_experiment(run.experiment)
        else:
            require_writable(actor, run)
    own.filter(pk__in=[run.pk for run in changed]).update(
        deleted_at=clock.now() if deleted else None, updated_at=clock.now()
    )
    for run in changed:
        publish_on_commit(
            RunChanged(run_id=run.run_id, project_key=project.key, fields=("deleted",))
        )
    return len(changed)


def _completed(new: NewRun, actor: Actor) -> NewRun:
    """The run with its empty fields filled and its tags in keeping with them."""
    tags = checked_tags(new.tags)
    if new.name and tags.get(RUN_NAME_TAG, new.name) != new.name:
        raise InvalidValue(
            f"Both a run name ({new.name[:80]!r}) and the tag {RUN_NAME_TAG} "
            f"({tags[RUN_NAME_TAG][:80]!r}) are given, and they differ.",
            fix="Give one of them.",
        )
    name = (new.name or tags.get(RUN_NAME_TAG) or make_name())[:MAX_RUN_NAME]
    user_name = new.user_name or tags.get(USER_TAG) or actor.email
    for key, value in new.params.items():
        check_text(value, f"param {check_key(key, 'param')!r}", limit=MAX_PARAM_VALUE)
    return replace(
        new,
        run_id=check_run_id(new.run_id) if new.run_id else uuid.uuid4().hex,
        name=check_text(name, "name", limit=MAX_RUN_NAME),
        start_time_ms=clock.now_ms() if new.start_time_ms is None else new.start_time_ms,
        user_name=check_text(user_name, "user name", limit=MAX_USER_NAME),
        source_type=(new.source_type or tags.get(SOURCE_TYPE_TAG, ""))[:20],
        source_name=(new.source_name or tags.get(SOURCE_NAME_TAG, ""))[:MAX_SOURCE_NAME],
        parent_run_id=(new.parent_run_id or tags.get(PARENT_RUN_TAG, ""))[:32],
        tags=_tags_of_fields(new, name) | tags | {RUN_NAME_TAG: name},
    )


def _tags_of_fields(new: NewRun, name: str) -> dict[str, str]:
    fields = {
        RUN_NAME_TAG: name,
        SOURCE_TYPE_TAG: new.source_type,
        SOURCE_NAME_TAG: new.source_name,
        PARENT_RUN_TAG: new.parent_run_id,
    }
    return checked_tags({key: value for key, value in fields.items() if value})


def _insert_once(run: Run) -> None:
    try:
        with transaction.atomic():
            run.save(force_insert=True)
    except IntegrityError as exc:
        raise RunExists(
            f"There is a run {run.run_id} already.", fix="Let the server choose the id."
        ) from exc


def _move(run: RunRow, status: Run.Status) -> None:
    """Set the status, and the times that follow from it."""
    if run.status == Status.SCHEDULED and status == Status.RUNNING:
        run.start_time_ms = clock.now_ms()
    if not status.is_final:
        run.end_time_ms = None
    elif run.end_time_ms is None:
        run.end_time_ms = clock.now_ms()
    run.status = status


def _status(status: str) -> Run.Status:
    if status not in Status.values:
        raise InvalidValue(
            f"There is no status {status[:40]!r}.", fix=f"Use one of {', '.join(Status.values)}."
        )
    return Status(status)


def _time(milliseconds: int | None, what: str) -> int:
    if milliseconds is None or not 0 <= milliseconds <= LATEST_TIME_MS:
        raise InvalidValue(
            f"The {what} {milliseconds} is not a time.", fix="Send milliseconds since 1970."
        )
    return milliseconds


def _announce(run: Run, *fields: str) -> None:
    publish_on_commit(RunChanged(run_id=run.run_id, project_key=run.project.key, fields=fields))
