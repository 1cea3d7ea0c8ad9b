"""The pass that sends what is due. Any number may run; each delivery is sent by one at a time."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.core.cache import cache

from apps.core import clock
from apps.core.sealed import CannotUnseal
from apps.webhooks import posting
from apps.webhooks.constants import CLAIM, PASS_SECONDS, SENDERS, SENT_AT_ONCE
from apps.webhooks.contracts import Parcel, Reply
from apps.webhooks.models import Delivery, Webhook
from apps.webhooks.services import deliveries, webhooks

Attempt = tuple[Delivery, Parcel | Reply]


def send_due() -> int:
    """Send until nothing is due or time is up; how many attempts were made.

    Of each webhook one delivery at a time, the oldest first, so that a receiver that does not
    answer holds nobody else up for longer than one answer may take.
    """
    sent = 0
    with _a_place() as mine:
        deadline = time.monotonic() + PASS_SECONDS
        while mine and time.monotonic() < deadline:
            batch = _claimed()
            if not batch:
                break
            _send(batch)
            sent += len(batch)
    return sent


@contextmanager
def _a_place() -> Iterator[bool]:
    """Whether this pass may send: only so many do at a time. A place that is left by a killed
    process is free again after a while."""
    seconds = PASS_SECONDS + int(CLAIM.total_seconds())
    places = (f"webhooks.sender:{number}" for number in range(SENDERS))
    place = next((key for key in places if cache.add(key, 1, timeout=seconds)), None)
    try:
        yield place is not None
    finally:
        if place is not None:
            cache.delete(place)


def _claimed() -> list[Attempt]:
    due = Delivery.objects.due(clock.now())
    firsts = due.first_of_each_webhook(Webhook.objects.all(), SENT_AT_ONCE)
    claimed = [deliveries.claim(pk) for pk in firsts.values_list("pk", flat=True)]
    return [(delivery, _prepared(delivery)) for delivery in claimed if delivery is not None]


def _prepared(delivery: Delivery) -> Parcel | Reply:
    if not delivery.webhook.is_active:
        return Reply(error="The webhook was disabled in the meantime.", is_final=True)
    try:
        return webhooks.parcel(delivery.webhook, delivery_id=str(delivery.pk), body=delivery.body)
    except CannotUnseal as exc:
        return Reply(error=f"{exc.message} {exc.fix}", is_final=True)


def _send(batch: list[Attempt]) -> None:
    # The threads only talk to receivers; the database stays with this one.
    with ThreadPoolExecutor(len(batch), thread_name_prefix="webhook") as threads:
        replies = threads.map(_reply, [prepared for _, prepared in batch])
        for (delivery, _), reply in zip(batch, replies, strict=True):
            deliveries.settle(delivery, reply)


def _reply(prepared: Parcel | Reply) -> Reply:
    return prepared if isinstance(prepared, Reply) else posting.post(prepared)
