"""Aliases: names that can be moved from version to version."""

from django.db import transaction

from apps.accounts.contracts import Actor
from apps.core import clock
from apps.projects.permissions import Role
from apps.registry.models import ModelAlias, RegisteredModel
from apps.registry.names import check_alias
from apps.registry.selectors import get_model, get_version
from apps.registry.services.access import refuse_run_token, require_own_run


@transaction.atomic
def set_alias(*, actor: Actor, project_id: int, name: str, alias: str, number: str) -> None:
    """Let the alias name this version, and no longer another.

    Raises:
        InvalidAlias: it has other characters, or is a reserved word.
    """
    check_alias(alias)
    version = get_version(
        actor=actor, project_id=project_id, name=name, number=number, role=Role.CONTRIBUTOR
    )
    require_own_run(actor, version.run_id)
    ModelAlias.objects.bulk_create(
        [ModelAlias(model=version.model, alias=alias, version=version)],
        update_conflicts=True,
        unique_fields=["model", "alias"],
        update_fields=["version"],
    )
    RegisteredModel.objects.filter(pk=version.model_id).update(updated_at=clock.now())


@transaction.atomic
def remove_alias(*, actor: Actor, project_id: int, name: str, alias: str) -> None:
    """Forget the alias; one that is not there is no error, as MLflow has it."""
    refuse_run_token(actor)
    model = get_model(actor=actor, project_id=project_id, name=name, role=Role.CONTRIBUTOR)
    ModelAlias.objects.filter(model=model, alias=alias).delete()
