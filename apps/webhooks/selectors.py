"""Reads of webhooks and their deliveries. All of it is for maintainers: a URL may be a secret."""

from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Q

from apps.accounts.contracts import Actor
from apps.core.api import paging
from apps.projects import selectors as projects
from apps.projects.permissions import Role
from apps.webhooks.errors import DeliveryNotFound, WebhookNotFound
from apps.webhooks.models import Delivery, Webhook

NEEDED = Role.MAINTAINER
Row = TypeVar("Row", Webhook, Delivery)


def list_webhooks(
    *, actor: Actor, project_id: int, limit: int = 100, page_token: str = ""
) -> tuple[list[Webhook], str | None]:
    """A project's webhooks, newest first, and the token of the next page."""
    projects.require_role(actor=actor, project_id=project_id, role=NEEDED)
    found = Webhook.objects.filter(project=project_id).newest_first()
    if page_token:
        found = found.filter(_after(page_token))
    return _page(list(found[: limit + 1]), limit)


def get_webhook(*, actor: Actor, webhook_id: str | UUID, project_key: str = "") -> Webhook:
    """The webhook, of this project if one is named.

    Raises:
        WebhookNotFound: there is none, or the actor is a stranger to its project.
        RoleTooWeak, MissingScope: they are a member who may not manage webhooks.
    """
    found = Webhook.objects.select_related("project", "created_by").visible_to(actor)
    if project_key:
        found = found.filter(project__key=project_key)
    webhook = found.filter(pk=as_id(webhook_id)).first()
    if webhook is None:
        raise WebhookNotFound(f"There is no webhook with the id {webhook_id}.")
    projects.require_role(actor=actor, project_id=webhook.project_id, role=NEEDED)
    return webhook


def list_deliveries(
    webhook: Webhook, *, limit: int = 20, page_token: str = ""
) -> tuple[list[Delivery], str | None]:
    """What a webhook that the caller has been let into was told, newest first, in pages."""
    found = Delivery.objects.filter(webhook=webhook).order_by("-created_at", "-pk")
    if page_token:
        found = found.filter(_after(page_token))
    return _page(list(found[: limit + 1]), limit)


def get_delivery(webhook: Webhook, *, delivery_id: UUID) -> Delivery:
    """A delivery of a webhook that the caller has been let into.

    Raises:
        DeliveryNotFound: there is none.
    """
    delivery = Delivery.objects.filter(webhook=webhook, pk=delivery_id).first()
    if delivery is None:
        raise DeliveryNotFound("There is no such delivery of this webhook.")
    return delivery


def as_id(text: str | UUID) -> UUID:
    """The id of a webhook.

    Raises:
        WebhookNotFound: it is none, so there is no such webhook.
    """
    if isinstance(text, UUID):
        return text
    try:
        return UUID(text)
    except ValueError as exc:
        raise WebhookNotFound(f"There is no webhook with the id {text}.") from exc


def _page(found: list[Row], limit: int) -> tuple[list[Row], str | None]:
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    return found[:limit], paging.encode([last.created_at.isoformat(), str(last.pk)])


def _after(page_token: str) -> Q:
    position = paging.decode(page_token, length=2)
    try:
        before, row_id = datetime.fromisoformat(str(position[0])), UUID(str(position[1]))
    except ValueError as exc:
        raise paging.BadPageToken("The page token is not valid.") from exc
    return Q(created_at__lt=before) | Q(created_at=before, pk__lt=row_id)
