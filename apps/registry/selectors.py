"""Reads of the registry. Every one asks the gate of the project."""

from collections.abc import Iterable, Sequence

from django.db.models import Max, Q

from apps.accounts.contracts import Actor
from apps.core import errors
from apps.core.api import paging
from apps.projects.permissions import Role
from apps.projects.selectors import require_role
from apps.registry import search
from apps.registry.constants import MAX_MODEL_PAGE, MAX_VERSION_PAGE
from apps.registry.contracts import (
    ModelInfo,
    ModelPage,
    RegistrySearch,
    Stage,
    VersionInfo,
    VersionPage,
)
from apps.registry.errors import AliasNotFound, ModelVersionNotFound, RegisteredModelNotFound
from apps.registry.models import ModelAlias, ModelVersion, RegisteredModel
from apps.registry.names import as_stage, check_model_name


def get_model(
    *, actor: Actor, project_id: int, name: str, role: Role = Role.VIEWER
) -> RegisteredModel:
    """The registered model, if the actor has at least this role in the project.

    Raises:
        RegisteredModelNotFound: the project has none of this name.
    """
    require_role(actor=actor, project_id=project_id, role=role)
    check_model_name(name)
    model = RegisteredModel.objects.filter(project_id=project_id, name=name).first()
    if model is None:
        raise RegisteredModelNotFound(
            f"Registered Model with name={name} not found.", fix="Check the name and the workspace."
        )
    return model


def get_version(
    *, actor: Actor, project_id: int, name: str, number: str, role: Role = Role.VIEWER
) -> ModelVersion:
    """The version of the model.

    Raises:
        RegisteredModelNotFound, ModelVersionNotFound: there is none.
        Invalid: the number is not one.
    """
    model = get_model(actor=actor, project_id=project_id, name=name, role=role)
    versions = ModelVersion.objects.filter(model=model, number=_as_number(number))
    version = versions.with_all().first()
    if version is None:
        raise ModelVersionNotFound(
            f"Model Version (name={name}, version={number}) not found.", fix="Check the number."
        )
    return version


def get_version_by_alias(*, actor: Actor, project_id: int, name: str, alias: str) -> ModelVersion:
    """The version that the alias names.

    Raises:
        RegisteredModelNotFound, AliasNotFound: there is none.
    """
    model = get_model(actor=actor, project_id=project_id, name=name)
    named = ModelAlias.objects.filter(model=model, alias=alias).first()
    if named is None:
        raise AliasNotFound(f"Registered model alias {alias} not found.", fix="Check the alias.")
    return ModelVersion.objects.with_all().get(pk=named.version_id)


def model_info(model: RegisteredModel) -> ModelInfo:
    """What is to be shown of a model that the caller has been let see."""
    return _model_infos([model])[0]


def version_info(version: ModelVersion) -> VersionInfo:
    """What is to be shown of a version that the caller has been let see."""
    return VersionInfo(
        name=version.model.name,
        number=version.number,
        created_at=version.created_at,
        updated_at=version.updated_at,
        created_by=version.created_by.email if version.created_by else "",
        stage=Stage(version.stage),
        description=version.description,
        source=version.source,
        location=version.location,
        run_id=version.run_id,
        run_link=version.run_link,
        model_id=version.logged_model_id,
        tags={tag.key: tag.value for tag in version.tags.all()},
        aliases=sorted(alias.alias for alias in version.aliases.all()),
    )


def latest_versions(
    *, actor: Actor, project_id: int, name: str, stages: Iterable[str]
) -> list[VersionInfo]:
    """The newest version in each of the stages that has one.

    Raises:
        InvalidStage: one of the stages is none.
    """
    model = get_model(actor=actor, project_id=project_id, name=name)
    wanted = {as_stage(stage) for stage in stages}
    newest = _newest_in_stages([model.pk]).get(model.pk, [])
    return [version for version in newest if version.stage in wanted]


def search_models(*, actor: Actor, project_id: int, search_for: RegistrySearch) -> ModelPage:
    """The registered models of the project that match, a page at a time.

    Raises:
        InvalidSearch, BadPageToken: the filter, the order or the token is not understood.
    """
    require_role(actor=actor, project_id=project_id, role=Role.VIEWER)
    clauses = search.parse_filter(search_for.filter, attributes=search.MODEL_ATTRIBUTES)
    orders = search.parse_order(search_for.order_by, keys=search.MODEL_ORDER)
    start, end = _page_bounds(search_for, MAX_MODEL_PAGE)
    models = RegisteredModel.objects.filter(project_id=project_id).matching(clauses)
    found = list(models.in_order(orders).select_related("created_by")[start : end + 1])
    page = found[: end - start]
    return ModelPage(models=_model_infos(page), next_page_token=_next_token(found, page, end))


def search_versions(*, actor: Actor, project_id: int, search_for: RegistrySearch) -> VersionPage:
    """The versions in the project that match, a page at a time.

    Raises:
        InvalidSearch, BadPageToken: the filter, the order or the token is not understood.
    """
    require_role(actor=actor, project_id=project_id, role=Role.VIEWER)
    clauses = search.parse_filter(search_for.filter, attributes=search.VERSION_ATTRIBUTES)
    orders = search.parse_order(search_for.order_by, keys=search.VERSION_ORDER)
    start, end = _page_bounds(search_for, MAX_VERSION_PAGE)
    versions = ModelVersion.objects.filter(model__project_id=project_id).matching(clauses)
    found = list(versions.in_order(orders).with_all()[start : end + 1])
    page = found[: end - start]
    infos = [version_info(version) for version in page]
    return VersionPage(versions=infos, next_page_token=_next_token(found, page, end))


def _model_infos(models: Sequence[RegisteredModel]) -> list[ModelInfo]:
    newest = _newest_in_stages([model.pk for model in models])
    loaded = RegisteredModel.objects.prefetch_related("tags", "aliases__version")
    with_names = loaded.select_related("created_by").in_bulk([model.pk for model in models])
    return [_model_info(with_names[m.pk], newest.get(m.pk, [])) for m in models]


def _model_info(model: RegisteredModel, newest: list[VersionInfo]) -> ModelInfo:
    return ModelInfo(
        name=model.name,
        project_id=model.project_id,
        created_at=model.created_at,
        updated_at=model.updated_at,
        created_by=model.created_by.email if model.created_by else "",
        description=model.description,
        tags={tag.key: tag.value for tag in model.tags.all()},
        aliases={alias.alias: alias.version.number for alias in model.aliases.all()},
        latest_versions=newest,
    )


def _newest_in_stages(model_ids: Sequence[int]) -> dict[int, list[VersionInfo]]:
    highest = (
        ModelVersion.objects.filter(model__in=model_ids)
        .order_by()
        .values_list("model", "stage")
        .annotate(newest=Max("number"))
    )
    wanted = Q(pk__in=[])
    for model_id, _, number in highest:
        wanted |= Q(model=model_id, number=number)
    newest: dict[int, list[VersionInfo]] = {}
    for version in ModelVersion.objects.filter(wanted).with_all().order_by("number"):
        newest.setdefault(version.model_id, []).append(version_info(version))
    return newest


def _page_bounds(search_for: RegistrySearch, most: int) -> tuple[int, int]:
    if not 1 <= search_for.limit <= most:
        raise errors.Invalid(
            f"Invalid value {search_for.limit} for max_results: it must be from 1 to {most}.",
            fix="Ask for fewer, and follow next_page_token.",
        )
    start = 0
    if search_for.page_token:
        (start,) = paging.decode(search_for.page_token, length=1)
        if not isinstance(start, int) or start < 0:
            raise paging.BadPageToken("The page token is not valid.", fix="Start again.")
    return start, start + search_for.limit


def _next_token(found: Sequence[object], page: Sequence[object], end: int) -> str | None:
    return paging.encode([end]) if len(found) > len(page) else None


def _as_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise errors.Invalid(
            f"Parameter 'version' must be an integer, got {text!r}.", fix="Give a version's number."
        )
    return int(text)
