"""Telling of a change: other packages within the transaction, open pages after it."""

from typing import Any

from apps.core.events import publish_on_commit
from apps.registry.contracts import ChangeKind, RegistryChange
from apps.registry.events import RegisteredModelChanged
from apps.registry.models import RegisteredModel
from apps.registry.selectors.models import is_prompt
from apps.registry.signals import registry_changed


def announce(model: RegisteredModel, kind: ChangeKind, **about: Any) -> None:
    """Tell that this happened to the model; `about` are further fields of the change."""
    about.setdefault("is_prompt", kind is not ChangeKind.MODEL_DELETED and is_prompt(model))
    change = RegistryChange(kind=kind, project_id=model.project_id, name=model.name, **about)
    registry_changed.send(sender=RegistryChange, change=change)
    publish_on_commit(RegisteredModelChanged(project_key=model.project.key, name=model.name))
