"""Webhooks, deliveries and a receiver for tests."""

import itertools
from collections.abc import Sequence
from typing import Any

from apps.core import clock
from apps.projects.models import Project
from apps.webhooks.contracts import NewWebhook
from apps.webhooks.models import Delivery, Webhook
from apps.webhooks.services import webhooks
from tests.accounts.make import make_actor
from tests.projects.make import make_project

_numbers = itertools.count(1)
EVENT = "registered_model.created"


def make_webhook(
    project: Project | None = None,
    *,
    url: str = "http://127.0.0.1:9/hook",
    events: Sequence[str] = (EVENT,),
    secret: str = "",
    is_active: bool = True,
) -> Webhook:
    """A webhook, in a project of its own unless one is given."""
    project = project or make_project()
    new = NewWebhook(
        name=f"hook-{next(_numbers)}", url=url, events=events, secret=secret, is_active=is_active
    )
    webhook = webhooks.create_webhook(
        actor=make_actor(project.created_by), project_id=project.pk, new=new
    )
    return Webhook.objects.select_related("project").get(pk=webhook.pk)


def make_delivery(webhook: Webhook | None = None, **fields: Any) -> Delivery:
    """Something that a webhook is to be told now."""
    now = clock.now()
    values = {"event": EVENT, "body": "{}", "created_at": now, "next_attempt_at": now, **fields}
    return Delivery.objects.create(webhook=webhook or make_webhook(), **values)
