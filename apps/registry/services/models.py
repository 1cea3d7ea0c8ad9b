"""Registered models: created, renamed, described, tagged, deleted."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction

from apps.accounts.contracts import Actor
from apps.core import clock
from apps.core.errors import Invalid
from apps.projects.permissions import Role
from apps.projects.selectors import require_role
from apps.registry.constants import MAX_DESCRIPTION, PROMPT_TAG
from apps.registry.contracts import ChangeKind
from apps.registry.errors import RegisteredModelExists
from apps.registry.models import RegisteredModel, RegisteredModelTag
from apps.registry.names import check_new_name, check_tag_key, check_tags
from apps.registry.selectors.models import get_model, is_prompt
from apps.registry.services.access import lock_model, refuse_run_token
from apps.registry.services.changes import announce


@transaction.atomic
def create_model(
    *,
    actor: Actor,
    project_id: int,
    name: str,
    description: str = "",
    tags: Mapping[str, str] | None = None,
) -> RegisteredModel:
    """A registered model without versions.

    Raises:
        RegisteredModelExists: the project has one of this name.
        InvalidModelName, InvalidTag: it cannot be called or tagged so.
    """
    require_role(actor=actor, project_id=project_id, role=Role.CONTRIBUTOR)
    check_new_name(name)
    tags = check_tags(tags or {})
    now = clock.now()
    for_prompt = tags.get(PROMPT_TAG, "").lower() == "true"
    try:
        with transaction.atomic():
            model = RegisteredModel.objects.create(
                project_id=project_id,
                name=name,
                description=check_description(description),
                created_by_id=actor.user_id,
                created_at=now,
                updated_at=now,
            )
    except IntegrityError as exc:
        taken = get_model(actor=actor, project_id=project_id, name=name)
        raise _exists(name, of_prompt=is_prompt(taken), for_prompt=for_prompt) from exc
    _write_tags(model, tags)
    announce(
        model,
        ChangeKind.MODEL_CREATED,
        is_prompt=for_prompt,
        description=description,
        tags=dict(tags),
    )
    return model


@transaction.atomic
def rename_model(*, actor: Actor, project_id: int, name: str, new_name: str) -> RegisteredModel:
    """Call the model otherwise; its versions and aliases come along.

    Raises:
        RegisteredModelExists: the project has one of the new name.
    """
    refuse_run_token(actor)
    check_new_name(new_name, parameter="new_name")
    model = lock_model(actor=actor, project_id=project_id, name=name, role=Role.MAINTAINER)
    now = clock.now()
    model.name, model.updated_at = new_name, now
    try:
        with transaction.atomic():
            model.save(update_fields=["name", "updated_at"])
    except IntegrityError as exc:
        raise _exists(new_name) from exc
    model.versions.update(updated_at=now)
    announce(model, ChangeKind.MODEL_RENAMED, previous=name)
    return model


@transaction.atomic
def describe_model(
    *, actor: Actor, project_id: int, name: str, description: str
) -> RegisteredModel:
    """Write the model's description anew."""
    refuse_run_token(actor)
    model = lock_model(actor=actor, project_id=project_id, name=name, role=Role.ANNOTATOR)
    model.description = check_description(description)
    model.updated_at = clock.now()
    model.save(update_fields=["description", "updated_at"])
    announce(model, ChangeKind.MODEL_UPDATED, description=description)
    return model


@transaction.atomic
def delete_model(*, actor: Actor, project_id: int, name: str) -> None:
    """Delete the model with its versions. The files stay with the runs that logged them."""
    refuse_run_token(actor)
    model = lock_model(actor=actor, project_id=project_id, name=name, role=Role.MAINTAINER)
    was_prompt = is_prompt(model)
    model.delete()
    announce(model, ChangeKind.MODEL_DELETED, is_prompt=was_prompt)


@transaction.atomic
def set_model_tags(*, actor: Actor, project_id: int, name: str, tags: Mapping[str, str]) -> None:
    """Set tags of the model; others stay as they are."""
    refuse_run_token(actor)
    check_tags(tags)
    model = lock_model(actor=actor, project_id=project_id, name=name, role=Role.ANNOTATOR)
    _write_tags(model, tags)
    for key, value in tags.items():
        announce(model, ChangeKind.MODEL_TAG_SET, key=key, value=value)


@transaction.atomic
def remove_model_tag(*, actor: Actor, project_id: int, name: str, key: str) -> None:
    """Remove a tag of the model; one that is not there is no error, as MLflow has it.

    Raises:
        InvalidTag: no tag could have this key.
    """
    refuse_run_token(actor)
    check_tag_key(key)
    model = lock_model(actor=actor, project_id=project_id, name=name, role=Role.ANNOTATOR)
    RegisteredModelTag.objects.filter(model=model, key=key).delete()
    announce(model, ChangeKind.MODEL_TAG_DELETED, key=key)


def check_description(description: str) -> str:
    """The description, if it is not too long.

    Raises:
        Invalid: it is.
    """
    if len(description) > MAX_DESCRIPTION:
        raise Invalid(
            f"The description has more than {MAX_DESCRIPTION} characters.", fix="Shorten it."
        )
    return description


def _write_tags(model: RegisteredModel, tags: Mapping[str, str]) -> None:
    RegisteredModelTag.objects.bulk_create(
        [RegisteredModelTag(model=model, key=key, value=value) for key, value in tags.items()],
        update_conflicts=True,
        unique_fields=["model", "key"],
        update_fields=["value"],
    )


def _exists(
    name: str, *, of_prompt: bool = False, for_prompt: bool = False
) -> RegisteredModelExists:
    nouns = {True: "prompt", False: "registered model"}
    if of_prompt is not for_prompt:
        return RegisteredModelExists(
            f"The name {name!r} of the new {nouns[for_prompt]} is taken by a {nouns[of_prompt]}.",
            fix="Models and prompts share their names: choose another one.",
        )
    return RegisteredModelExists(
        f"{'Prompt' if for_prompt else 'Registered Model'} (name={name}) already exists.",
        fix="Use it, or choose another name.",
    )
