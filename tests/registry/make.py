"""Registered models and versions, for tests."""

import itertools
from typing import Any

from apps.accounts.contracts import Actor
from apps.projects.models import Project
from apps.registry.contracts import NewVersion, RegistryChange
from apps.registry.models import ModelVersion, RegisteredModel
from apps.registry.services import models, versions
from tests.accounts.make import make_actor

_numbers = itertools.count(1)
PROMPT = {"mlflow.prompt.is_prompt": "true"}


def make_model(actor: Actor, project: Project, name: str = "", **fields: Any) -> RegisteredModel:
    """A registered model."""
    name = name or f"model-{next(_numbers)}"
    return models.create_model(actor=actor, project_id=project.pk, name=name, **fields)


def make_version(actor: Actor, model: RegisteredModel, **fields: Any) -> ModelVersion:
    """A version of the model whose files are elsewhere."""
    new = NewVersion(**{"source": "s3://bucket/model", **fields})
    return versions.create_version(
        actor=actor, project_id=model.project_id, name=model.name, new=new
    )


class Heard(list[RegistryChange]):
    """What a receiver of the registry's signal heard."""

    def __call__(self, change: RegistryChange, **_: Any) -> None:
        self.append(change)

    @property
    def events(self) -> list[str]:
        """The words of the changes."""
        return [change.event for change in self]


def make_boss() -> Actor:
    """Somebody who may do everything everywhere."""
    return make_actor(is_admin=True)
