"""The first step: every experiment of the source gets its place here."""

from collections.abc import Sequence

from django.db import DataError, IntegrityError, transaction

from apps.core.errors import DomainError
from apps.experiments.imported import ImportedExperiment
from apps.experiments.services.imports.experiments import import_experiment
from apps.transfers.mlflow.records import DEFAULT_EXPERIMENT_ID, ExperimentRecord
from apps.transfers.models import MappedExperiment, Transfer, TransferStep
from apps.transfers.services.lease import Lease
from apps.transfers.services.steps import note_failures


def map_experiments(
    transfer: Transfer, step: TransferStep, records: Sequence[ExperimentRecord], lease: Lease
) -> dict[str, int]:
    """The experiments here by their ids at the source; those that are new are made."""
    known = dict(transfer.experiments.values_list("source_id", "target_id"))
    # The default one last: made first in a new project, it would take the id of another.
    ordered = sorted(records, key=lambda record: record.id == DEFAULT_EXPERIMENT_ID)
    todo = [record for record in ordered if record.id not in known]
    step.found = step.imported + step.skipped + step.failed + len(todo)
    for record in todo:
        try:
            with transaction.atomic():
                lease.hold()
                known[record.id] = _place(transfer, step, record)
        except (DomainError, DataError, IntegrityError) as error:
            note_failures(step, {record.id: str(error)})
            step.save()
    step.is_done = True
    step.save()
    return known


def _place(transfer: Transfer, step: TransferStep, record: ExperimentRecord) -> int:
    landed = import_experiment(project_id=transfer.project_id, new=_imported(record))
    MappedExperiment.objects.create(
        transfer=transfer,
        source_id=record.id,
        name=record.name[:500],
        target_id=landed.experiment_id,
    )
    step.imported += landed.made
    step.skipped += not landed.made
    step.save()
    return landed.experiment_id


def _imported(record: ExperimentRecord) -> ImportedExperiment:
    return ImportedExperiment(
        name=record.name,
        wanted_id=int(record.id) if record.id.isdecimal() else None,
        is_default=record.id == DEFAULT_EXPERIMENT_ID,
        tags=record.tags,
        created_at_ms=record.created_at_ms,
        updated_at_ms=record.updated_at_ms,
        deleted=record.deleted,
    )
