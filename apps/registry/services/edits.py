"""Several changes of one model or version in one stroke, as a page sends them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from apps.accounts.contracts import Actor
from apps.registry.services import models, versions


@transaction.atomic
def edit_model(  # noqa: PLR0913  # each change is one of the form's fields
    *,
    actor: Actor,
    project_id: int,
    name: str,
    description: str | None = None,
    new_name: str | None = None,
    set_tags: Mapping[str, str] | None = None,
    remove_tags: Sequence[str] = (),
) -> str:
    """Describe, tag and rename the model; its name afterwards.

    Raises:
        RegisteredModelExists: the project has one of the new name.
        InvalidModelName, InvalidTag: it cannot be called or tagged so.
    """
    place: dict[str, Any] = {"actor": actor, "project_id": project_id, "name": name}
    if description is not None:
        models.describe_model(**place, description=description)
    if set_tags:
        models.set_model_tags(**place, tags=set_tags)
    for key in remove_tags:
        models.remove_model_tag(**place, key=key)
    if new_name is None or new_name == name:
        return name
    return models.rename_model(**place, new_name=new_name).name


@transaction.atomic
def edit_version(  # noqa: PLR0913  # each change is one of the form's fields
    *,
    actor: Actor,
    project_id: int,
    name: str,
    number: str,
    description: str | None = None,
    stage: str | None = None,
    archive_existing: bool = False,
    set_tags: Mapping[str, str] | None = None,
    remove_tags: Sequence[str] = (),
) -> None:
    """Describe, tag and move the version.

    Raises:
        InvalidTag: it cannot be tagged so.
        Invalid: existing versions can be archived only from a stage in use.
    """
    place: dict[str, Any] = {
        "actor": actor,
        "project_id": project_id,
        "name": name,
        "number": number,
    }
    if description is not None:
        versions.describe_version(**place, description=description)
    if set_tags:
        versions.set_version_tags(**place, tags=set_tags)
    for key in remove_tags:
        versions.remove_version_tag(**place, key=key)
    if stage is not None:
        versions.move_version(**place, to=stage, archive_existing=archive_existing)
