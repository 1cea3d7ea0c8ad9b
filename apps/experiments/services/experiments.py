"""Writing experiments."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from apps.accounts.contracts import Actor
from apps.core import clock
from apps.core.events import publish_on_commit
from apps.experiments.constants import (
    DEFAULT_EXPERIMENT_NAME,
    DESCRIPTION_TAG,
    MAX_ARTIFACT_LOCATION,
)
from apps.experiments.errors import (
    DefaultExperiment,
    ExperimentExists,
    InvalidValue,
    NotDeleted,
)
from apps.experiments.events import ExperimentChanged
from apps.experiments.models import Experiment, ExperimentTag
from apps.experiments.services import tags as tag_services
from apps.experiments.services.access import (
    refuse_run_token,
    require_active_experiment,
    require_own_project,
)
from apps.experiments.services.names import check_experiment_name, check_text

if TYPE_CHECKING:
    from apps.projects.models import Project

# Files there are the client's own affair. Our proxy's addresses are given out by us alone.
_LOCATION = re.compile(
    r"(?!mlflow-artifacts:|https?:)[a-z][a-z0-9+.-]*:[^?#]+|/[^?#]+", re.IGNORECASE
)


@transaction.atomic
def create_experiment(
    *,
    actor: Actor,
    project: "Project",
    name: str,
    artifact_location: str = "",
    tags: Mapping[str, str] | None = None,
) -> Experiment:
    """A new experiment in a project that the actor may contribute to.

    Raises:
        ExperimentExists: the name is taken, perhaps by a deleted one.
        InvalidName, InvalidValue: the name, the location or a tag cannot be stored.
    """
    require_own_project(actor, project.pk)
    tag_services.check_experiment_tags(tags or {})
    fields = {
        "name": check_experiment_name(name),
        "artifact_location": _checked_location(artifact_location),
    }
    if Experiment.objects.filter(project_id=project.pk, name=name).exists():
        raise _taken(name)
    try:
        with transaction.atomic():
            experiment = Experiment.objects.create(project_id=project.pk, **fields)
    except IntegrityError as exc:
        raise _taken(name) from exc
    rows = (ExperimentTag(experiment=experiment, key=k, value=v) for k, v in (tags or {}).items())
    ExperimentTag.objects.bulk_create(rows)
    _announce(experiment)
    return experiment


@transaction.atomic
def create_described_experiment(
    *, actor: Actor, project: "Project", name: str, description: str
) -> Experiment:
    """A new experiment as `create_experiment` makes it, with a description if there is one."""
    tags = {DESCRIPTION_TAG: description} if description else {}
    return create_experiment(actor=actor, project=project, name=name, tags=tags)


@transaction.atomic
def change_experiment(
    *,
    actor: Actor,
    experiment: Experiment,
    name: str | None = None,
    description: str | None = None,
) -> Experiment:
    """Rename or describe the experiment; what is None stays.

    Raises:
        ExperimentExists, ExperimentDeleted, InvalidName, RunTokenRefused: as `rename_experiment`.
    """
    if name is not None and name != experiment.name:
        rename_experiment(actor=actor, experiment=experiment, name=name)
    if description is not None:
        tag_services.set_experiment_tags(
            actor=actor, experiment=experiment, tags={DESCRIPTION_TAG: description}
        )
    return experiment


@transaction.atomic
def ensure_default(*, project_id: int) -> Experiment:
    """The project's default experiment: made when it is first asked for, and only once."""
    found = Experiment.objects.select_related("project").filter(project=project_id, is_default=True)
    if (experiment := found.first()) is not None:
        return experiment
    try:
        with transaction.atomic():
            Experiment.objects.create(
                project_id=project_id, name=DEFAULT_EXPERIMENT_NAME, is_default=True
            )
    except IntegrityError:
        # Somebody was quicker, or has made one of this name by hand: then that is it.
        if not found.exists():
            named = Experiment.objects.filter(project=project_id, name=DEFAULT_EXPERIMENT_NAME)
            named.update(is_default=True, deleted_at=None)
    experiment = found.get()
    _announce(experiment)
    return experiment


@transaction.atomic
def rename_experiment(*, actor: Actor, experiment: Experiment, name: str) -> Experiment:
    """Call the experiment something else.

    Raises:
        ExperimentExists: the name is taken, perhaps by a deleted one.
        ExperimentDeleted, InvalidName, RunTokenRefused: it cannot be renamed, or not so.
    """
    refuse_run_token(actor)
    require_active_experiment(experiment)
    check_experiment_name(name)
    others = Experiment.objects.filter(project=experiment.project_id, name=name)
    if others.exclude(pk=experiment.pk).exists():
        raise _taken(name)
    experiment.name = name
    try:
        with transaction.atomic():
            experiment.save(update_fields=["name", "updated_at"])
    except IntegrityError as exc:
        raise _taken(name) from exc
    _announce(experiment)
    return experiment


@transaction.atomic
def delete_experiment(*, actor: Actor, experiment: Experiment) -> Experiment:
    """Put the experiment and its runs aside; they can be restored.

    Raises:
        DefaultExperiment: it is the one that runs go to when none is named.
        ExperimentDeleted, RunTokenRefused: it is aside already, or not for this token.
    """
    refuse_run_token(actor)
    require_active_experiment(experiment)
    if experiment.is_default:
        raise DefaultExperiment(
            "The default experiment takes the runs that name no other, so it stays.",
            fix="Delete its runs instead.",
        )
    experiment.deleted_at = clock.now()
    experiment.save(update_fields=["deleted_at", "updated_at"])
    experiment.runs.filter(deleted_at=None).update(deleted_at=experiment.deleted_at)
    _announce(experiment)
    return experiment


@transaction.atomic
def restore_experiment(*, actor: Actor, experiment: Experiment) -> Experiment:
    """Bring the experiment back with all its runs.

    Raises:
        NotDeleted: it was not deleted.
        RunTokenRefused: a job's token may not.
    """
    refuse_run_token(actor)
    if experiment.deleted_at is None:
        raise NotDeleted(
            f"The experiment {experiment.pk} is not deleted.", fix="Nothing is to be done."
        )
    experiment.deleted_at = None
    experiment.save(update_fields=["deleted_at", "updated_at"])
    experiment.runs.update(deleted_at=None)
    _announce(experiment)
    return experiment


def _checked_location(location: str) -> str:
    check_text(location, "artifact location", limit=MAX_ARTIFACT_LOCATION)
    if location and (not _LOCATION.fullmatch(location) or ".." in location.split("/")):
        raise InvalidValue(
            f"Invalid artifact location: {location!r}.",
            fix="Leave it out, or name a store of your own such as s3://bucket/folder.",
        )
    return location


def _announce(experiment: Experiment) -> None:
    publish_on_commit(
        ExperimentChanged(experiment_id=experiment.pk, project_key=experiment.project.key)
    )


def _taken(name: str) -> ExperimentExists:
    return ExperimentExists(
        f"An experiment {name!r} already exists in this project.",
        fix="Choose another name, or restore the deleted experiment that has it.",
        name=name,
    )
