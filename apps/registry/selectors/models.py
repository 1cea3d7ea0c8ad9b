"""One registered model, and what is shown of it."""

from collections.abc import Sequence

from apps.accounts.contracts import Actor
from apps.projects.permissions import Role
from apps.projects.selectors import require_role
from apps.registry.constants import PROMPT_TAG
from apps.registry.contracts import ModelInfo, VersionInfo
from apps.registry.errors import RegisteredModelNotFound
from apps.registry.models import ModelVersion, RegisteredModel
from apps.registry.names import check_model_name
from apps.registry.selectors.shown import shown_version


def get_model(
    *, actor: Actor, project_id: int, name: str, role: Role = Role.VIEWER
) -> RegisteredModel:
    """The registered model, if the actor has at least this role in the project.

    Raises:
        RegisteredModelNotFound: the project has none of this name.
        InvalidModelName: none could have it.
    """
    require_role(actor=actor, project_id=project_id, role=role)
    check_model_name(name)
    found = RegisteredModel.objects.filter(project_id=project_id, name=name)
    model = found.select_related("project", "created_by").first()
    if model is None:
        raise RegisteredModelNotFound(
            f"Registered Model with name={name} not found.", fix="Check the name and the workspace."
        )
    return model


def is_prompt(model: RegisteredModel) -> bool:
    """Whether the model is a prompt, by its tag."""
    return model.tags.filter(key=PROMPT_TAG, value__iexact="true").exists()


def model_info(model: RegisteredModel) -> ModelInfo:
    """What is to be shown of a model that the caller has been let see."""
    return model_infos([model])[0]


def model_infos(models: Sequence[RegisteredModel]) -> list[ModelInfo]:
    """What is to be shown of models that the caller has been let see, in their order."""
    ids = [model.pk for model in models]
    newest: dict[int, list[VersionInfo]] = {}
    found = ModelVersion.objects.filter(model__in=ids).newest_in_stages()
    for version in found.with_all().order_by("number"):
        newest.setdefault(version.model_id, []).append(shown_version(version))
    loaded = RegisteredModel.objects.prefetch_related("tags", "aliases__version")
    rows = loaded.select_related("created_by").in_bulk(ids)
    return [_info(rows[pk], newest.get(pk, [])) for pk in ids if pk in rows]


def _info(model: RegisteredModel, newest: list[VersionInfo]) -> ModelInfo:
    aliases = sorted(model.aliases.all(), key=lambda each: each.alias)
    tags = sorted(model.tags.all(), key=lambda each: each.key)
    return ModelInfo(
        name=model.name,
        project_id=model.project_id,
        created_at=model.created_at,
        updated_at=model.updated_at,
        created_by=model.created_by.email if model.created_by else "",
        description=model.description,
        tags={tag.key: tag.value for tag in tags},
        aliases={alias.alias: alias.version.number for alias in aliases},
        latest_versions=newest,
    )
