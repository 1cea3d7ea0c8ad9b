"""Searches of registered models and versions, page by page."""

from collections.abc import Sequence
from datetime import datetime

from apps.accounts.contracts import Actor
from apps.projects.permissions import Role
from apps.projects.selectors import require_role
from apps.registry import pages, search
from apps.registry.constants import MAX_MODEL_PAGE, MAX_VERSION_PAGE
from apps.registry.contracts import ModelPage, RegistrySearch, VersionPage
from apps.registry.models import ModelVersion, RegisteredModel
from apps.registry.pages import Column
from apps.registry.search import Order
from apps.registry.selectors.models import model_infos
from apps.registry.selectors.shown import shown_version

_TIMES = {"creation_timestamp": "created_at", "last_updated_timestamp": "updated_at"}


def search_models(*, actor: Actor, project_id: int, search_for: RegistrySearch) -> ModelPage:
    """The registered models of the project that match, a page at a time.

    Raises:
        InvalidSearch, BadPageToken: the filter, the order or the token is not understood.
    """
    require_role(actor=actor, project_id=project_id, role=Role.VIEWER)
    conditions = search.parse_filter(search_for.filter, search.MODELS)
    columns = _model_columns(search.parse_order(search_for.order_by, search.MODELS))
    limit = pages.check_limit(search_for.limit, MAX_MODEL_PAGE)
    models = RegisteredModel.objects.filter(project_id=project_id).matching(conditions)
    rest = models.filter(pages.after(search_for.page_token, columns))
    found = list(rest.order_by(*pages.order_of(columns))[: limit + 1])
    page = found[:limit]
    return ModelPage(
        models=model_infos(page),
        next_page_token=pages.token_after(page[-1], columns) if len(found) > limit else None,
    )


def search_versions(*, actor: Actor, project_id: int, search_for: RegistrySearch) -> VersionPage:
    """The versions in the project that match, a page at a time.

    Raises:
        InvalidSearch, BadPageToken: the filter, the order or the token is not understood.
    """
    require_role(actor=actor, project_id=project_id, role=Role.VIEWER)
    conditions = search.parse_filter(search_for.filter, search.VERSIONS)
    columns = _version_columns(search.parse_order(search_for.order_by, search.VERSIONS))
    limit = pages.check_limit(search_for.limit, MAX_VERSION_PAGE)
    versions = ModelVersion.objects.filter(model__project_id=project_id).matching(conditions)
    rest = versions.filter(pages.after(search_for.page_token, columns))
    found = list(rest.order_by(*pages.order_of(columns)).with_all()[: limit + 1])
    page = found[:limit]
    return VersionPage(
        versions=[shown_version(version) for version in page],
        next_page_token=pages.token_after(page[-1], columns) if len(found) > limit else None,
    )


def _model_columns(orders: Sequence[Order]) -> list[Column]:
    """The order that was asked for, then by name."""
    columns = [_column(order, {"name": "name"}) for order in orders]
    if not any(column.field == "name" for column in columns):
        columns.append(Column(field="name", of=str))
    return columns


def _version_columns(orders: Sequence[Order]) -> list[Column]:
    """The order that was asked for, without one the newest change first; then by name and number,
    the highest first."""
    names = {"name": "model__name", "version_number": "number"}
    asked = orders or [Order(key="last_updated_timestamp", descending=True)]
    columns = [_column(order, names) for order in asked]
    fields = {column.field for column in columns}
    if "model__name" not in fields:
        columns.append(Column(field="model__name", of=str))
    if "number" not in fields:
        columns.append(Column(field="number", of=int, descending=True))
    return columns


def _column(order: Order, names: dict[str, str]) -> Column:
    if order.key in _TIMES:
        return Column(field=_TIMES[order.key], of=datetime, descending=order.descending)
    of: type[str] | type[int] = int if order.key == "version_number" else str
    return Column(field=names[order.key], of=of, descending=order.descending)
