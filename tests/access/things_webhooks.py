"""A webhook behind the doors, whose receiver is not there."""

from typing import Any

from apps.accounts import selectors as accounts
from apps.webhooks.contracts import NewWebhook
from apps.webhooks.models import Delivery
from apps.webhooks.services import webhooks
from tests.projects.make import Cast
from tests.webhooks.make import make_delivery


def make_webhooks(cast: Cast, secret: str) -> dict[str, Any]:
    """A webhook with something it was told."""
    new = NewWebhook(
        name=f"{secret}-hook",
        url=f"http://127.0.0.1:9/{secret}",
        events=["registered_model.created"],
        description=secret,
        secret=secret,
    )
    owner = accounts.actor_for(cast.owner)
    webhook = webhooks.create_webhook(actor=owner, project_id=cast.project.pk, new=new)
    delivery: Delivery = make_delivery(webhook)
    return {"webhook_id": webhook.pk, "delivery_id": delivery.pk}
