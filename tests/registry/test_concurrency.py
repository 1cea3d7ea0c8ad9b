"""What several writers at once may not do to a model."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from apps.core.errors import DomainError
from apps.registry.models import ModelAlias, ModelVersion, RegisteredModel
from apps.registry.services import aliases, models, versions
from tests.projects.make import make_project
from tests.registry.make import make_boss, make_model, make_version

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*writers: Callable[[], object]) -> list[str]:
    """What came of each: the code of its refusal, or nothing."""
    start = Barrier(len(writers))

    def write(writer: Callable[[], object]) -> str:
        try:
            start.wait()
            writer()
        except DomainError as error:
            return error.code
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(writers)) as pool:
        return sorted(pool.map(write, writers))


def test_a_name_is_won_by_exactly_one() -> None:
    actor, project = make_boss(), make_project()
    codes = at_once(*[lambda: make_model(actor, project, "m")] * 8)
    assert codes == ["", *["registered_model_exists"] * 7]
    assert RegisteredModel.objects.filter(project=project).count() == 1


def test_numbers_of_versions_never_collide() -> None:
    actor, project = make_boss(), make_project()
    model = make_model(actor, project)
    assert at_once(*[lambda: make_version(actor, model)] * 8) == [""] * 8
    numbers = ModelVersion.objects.filter(model=model).values_list("number", flat=True)
    assert sorted(numbers) == list(range(1, 9))


def test_two_models_are_not_renamed_alike() -> None:
    actor, project = make_boss(), make_project()
    for name in ("a", "b"):
        make_model(actor, project, name)

    def rename(name: str) -> None:
        models.rename_model(actor=actor, project_id=project.pk, name=name, new_name="c")

    codes = at_once(lambda: rename("a"), lambda: rename("b"))
    assert codes == ["", "registered_model_exists"]


def test_a_version_that_goes_takes_its_alias_along() -> None:
    actor, project = make_boss(), make_project()
    model = make_model(actor, project, "m")
    make_version(actor, model)
    version: dict[str, Any] = {"actor": actor, "project_id": project.pk, "name": "m", "number": "1"}
    codes = at_once(
        lambda: versions.delete_version(**version),
        lambda: aliases.set_alias(**version, alias="best"),
    )
    assert set(codes) <= {"", "model_version_not_found"}
    assert not ModelAlias.objects.exists()


def test_a_model_is_deleted_once() -> None:
    actor, project = make_boss(), make_project()
    make_model(actor, project, "m")

    def delete() -> None:
        models.delete_model(actor=actor, project_id=project.pk, name="m")

    codes = at_once(delete, delete, delete)
    assert codes == ["", "registered_model_not_found", "registered_model_not_found"]
