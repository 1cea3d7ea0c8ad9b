"""Experiments that come from elsewhere."""

from django.db import IntegrityError, connection, transaction

from apps.core import clock
from apps.core.events import publish_on_commit
from apps.experiments.constants import MAX_EXPERIMENT_TAG_VALUE
from apps.experiments.events import ExperimentChanged
from apps.experiments.imported import ImportedExperiment, Landed
from apps.experiments.models import Experiment, ExperimentTag
from apps.experiments.services.experiments import ensure_default
from apps.experiments.services.names import check_experiment_name, check_text

MAX_KEPT_ID = 2**31 - 1
"""Greater ids are not kept: the portal and the table's counter go on from the greatest."""


@transaction.atomic
def import_experiment(*, project_id: int, new: ImportedExperiment) -> Landed:
    """The experiment here: the project's default one, the one of the same name, or a new one.

    A new one has its old id where that is free. One that is here keeps what it has and gets the
    tags that it lacks.

    Raises:
        InvalidName, InvalidValue: its name or a tag cannot be stored.
    """
    for key, value in new.tags.items():
        check_text(value, f"tag {key[:80]!r}", limit=MAX_EXPERIMENT_TAG_VALUE)
    found = _find(project_id, new)
    experiment = _make(project_id, new) if found is None else found
    ExperimentTag.objects.bulk_create(
        [ExperimentTag(experiment=experiment, key=k, value=v) for k, v in new.tags.items()],
        ignore_conflicts=True,
    )
    publish_on_commit(
        ExperimentChanged(experiment_id=experiment.pk, project_key=experiment.project.key)
    )
    return Landed(experiment_id=experiment.pk, made=found is None)


def _find(project_id: int, new: ImportedExperiment) -> Experiment | None:
    if new.is_default:
        return ensure_default(project_id=project_id)
    return Experiment.objects.filter(project=project_id, name=new.name).first()


def _make(project_id: int, new: ImportedExperiment) -> Experiment:
    check_experiment_name(new.name)
    made = _insert(project_id, new.name, new.wanted_id) or _insert(project_id, new.name, None)
    if made is None:
        # Somebody made one of this name in this very moment.
        return Experiment.objects.get(project=project_id, name=new.name)
    now = clock.now()
    created = now if new.created_at_ms is None else clock.from_ms(new.created_at_ms)
    updated = created if new.updated_at_ms is None else clock.from_ms(new.updated_at_ms)
    # Past the fields' own habit of writing the present.
    Experiment.objects.filter(pk=made.pk).update(
        created_at=created, updated_at=updated, deleted_at=updated if new.deleted else None
    )
    return made


def _insert(project_id: int, name: str, wanted_id: int | None) -> Experiment | None:
    if wanted_id is not None and not 0 < wanted_id <= MAX_KEPT_ID:
        wanted_id = None
    try:
        with transaction.atomic():
            made = Experiment(pk=wanted_id, project_id=project_id, name=name)
            made.save(force_insert=True)
    except IntegrityError:
        return None
    if wanted_id is not None and connection.vendor == "postgresql":
        _move_counter()
    return made


def _move_counter() -> None:
    """PostgreSQL counts by itself and does not see ids that were chosen."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence('experiments_experiment', 'id')")
        sequence = cursor.fetchone()[0]
        cursor.execute(
            f"SELECT setval(%s, GREATEST((SELECT MAX(id) FROM experiments_experiment), "  # noqa: S608  (the sequence's own name)
            f"(SELECT last_value FROM {sequence})))",
            [sequence],
        )
