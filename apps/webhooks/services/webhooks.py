"""Webhooks: made, changed, deleted, tried out."""

import uuid
from collections.abc import Sequence

from django.db import transaction

from apps.accounts.contracts import Actor
from apps.core import clock
from apps.core.errors import Invalid
from apps.core.sealed import CannotUnseal, seal, unseal
from apps.projects import selectors as projects
from apps.webhooks import addresses, payloads, posting, selectors
from apps.webhooks.constants import (
    DESCRIPTION_LENGTH,
    EVENTS,
    NAME,
    NAME_LENGTH,
    SECRET_LENGTH,
)
from apps.webhooks.contracts import NewWebhook, Parcel, Reply, WebhookChange
from apps.webhooks.models import Webhook

_PURPOSE = "webhooks.secret"


def create_webhook(*, actor: Actor, project_id: int, new: NewWebhook) -> Webhook:
    """A webhook of the project. Resolves its host, so it may take a while.

    Raises:
        Invalid: the name, the events or the address will not do.
        RoleTooWeak, MissingScope: the actor may not manage webhooks.
    """
    projects.require_role(actor=actor, project_id=project_id, role=selectors.NEEDED)
    change = WebhookChange(
        name=new.name,
        url=new.url,
        events=new.events,
        description=new.description,
        secret=new.secret,
        is_active=new.is_active,
    )
    _check(change)
    now = clock.now()
    webhook = Webhook(
        project_id=project_id, created_by_id=actor.user_id, created_at=now, updated_at=now
    )
    _apply(webhook, change)
    webhook.save(force_insert=True)
    return webhook


def update_webhook(webhook: Webhook, *, change: WebhookChange) -> Webhook:
    """Change what is given.

    Raises:
        Invalid: the name, the events or the address will not do.
    """
    # Before the transaction: the resolver may take its time.
    _check(change)
    with transaction.atomic():
        webhook = Webhook.objects.select_for_update().get(pk=webhook.pk)
        _apply(webhook, change)
        webhook.updated_at = clock.now()
        webhook.save()
    return webhook


@transaction.atomic
def delete_webhook(webhook: Webhook) -> None:
    """Remove the webhook with what it was told; what it waits to be told is not sent."""
    webhook.delete()


def try_out(webhook: Webhook, *, event: str = "") -> Reply:
    """What the receiver answers to an example, of its first event unless one is named.

    Raises:
        Invalid: there is no such event.
    """
    event = event or webhook.events[0]
    check_events([event])
    body = payloads.body_of(
        event, payloads.example_of(event), at=clock.now(), workspace=webhook.project.key
    )
    try:
        return posting.post(parcel(webhook, delivery_id=str(uuid.uuid4()), body=body))
    except CannotUnseal as exc:
        return Reply(error=f"{exc.message} {exc.fix}", is_final=True)


def parcel(webhook: Webhook, *, delivery_id: str, body: str) -> Parcel:
    """The request that tells the webhook this, signed now.

    Raises:
        CannotUnseal: the secret was kept under another secret key.
    """
    secret = unseal(webhook.sealed_secret, purpose=_PURPOSE) if webhook.sealed_secret else ""
    headers = payloads.headers_of(delivery_id=delivery_id, body=body, at=clock.now(), secret=secret)
    return Parcel(url=webhook.url, body=body.encode(), headers=headers)


def check_events(events: Sequence[str]) -> None:
    """Refuse what is no event.

    Raises:
        Invalid: there is none at all, or one that does not exist.
    """
    unknown = [event for event in events if event not in EVENTS]
    if unknown or not events:
        message = (
            f"There is no event {unknown[0]!r}."
            if unknown
            else "A webhook needs an event at least."
        )
        raise Invalid(message, fix=f"Choose of: {', '.join(EVENTS)}.", errors={"events": [message]})


def _check(change: WebhookChange) -> None:
    if change.name is not None:
        _check_name(change.name)
    if change.events is not None:
        check_events(change.events)
    _check_length("description", change.description, DESCRIPTION_LENGTH)
    _check_length("secret", change.secret, SECRET_LENGTH)
    # Last, since it asks the network.
    if change.url is not None:
        addresses.resolve(change.url)


def _check_name(name: str) -> None:
    if not NAME.fullmatch(name) or len(name) > NAME_LENGTH:
        rule = (
            f"Up to {NAME_LENGTH} letters, digits, dots, underscores and hyphens; "
            "begins and ends with a letter or a digit."
        )
        raise Invalid(
            f"The webhook's name {name!r} will not do.", fix=rule, errors={"name": [rule]}
        )


def _check_length(field: str, text: str | None, most: int) -> None:
    if text is not None and len(text) > most:
        rule = f"At most {most} characters."
        raise Invalid(f"The {field} is too long.", fix=rule, errors={field: [rule]})


def _apply(webhook: Webhook, change: WebhookChange) -> None:
    for name in ("name", "url", "description", "is_active"):
        if getattr(change, name) is not None:
            setattr(webhook, name, getattr(change, name))
    if change.events is not None:
        wanted = set(change.events)
        webhook.events = [event for event in EVENTS if event in wanted]
    if change.secret is not None:
        webhook.sealed_secret = seal(change.secret, purpose=_PURPOSE) if change.secret else ""
