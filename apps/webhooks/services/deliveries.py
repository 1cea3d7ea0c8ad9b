"""Deliveries: written with what happened, claimed by one sender at a time, settled or put off."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from apps.core import clock
from apps.core.queue import TaskName, enqueue_on_commit
from apps.registry.contracts import RegistryChange
from apps.webhooks import payloads
from apps.webhooks.constants import CLAIM, DELIVERIES_KEPT, WAITS, DeliveryState
from apps.webhooks.contracts import Reply
from apps.webhooks.models import Delivery, Webhook


def tell_of(change: RegistryChange) -> None:
    """Write down who is to be told of a change of the registry, in the change's transaction."""
    data = payloads.data_of(change)
    if data is None:
        return
    listeners = Webhook.objects.filter(project=change.project_id, is_active=True)
    interested = [
        webhook for webhook in listeners.select_related("project") if change.event in webhook.events
    ]
    if not interested:
        return
    now = clock.now()
    body = payloads.body_of(change.event, data, at=now, workspace=interested[0].project.key)
    Delivery.objects.bulk_create(
        Delivery(
            webhook=webhook, event=change.event, body=body, created_at=now, next_attempt_at=now
        )
        for webhook in interested
    )
    enqueue_on_commit(TaskName.SEND_DELIVERIES)


@transaction.atomic
def redeliver(delivery: Delivery) -> Delivery:
    """Send it once more from the start, under its own id, by which a receiver knows it again."""
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    delivery.state = DeliveryState.PENDING
    delivery.attempts = 0
    delivery.next_attempt_at = clock.now()
    delivery.finished_at = None
    delivery.save(update_fields=["state", "attempts", "next_attempt_at", "finished_at"])
    enqueue_on_commit(TaskName.SEND_DELIVERIES)
    return delivery


def claim(delivery_id: UUID) -> Delivery | None:
    """The delivery, for this sender alone until the claim ends; None if another was quicker.

    The attempt is counted before it is made. A sender that is killed leaves a claim that ends,
    and then the delivery is due again.
    """
    now = clock.now()
    # One statement decides: of two senders one updates the row.
    mine = Delivery.objects.due(now).filter(pk=delivery_id)
    if not mine.update(claimed_at=now, next_attempt_at=now + CLAIM, attempts=F("attempts") + 1):
        return None
    return Delivery.objects.select_related("webhook").get(pk=delivery_id)


def settle(delivery: Delivery, reply: Reply) -> None:
    """Write down what came back: delivered, to be tried again, or given up."""
    now = clock.now()
    delivery.response_status = reply.status
    delivery.response_body = reply.body
    delivery.error = reply.error
    wait = _wait(delivery, reply)
    if wait is None:
        delivery.state = DeliveryState.DELIVERED if reply.is_success else DeliveryState.FAILED
        delivery.finished_at = now
    else:
        delivery.next_attempt_at = now + timedelta(seconds=wait)
    kept = Delivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts)
    # Somebody else's by now, if the claim ended in the meantime or it is sent anew.
    kept.update(
        claimed_at=None,
        response_status=delivery.response_status,
        response_body=delivery.response_body,
        error=delivery.error,
        state=delivery.state,
        finished_at=delivery.finished_at,
        next_attempt_at=delivery.next_attempt_at,
    )


def end_claims() -> None:
    """Make due again what senders of before had claimed. For when all of them are known dead."""
    claimed = Delivery.objects.filter(state=DeliveryState.PENDING, claimed_at__isnull=False)
    claimed.update(claimed_at=None, next_attempt_at=clock.now())


def forget_deliveries() -> int:
    """Forget what was settled long ago; how many they were."""
    old = Delivery.objects.filter(finished_at__lt=clock.now() - DELIVERIES_KEPT)
    return old.delete()[0]


def _wait(delivery: Delivery, reply: Reply) -> int | None:
    """Seconds until the next attempt; None when there is none."""
    if reply.is_success or reply.is_final or delivery.attempts > len(WAITS):
        return None
    return max(WAITS[delivery.attempts - 1], reply.retry_after or 0)
