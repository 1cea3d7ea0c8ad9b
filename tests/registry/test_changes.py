"""Every change of the registry is told, within its transaction."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from apps.accounts.contracts import Actor
from apps.projects.models import Project
from apps.registry.contracts import ChangeKind
from apps.registry.models import RegisteredModel
from apps.registry.services import aliases, models, versions
from apps.registry.signals import registry_changed
from tests.projects.make import make_project
from tests.registry.make import PROMPT, Heard, make_boss, make_model, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard() -> Iterator[Heard]:
    receiver = Heard()
    registry_changed.connect(receiver, weak=False)
    yield receiver
    registry_changed.disconnect(receiver)


def change_all(actor: Actor, project: Project, tags: dict[str, str]) -> None:
    """Everything that can happen to a model, once."""
    place: dict[str, Any] = {"actor": actor, "project_id": project.pk}
    model = make_model(actor, project, "m", tags=tags)
    make_version(actor, model, tags=tags, source="dummy-source" if tags else "s3://b/m")
    version: dict[str, Any] = {**place, "name": "m", "number": "1"}
    versions.set_version_tags(**version, tags={"k": "v"})
    versions.remove_version_tag(**version, key="k")
    models.set_model_tags(**place, name="m", tags={"k": "v"})
    models.remove_model_tag(**place, name="m", key="k")
    aliases.set_alias(**version, alias="best")
    aliases.remove_alias(**place, name="m", alias="best")
    versions.describe_version(**version, description="d")
    versions.move_version(**version, to="Staging")
    models.describe_model(**place, name="m", description="d")
    versions.delete_version(**version)
    models.rename_model(**place, name="m", new_name="n")
    models.delete_model(**place, name="n")


def test_a_models_changes_are_told_in_mlflows_words(heard: Heard) -> None:
    change_all(make_boss(), make_project(), {})
    assert heard.events == [
        "registered_model.created",
        "model_version.created",
        "model_version_tag.set",
        "model_version_tag.deleted",
        "registered_model_tag.set",
        "registered_model_tag.deleted",
        "model_version_alias.created",
        "model_version_alias.deleted",
        "model_version.updated",
        "model_version.stage_changed",
        "registered_model.updated",
        "model_version.deleted",
        "registered_model.renamed",
        "registered_model.deleted",
    ]


def test_a_prompts_changes_are_told_as_a_prompts(heard: Heard) -> None:
    change_all(make_boss(), make_project(), PROMPT)
    assert [event for event in heard.events if not event.startswith("prompt")] == []
    assert heard.events[:4] == [
        "prompt.created",
        "prompt_version.created",
        "prompt_version_tag.set",
        "prompt_version_tag.deleted",
    ]


def test_a_change_says_what_happened(heard: Heard) -> None:
    actor, project = make_boss(), make_project()
    model = make_model(actor, project, "m")
    make_version(actor, model, description="One.", tags={"a": "1"})
    change = heard[-1]
    assert (change.kind, change.project_id, change.name, change.version) == (
        ChangeKind.VERSION_CREATED,
        project.pk,
        "m",
        1,
    )
    assert (change.source, change.description, change.tags) == (
        "s3://bucket/model",
        "One.",
        {"a": "1"},
    )


def test_a_receiver_that_raises_undoes_the_change() -> None:
    def refuse(**_: object) -> None:
        raise RuntimeError("no room")

    registry_changed.connect(refuse, weak=False)
    try:
        with pytest.raises(RuntimeError), transaction.atomic():
            make_model(make_boss(), make_project(), "m")
    finally:
        registry_changed.disconnect(refuse)
    assert not RegisteredModel.objects.filter(name="m").exists()
