"""Versions: created, described, moved between stages, tagged, deleted."""

from collections.abc import Mapping

from django.db import transaction

from apps.accounts.contracts import Actor
from apps.core import clock
from apps.core.errors import Invalid
from apps.projects.permissions import Role
from apps.registry.constants import MAX_RUN_LINK
from apps.registry.contracts import ChangeKind, NewVersion, Stage
from apps.registry.models import ModelVersion, ModelVersionTag, RegisteredModel
from apps.registry.names import as_stage, check_tag_key, check_tags
from apps.registry.selectors.versions import version_of
from apps.registry.services import sources
from apps.registry.services.access import lock_model, refuse_run_token, require_own_run
from apps.registry.services.changes import announce
from apps.registry.services.models import check_description
from apps.registry.services.notes import note_on_logged_model


@transaction.atomic
def create_version(*, actor: Actor, project_id: int, name: str, new: NewVersion) -> ModelVersion:
    """The model's next version.

    Raises:
        RegisteredModelNotFound: there is no such model.
        InvalidSource: what it is made of is not within a run or logged model of the project.
    """
    check_tags(new.tags)
    _check_run_link(new.run_link)
    model = lock_model(actor=actor, project_id=project_id, name=name, role=Role.CONTRIBUTOR)
    origin = sources.resolve(actor=actor, project_id=project_id, new=new)
    require_own_run(actor, origin.run_id)
    now = clock.now()
    version = ModelVersion.objects.create(
        model=model,
        number=_next_number(model),
        source=origin.source,
        location=origin.location,
        run_id=origin.run_id,
        logged_model_id=origin.model_id,
        run_link=new.run_link,
        description=check_description(new.description),
        created_by_id=actor.user_id,
        created_at=now,
        updated_at=now,
    )
    _write_tags(version, new.tags)
    if origin.model_id:
        note_on_logged_model(actor=actor, model_id=origin.model_id, version=version)
    announce(
        model,
        ChangeKind.VERSION_CREATED,
        is_prompt=new.is_prompt,
        version=version.number,
        source=version.source,
        run_id=version.run_id,
        description=version.description,
        tags=dict(new.tags),
    )
    return version


@transaction.atomic
def describe_version(
    *, actor: Actor, project_id: int, name: str, number: str, description: str
) -> ModelVersion:
    """Write the version's description anew."""
    refuse_run_token(actor)
    model = lock_model(actor=actor, project_id=project_id, name=name, role=Role.ANNOTATOR)
    version = version_of(model, number)
    version.description = check_description(description)
    version.updated_at = clock.now()
    version.save(update_fields=["description", "updated_at"])
    announce(
        model, ChangeKind.VERSION_UPDATED, version=version.number, description=version.description
    )
    return version


@transaction.atomic
def move_version(
    *,
    actor: Actor,
    project_id: int,
    name: str,
    number: str,
    to: str,
    archive_existing: bool = False,
) -> ModelVersion:
    """Move the version to a stage; those that stand there may be archived in the same stroke.

    Raises:
        InvalidStage: there is no such stage.
        Invalid: existing versions can be archived only from a stage in use.
    """
    refuse_run_token(actor)
    stage = as_stage(to)
    if archive_existing and not stage.is_active:
        raise Invalid(
            f"Existing versions cannot be archived: {stage} is not a stage in use.",
            fix=f"Leave archive_existing_versions out, or use {Stage.STAGING} "
            f"or {Stage.PRODUCTION}.",
        )
    model = lock_model(actor=actor, project_id=project_id, name=name, role=Role.CONTRIBUTOR)
    version = version_of(model, number)
    now = clock.now()
    if archive_existing:
        others = ModelVersion.objects.filter(model=model, stage=stage)
        others.exclude(pk=version.pk).update(stage=Stage.ARCHIVED, updated_at=now)
    previous = version.stage
    version.stage, version.updated_at = stage, now
    version.save(update_fields=["stage", "updated_at"])
    RegisteredModel.objects.filter(pk=model.pk).update(updated_at=now)
    announce(
        model,
        ChangeKind.VERSION_MOVED,
        version=version.number,
        stage=str(stage),
        previous=previous,
    )
    return version


@transaction.atomic
def delete_version(*, actor: Actor, project_id: int, name: str, number: str) -> None:
    """Delete the version with its aliases. Its number is never used again."""
    refuse_run_token(actor)
    model = lock_model(actor=actor, project_id=project_id, name=name, role=Role.MAINTAINER)
    version = version_of(model, number)
    RegisteredModel.objects.filter(pk=model.pk).update(updated_at=clock.now())
    version.delete()
    announce(model, ChangeKind.VERSION_DELETED, version=version.number)


@transaction.atomic
def set_version_tags(
    *, actor: Actor, project_id: int, name: str, number: str, tags: Mapping[str, str]
) -> None:
    """Set tags of the version; others stay as they are."""
    check_tags(tags)
    model = lock_model(actor=actor, project_id=project_id, name=name, role=Role.ANNOTATOR)
    version = version_of(model, number)
    require_own_run(actor, version.run_id)
    _write_tags(version, tags)
    for key, value in tags.items():
        announce(model, ChangeKind.VERSION_TAG_SET, version=version.number, key=key, value=value)


@transaction.atomic
def remove_version_tag(*, actor: Actor, project_id: int, name: str, number: str, key: str) -> None:
    """Remove a tag of the version; one that is not there is no error, as MLflow has it.

    Raises:
        InvalidTag: no tag could have this key.
    """
    check_tag_key(key)
    model = lock_model(actor=actor, project_id=project_id, name=name, role=Role.ANNOTATOR)
    version = version_of(model, number)
    require_own_run(actor, version.run_id)
    ModelVersionTag.objects.filter(version=version, key=key).delete()
    announce(model, ChangeKind.VERSION_TAG_DELETED, version=version.number, key=key)


def _next_number(locked: RegisteredModel) -> int:
    """The next number of a model whose row is locked."""
    locked.last_number += 1
    locked.updated_at = clock.now()
    locked.save(update_fields=["last_number", "updated_at"])
    return locked.last_number


def _check_run_link(link: str) -> None:
    if len(link) > MAX_RUN_LINK:
        raise Invalid(f"The run's link has more than {MAX_RUN_LINK} characters.", fix="Shorten it.")


def _write_tags(version: ModelVersion, tags: Mapping[str, str]) -> None:
    ModelVersionTag.objects.bulk_create(
        [ModelVersionTag(version=version, key=key, value=value) for key, value in tags.items()],
        update_conflicts=True,
        unique_fields=["version", "key"],
        update_fields=["value"],
    )
