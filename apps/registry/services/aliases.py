"""Aliases: names that can be moved from version to version."""

from django.db import transaction

from apps.accounts.contracts import Actor
from apps.core import clock
from apps.projects.permissions import Role
from apps.registry.contracts import ChangeKind
from apps.registry.models import ModelAlias, RegisteredModel
from apps.registry.names import check_alias, check_alias_letters
from apps.registry.selectors.versions import version_of
from apps.registry.services.access import lock_model, refuse_run_token, require_own_run
from apps.registry.services.changes import announce


@transaction.atomic
def set_alias(*, actor: Actor, project_id: int, name: str, alias: str, number: str) -> None:
    """Let the alias name this version, and no longer another.

    Raises:
        InvalidAlias: it has other characters, or is a reserved word.
        RegisteredModelNotFound, ModelVersionNotFound: there is none.
    """
    check_alias(alias)
    model = lock_model(actor=actor, project_id=project_id, name=name, role=Role.CONTRIBUTOR)
    version = version_of(model, number)
    require_own_run(actor, version.run_id)
    ModelAlias.objects.bulk_create(
        [ModelAlias(model=model, alias=alias, version=version)],
        update_conflicts=True,
        unique_fields=["model", "alias"],
        update_fields=["version"],
    )
    RegisteredModel.objects.filter(pk=model.pk).update(updated_at=clock.now())
    announce(model, ChangeKind.ALIAS_SET, alias=alias, version=version.number)


@transaction.atomic
def remove_alias(*, actor: Actor, project_id: int, name: str, alias: str) -> None:
    """Forget the alias; one that is not there is no error, as MLflow has it.

    Raises:
        InvalidAlias: none could be called so.
    """
    refuse_run_token(actor)
    check_alias_letters(alias)
    model = lock_model(actor=actor, project_id=project_id, name=name, role=Role.CONTRIBUTOR)
    ModelAlias.objects.filter(model=model, alias=alias).delete()
    announce(model, ChangeKind.ALIAS_DELETED, alias=alias)
