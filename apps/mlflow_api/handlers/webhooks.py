"""Webhooks: those of the project in use, and any by its id."""

from typing import TYPE_CHECKING

from apps.core.clock import to_ms
from apps.core.errors import Invalid
from apps.mlflow_api import words
from apps.mlflow_api.call import Call
from apps.mlflow_api.contracts import Json
from apps.mlflow_api.messages import webhooks as messages
from apps.mlflow_api.messages.common import Empty
from apps.mlflow_api.wire import missing
from apps.webhooks import selectors
from apps.webhooks.contracts import NewWebhook, WebhookChange
from apps.webhooks.services import webhooks

if TYPE_CHECKING:
    from apps.webhooks.models import Webhook

MOST_IN_A_PAGE = 1000


def create(call: Call, body: messages.CreateWebhook) -> Json:
    if not body.events:
        raise missing("events")
    new = NewWebhook(
        name=body.name,
        url=body.url,
        events=[words.webhook_event_of(event.entity, event.action) for event in body.events],
        description=body.description,
        secret=body.secret,
        is_active=words.is_active_webhook(body.status),
    )
    return _answer(webhooks.create_webhook(actor=call.actor, project_id=call.project().pk, new=new))


def list_all(call: Call, body: messages.ListWebhooks) -> Json:
    limit = body.max_results or 100
    if not 1 <= limit <= MOST_IN_A_PAGE:
        raise Invalid(
            f"Invalid value {limit} for parameter 'max_results' supplied.",
            fix=f"It must be between 1 and {MOST_IN_A_PAGE}.",
        )
    found, token = selectors.list_webhooks(
        actor=call.actor, project_id=call.project().pk, limit=limit, page_token=body.page_token
    )
    answer: Json = {"webhooks": [_rendered(webhook) for webhook in found]}
    return {**answer, "next_page_token": token} if token else answer


def get(call: Call, _body: Empty) -> Json:
    return _answer(_named(call))


def update(call: Call, body: messages.UpdateWebhook) -> Json:
    events = [words.webhook_event_of(event.entity, event.action) for event in body.events]
    change = WebhookChange(
        name=body.name or None,
        url=body.url or None,
        events=events or None,
        description=body.description,
        secret=body.secret,
        is_active=None if body.status is None else words.is_active_webhook(body.status),
    )
    return _answer(webhooks.update_webhook(_named(call), change=change))


def delete(call: Call, _body: Empty) -> None:
    webhooks.delete_webhook(_named(call))


def test(call: Call, body: messages.TestWebhook) -> Json:
    webhook = _named(call)
    event = words.webhook_event_of(body.event.entity, body.event.action) if body.event else ""
    reply = webhooks.try_out(webhook, event=event)
    result: Json = {"success": reply.is_success}
    if reply.status is not None:
        result |= {"response_status": reply.status, "response_body": reply.body}
    if reply.error:
        result["error_message"] = reply.error
    return {"result": result}


def _named(call: Call) -> "Webhook":
    return selectors.get_webhook(actor=call.actor, webhook_id=call.path["webhook_id"])


def _answer(webhook: "Webhook") -> Json:
    return {"webhook": _rendered(webhook)}


def _rendered(webhook: "Webhook") -> Json:
    """The webhook without its secret, which is never told again."""
    rendered: Json = {
        "webhook_id": str(webhook.pk),
        "name": webhook.name,
        "url": webhook.url,
        "events": [_event(event) for event in webhook.events],
        "status": "ACTIVE" if webhook.is_active else "DISABLED",
        "creation_timestamp": to_ms(webhook.created_at),
        "last_updated_timestamp": to_ms(webhook.updated_at),
    }
    if webhook.description:
        rendered["description"] = webhook.description
    return rendered


def _event(event: str) -> Json:
    entity, _, action = event.upper().partition(".")
    return {"entity": entity, "action": action}
