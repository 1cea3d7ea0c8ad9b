"""Registered models: created, renamed, described, tagged, deleted."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction

from apps.accounts.contracts import Actor
from apps.core import clock
from apps.core.errors import Invalid
from apps.projects.permissions import Role
from apps.projects.selectors import require_role
from apps.registry.constants import MAX_DESCRIPTION
from apps.registry.errors import RegisteredModelExists
from apps.registry.models import RegisteredModel, RegisteredModelTag
from apps.registry.names import check_model_name, check_tags
from apps.registry.selectors import get_model
from apps.registry.services.access import refuse_run_token


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
    check_model_name(name)
    check_tags(tags or {})
    now = clock.now()
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
        raise _exists(name) from exc
    _write_tags(model, tags or {})
    return model


@transaction.atomic
def rename_model(*, actor: Actor, project_id: int, name: str, new_name: str) -> RegisteredModel:
    """Call the model otherwise; its versions and aliases come along.

    Raises:
        RegisteredModelExists: the project has one of the new name.
    """
    refuse_run_token(actor)
    check_model_name(new_name)
    model = get_model(actor=actor, project_id=project_id, name=name, role=Role.MAINTAINER)
    model.name = new_name
    model.updated_at = clock.now()
    try:
        with transaction.atomic():
            model.save(update_fields=["name", "updated_at"])
    except IntegrityError as exc:
        raise _exists(new_name) from exc
    return model


@transaction.atomic
def describe_model(
    *, actor: Actor, project_id: int, name: str, description: str
) -> RegisteredModel:
    """Write the model's description anew."""
    refuse_run_token(actor)
    model = get_model(actor=actor, project_id=project_id, name=name, role=Role.ANNOTATOR)
    model.description = check_description(description)
    model.updated_at = clock.now()
    model.save(update_fields=["description", "updated_at"])
    return model


@transaction.atomic
def delete_model(*, actor: Actor, project_id: int, name: str) -> None:
    """Delete the model with its versions. The files stay with the runs that logged them."""
    refuse_run_token(actor)
    get_model(actor=actor, project_id=project_id, name=name, role=Role.MAINTAINER).delete()


@transaction.atomic
def set_model_tags(*, actor: Actor, project_id: int, name: str, tags: Mapping[str, str]) -> None:
    """Set tags of the model; others stay as they are."""
    refuse_run_token(actor)
    check_tags(tags)
    model = get_model(actor=actor, project_id=project_id, name=name, role=Role.ANNOTATOR)
    _write_tags(model, tags)


@transaction.atomic
def remove_model_tag(*, actor: Actor, project_id: int, name: str, key: str) -> None:
    """Remove a tag of the model; one that is not there is no error, as MLflow has it."""
    refuse_run_token(actor)
    model = get_model(actor=actor, project_id=project_id, name=name, role=Role.ANNOTATOR)
    RegisteredModelTag.objects.filter(model=model, key=key).delete()


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


def _exists(name: str) -> RegisteredModelExists:
    return RegisteredModelExists(
        f"Registered Model (name={name}) already exists.", fix="Use it, or choose another name."
    )
