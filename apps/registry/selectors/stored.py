"""The whole registry of a project as it is stored, for whoever takes it elsewhere."""

from collections.abc import Iterator

from apps.accounts.contracts import Actor
from apps.core.clock import to_ms
from apps.projects.permissions import Role
from apps.projects.selectors import require_role
from apps.registry.contracts import StoredModel, StoredVersion
from apps.registry.models import ModelVersion, RegisteredModel


def iter_models(
    *, actor: Actor, project_id: int, after: str = "", size: int = 50
) -> Iterator[list[StoredModel]]:
    """The registered models and prompts by name, beyond `after`, so many at a time, each with all
    that belongs to it.

    Raises:
        ProjectNotFound: the actor is a stranger to the project.
    """
    require_role(actor=actor, project_id=project_id, role=Role.VIEWER)
    return _pages(project_id, after, size)


def _pages(project_id: int, after: str, size: int) -> Iterator[list[StoredModel]]:
    while page := _page(project_id, after, size):
        yield page
        after = page[-1].name


def _page(project_id: int, after: str, size: int) -> list[StoredModel]:
    models = RegisteredModel.objects.filter(project_id=project_id, name__gt=after)
    whole = models.prefetch_related("tags", "aliases__version", "versions__tags")
    return [_stored(model) for model in whole.order_by("name")[:size]]


def _stored(model: RegisteredModel) -> StoredModel:
    versions = sorted(model.versions.all(), key=lambda version: version.number)
    return StoredModel(
        name=model.name,
        description=model.description,
        created_at_ms=to_ms(model.created_at),
        updated_at_ms=to_ms(model.updated_at),
        last_number=model.last_number,
        tags={tag.key: tag.value for tag in model.tags.all()},
        aliases={alias.alias: alias.version.number for alias in model.aliases.all()},
        versions=tuple(_stored_version(version) for version in versions),
    )


def _stored_version(version: ModelVersion) -> StoredVersion:
    return StoredVersion(
        number=version.number,
        source=version.source,
        location=version.location,
        run_id=version.run_id,
        run_link=version.run_link,
        model_id=version.logged_model_id,
        description=version.description,
        stage=version.stage,
        created_at_ms=to_ms(version.created_at),
        updated_at_ms=to_ms(version.updated_at),
        tags={tag.key: tag.value for tag in version.tags.all()},
    )
