"""Composable filters over webhooks and their deliveries."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import OuterRef, QuerySet, Subquery

from apps.accounts.contracts import Actor
from apps.projects import selectors as projects
from apps.webhooks.constants import DeliveryState

if TYPE_CHECKING:
    from apps.webhooks.models import Delivery, Webhook  # noqa: F401  # named in the bases


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those of projects that the actor may read; the gate for a role comes after."""
        return self.filter(project__in=projects.visible_project_ids(actor=actor))

    def newest_first(self) -> Self:
        """The last one made at the top."""
        return self.order_by("-created_at", "-pk")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, now: datetime) -> Self:
        """Those that wait for nothing but a sender."""
        return self.filter(state=DeliveryState.PENDING, next_attempt_at__lte=now)

    def first_of_each_webhook(self, webhooks: QuerySet["Webhook"], most: int) -> Self:
        """Of each webhook the delivery that has waited longest, of some webhooks."""
        own = self.filter(webhook=OuterRef("pk")).order_by("next_attempt_at", "pk")
        waiting = webhooks.annotate(first=Subquery(own.values("pk")[:1])).exclude(first=None)
        firsts = list(waiting.order_by("pk").values_list("first", flat=True)[:most])
        return self.filter(pk__in=firsts)
