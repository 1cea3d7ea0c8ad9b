"""Writing evaluation datasets: made, tagged, linked to experiments, deleted."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence

from django.db import transaction

from apps.accounts.contracts import Actor
from apps.core import clock
from apps.evaluation.constants import MAX_DATASET_NAME, USER_TAG
from apps.evaluation.errors import ExperimentUnknown, InvalidDataset
from apps.evaluation.models import DatasetExperiment, DatasetTag, EvaluationDataset
from apps.evaluation.services.access import announce, author, open_dataset
from apps.evaluation.services.sent import check_tags
from apps.experiments.selectors import experiments
from apps.experiments.services.access import refuse_run_token
from apps.experiments.services.names import check_text
from apps.projects import selectors as projects
from apps.projects.permissions import Role


@transaction.atomic
def create_dataset(
    *,
    actor: Actor,
    project_id: int,
    name: str,
    tags: Mapping[str, str] | None = None,
    experiment_ids: Sequence[int] = (),
) -> EvaluationDataset:
    """An evaluation dataset without records, linked to experiments of its project.

    Raises:
        ExperimentUnknown: one of them is not the project's.
        InvalidDataset, InvalidValue: the name or a tag cannot be stored.
    """
    projects.require_role(actor=actor, project_id=project_id, role=Role.CONTRIBUTOR)
    refuse_run_token(actor)
    tags = check_tags(tags or {})
    now = clock.now_ms()
    who = author(tags.get(USER_TAG), actor)
    dataset = EvaluationDataset.objects.create(
        dataset_id=f"d-{uuid.uuid4().hex}",
        project_id=project_id,
        name=_checked_name(name),
        digest=digest_of(name, now),
        created_by=who,
        last_updated_by=who,
        created_at_ms=now,
        updated_at_ms=now,
    )
    write_tags(dataset, tags)
    _link(dataset, experiment_ids)
    announce(dataset)
    return dataset


@transaction.atomic
def change_tags(
    *, actor: Actor, dataset_id: str, tags: Mapping[str, str], removed: Sequence[str] = ()
) -> None:
    """Set tags of the dataset and remove others; one that is not there is no error."""
    dataset = open_dataset(actor=actor, dataset_id=dataset_id, role=Role.ANNOTATOR)
    write_tags(dataset, check_tags(tags))
    storable = [key for key in removed if "\0" not in key]
    DatasetTag.objects.filter(dataset=dataset, key__in=storable).delete()
    announce(dataset)


@transaction.atomic
def link_experiments(
    *, actor: Actor, dataset_id: str, experiment_ids: Sequence[int]
) -> EvaluationDataset:
    """Link the dataset to experiments of its project; to some it may be already.

    Raises:
        ExperimentUnknown: one of them is not the project's; nothing is linked then.
    """
    dataset = open_dataset(actor=actor, dataset_id=dataset_id, role=Role.CONTRIBUTOR)
    _link(dataset, experiment_ids)
    return _touched(dataset)


@transaction.atomic
def unlink_experiments(
    *, actor: Actor, dataset_id: str, experiment_ids: Sequence[int]
) -> EvaluationDataset:
    """Link the dataset no more to these experiments; to some it may not have been."""
    dataset = open_dataset(actor=actor, dataset_id=dataset_id, role=Role.CONTRIBUTOR)
    DatasetExperiment.objects.filter(dataset=dataset, experiment__in=experiment_ids).delete()
    return _touched(dataset)


@transaction.atomic
def delete_dataset(*, actor: Actor, dataset_id: str) -> None:
    """Delete the dataset with its records, for good."""
    dataset = open_dataset(actor=actor, dataset_id=dataset_id, role=Role.MAINTAINER)
    dataset.delete()
    announce(dataset)


def write_tags(dataset: EvaluationDataset, tags: Mapping[str, str]) -> None:
    """Set tags that have been checked."""
    DatasetTag.objects.bulk_create(
        [DatasetTag(dataset=dataset, key=key, value=value) for key, value in tags.items()],
        update_conflicts=True,
        unique_fields=["dataset", "key"],
        update_fields=["value"],
    )


def digest_of(name: str, at_ms: int) -> str:
    """What tells the dataset's states apart: other records, another digest."""
    return hashlib.sha256(f"{name}:{at_ms}".encode()).hexdigest()[:8]


def _checked_name(name: str) -> str:
    if not name.strip():
        raise InvalidDataset("An evaluation dataset needs a name.", fix="Send one.")
    return check_text(name, "name of the evaluation dataset", limit=MAX_DATASET_NAME)


def _link(dataset: EvaluationDataset, experiment_ids: Sequence[int]) -> None:
    known = experiments.ids_in_project(project_id=dataset.project_id, ids=experiment_ids)
    for experiment_id in experiment_ids:
        if experiment_id not in known:
            raise ExperimentUnknown(
                f"No Experiment with id={str(experiment_id)[:40]} in the dataset's project.",
                fix="Name experiments of the project that the dataset belongs to.",
            )
    DatasetExperiment.objects.bulk_create(
        [
            DatasetExperiment(dataset=dataset, experiment_id=each)
            for each in dict.fromkeys(experiment_ids)
        ],
        ignore_conflicts=True,
    )


def _touched(dataset: EvaluationDataset) -> EvaluationDataset:
    dataset.updated_at_ms = clock.now_ms()
    dataset.save(update_fields=["updated_at_ms"])
    announce(dataset)
    return dataset
