"""Lists of the registry as a person browses them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Max

from apps.accounts.contracts import Actor
from apps.projects.permissions import Role
from apps.projects.selectors import get_project
from apps.registry import pages
from apps.registry.constants import MAX_MODEL_PAGE, MAX_NAME
from apps.registry.contracts import ModelQuery, ModelRow, ModelRows, VersionInfo, VersionPage
from apps.registry.models import ModelVersion, RegisteredModel
from apps.registry.pages import Column
from apps.registry.selectors.models import get_model
from apps.registry.selectors.shown import shown_version

_NEWEST_FIRST = (
    Column(field="updated_at", of=datetime, descending=True),
    Column(field="name", of=str),
)
_BY_NUMBER = (Column(field="number", of=int, descending=True),)
_MOST_OF_A_RUN = 500


def list_models(*, actor: Actor, project_key: str, query: ModelQuery) -> ModelRows:
    """The project's models, or its prompts, the last changed first.

    Raises:
        ProjectNotFound: the actor is a stranger to the project.
        BadPageToken: the token is of no page of this list.
    """
    project = get_project(actor=actor, key=project_key, role=Role.VIEWER)
    models = RegisteredModel.objects.filter(project=project)
    models = models.prompts() if query.prompts else models.plain()
    if query.text:
        models = models.filter(name__icontains=query.text[:MAX_NAME].replace("\0", ""))
    limit = pages.check_limit(query.limit, MAX_MODEL_PAGE)
    rest = models.filter(pages.after(query.page_token, _NEWEST_FIRST))
    found = list(rest.order_by(*pages.order_of(_NEWEST_FIRST))[: limit + 1])
    page = found[:limit]
    token = pages.token_after(page[-1], _NEWEST_FIRST) if len(found) > limit else None
    return ModelRows(rows=rows_of(page), next_page_token=token)


def rows_of(models: list[RegisteredModel]) -> list[ModelRow]:
    """Lines of models that the caller has been let see, in their order."""
    ids = [model.pk for model in models]
    counted = RegisteredModel.objects.annotate(
        version_count=Count("versions"), latest=Max("versions__number")
    )
    whole = counted.select_related("created_by").prefetch_related("tags", "aliases__version")
    known: dict[int, Any] = whole.in_bulk(ids)
    return [
        ModelRow(
            name=model.name,
            description=model.description,
            created_at=model.created_at,
            updated_at=model.updated_at,
            created_by=model.created_by.email if model.created_by else "",
            version_count=model.version_count,
            latest=model.latest,
            tags={tag.key: tag.value for tag in model.tags.all()},
            aliases={alias.alias: alias.version.number for alias in model.aliases.all()},
        )
        for model in (known[pk] for pk in ids if pk in known)
    ]


def list_versions(
    *, actor: Actor, project_id: int, name: str, limit: int, page_token: str = ""
) -> VersionPage:
    """The model's versions, the newest first.

    Raises:
        RegisteredModelNotFound: there is no such model.
        BadPageToken: the token is of no page of this list.
    """
    model = get_model(actor=actor, project_id=project_id, name=name)
    limit = pages.check_limit(limit, MAX_MODEL_PAGE)
    versions = ModelVersion.objects.filter(model=model).with_all()
    rest = versions.filter(pages.after(page_token, _BY_NUMBER))
    found = list(rest.order_by(*pages.order_of(_BY_NUMBER))[: limit + 1])
    page = found[:limit]
    token = pages.token_after(page[-1], _BY_NUMBER) if len(found) > limit else None
    return VersionPage(versions=[shown_version(version) for version in page], next_page_token=token)


def list_versions_made_of(
    *,
    actor: Actor,
    project_key: str,
    run_id: str = "",
    model_id: str = "",
    model_ids: Sequence[str] = (),
) -> list[VersionInfo]:
    """The versions that were made of this run or these logged models, the newest first.

    Raises:
        ProjectNotFound: the actor is a stranger to the project.
    """
    project = get_project(actor=actor, key=project_key, role=Role.VIEWER)
    made = ModelVersion.objects.filter(model__project=project)
    models = [*model_ids, model_id] if model_id else model_ids
    of_this = made.filter(logged_model_id__in=models) if models else made.filter(run_id=run_id)
    newest = of_this.with_all().order_by("-created_at", "-pk")[:_MOST_OF_A_RUN]
    return [shown_version(version) for version in newest]
