"""From something that happened to somebody having been told, whatever goes wrong in between."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from mlflow.webhooks.delivery import _generate_hmac_signature

from apps.projects.models import Project
from apps.registry.contracts import ChangeKind, RegistryChange
from apps.registry.signals import registry_changed
from apps.webhooks.constants import CLAIM, DELIVERIES_KEPT, SENDERS, WAITS
from apps.webhooks.models import Delivery
from apps.webhooks.services import deliveries, sending, webhooks
from tests.projects.make import make_project
from tests.webhooks.make import make_delivery, make_webhook
from tests.webhooks.receiver import Receiver, answers, hangs_up

pytestmark = pytest.mark.django_db

Later = Callable[[float], datetime]


def happen(project: Project, kind: ChangeKind = ChangeKind.MODEL_CREATED) -> None:
    registry_changed.send(
        RegistryChange,
        change=RegistryChange(kind=kind, project_id=project.pk, name="m", is_prompt=False),
    )


def only() -> Delivery:
    return Delivery.objects.get()


# Written down


def test_whoever_asked_for_the_event_is_to_be_told() -> None:
    project = make_project("room")
    webhook = make_webhook(project)
    make_webhook(project, events=["model_version.created"])
    make_webhook(project, is_active=False)
    make_webhook()
    happen(project)
    assert only().webhook == webhook
    told = json.loads(only().body)
    assert (told["entity"], told["action"], told["workspace"]) == (
        "registered_model", "created", "room"
    )  # fmt: skip


def test_a_change_that_is_undone_tells_nobody() -> None:
    project = make_webhook().project
    with transaction.atomic():
        happen(project)
        transaction.set_rollback(True)
    assert not Delivery.objects.exists()


def test_what_is_no_event_tells_nobody() -> None:
    happen(make_webhook().project, ChangeKind.MODEL_RENAMED)
    assert not Delivery.objects.exists()


def test_twenty_webhooks_cost_no_more_queries_than_one() -> None:
    def queries(project: Project) -> int:
        with CaptureQueriesContext(connection, ) as captured:  # fmt: skip
            happen(project)
        return len(captured)

    one, many = make_project(), make_project()
    make_webhook(one)
    for _ in range(20):
        make_webhook(many)
    assert queries(many) == queries(one)


# Sent


def test_a_delivery_is_sent_signed_and_settled(receiver: Receiver) -> None:
    webhook = make_webhook(url=receiver.url, secret="s3cret")
    happen(webhook.project)
    assert sending.send_due() == 1
    [told] = receiver.told
    sent = only()
    assert told.body == sent.body
    assert told.headers["X-MLflow-Delivery-Id"] == str(sent.pk)
    timestamp = told.headers["X-MLflow-Timestamp"]
    assert told.headers["X-MLflow-Signature"] == _generate_hmac_signature(
        "s3cret", str(sent.pk), timestamp, told.body
    )
    assert (sent.state, sent.response_status, sent.response_body) == ("delivered", 200, "thanks")
    assert sent.finished_at is not None


def test_all_that_is_due_is_sent_in_one_pass(receiver: Receiver) -> None:
    webhook = make_webhook(url=receiver.url)
    first, second = make_delivery(webhook, body="1"), make_delivery(webhook, body="2")
    other = make_delivery(make_webhook(url=receiver.url), body="3")
    assert sending.send_due() == 3
    assert [told.body for told in receiver.told if told.body != other.body] == [
        first.body, second.body
    ]  # fmt: skip


@pytest.mark.parametrize("trouble", [answers(500), answers(429), hangs_up])
def test_what_may_pass_is_tried_again(receiver: Receiver, later: Later, trouble: Any) -> None:
    receiver.plan.append(trouble)
    sent = make_delivery(make_webhook(url=receiver.url))
    sending.send_due()
    assert (only().state, only().attempts) == ("pending", 1)
    assert sending.send_due() == 0
    later(WAITS[0])
    assert sending.send_due() == 1
    assert (only().state, only().attempts) == ("delivered", 2)
    ids = {told.headers["X-MLflow-Delivery-Id"] for told in receiver.told}
    assert ids == {str(sent.pk)}


@pytest.mark.parametrize("status", [302, 400, 401, 404, 410])
def test_what_will_not_pass_is_not_tried_again(receiver: Receiver, status: int) -> None:
    receiver.plan.append(answers(status, "no"))
    make_delivery(make_webhook(url=receiver.url))
    sending.send_due()
    assert (only().state, only().response_status, only().response_body) == ("failed", status, "no")


def test_after_the_last_attempt_it_is_given_up(receiver: Receiver, later: Later) -> None:
    receiver.stop()
    make_delivery(make_webhook(url=receiver.url))
    for wait in (*WAITS, 0):
        sending.send_due()
        later(wait)
    assert (only().state, only().attempts) == ("failed", len(WAITS) + 1)
    assert "No connection" in only().error


def test_a_receiver_may_ask_for_more_time(receiver: Receiver, later: Later) -> None:
    receiver.plan.append(answers(503, Retry_After="40"))
    make_delivery(make_webhook(url=receiver.url))
    sending.send_due()
    later(WAITS[0])
    assert sending.send_due() == 0
    later(40)
    assert sending.send_due() == 1


def test_one_receiver_that_is_down_holds_up_no_other(receiver: Receiver) -> None:
    make_delivery(make_webhook(url="http://127.0.0.1:9/"))
    make_delivery(make_webhook(url=receiver.url))
    sending.send_due()
    assert len(receiver.told) == 1


def test_a_webhook_that_was_disabled_meanwhile_is_not_told(receiver: Receiver) -> None:
    webhook = make_webhook(url=receiver.url, is_active=False)
    make_delivery(webhook)
    sending.send_due()
    assert receiver.told == []
    assert (only().state, only().error) == ("failed", "The webhook was disabled in the meantime.")


def test_a_secret_of_another_key_fails_and_says_so(receiver: Receiver, settings: Any) -> None:
    make_delivery(make_webhook(url=receiver.url, secret="s3cret"))
    settings.SECRET_KEY = "another-secret-key-0123456789-0123456789"
    sending.send_due()
    assert receiver.told == []
    assert only().state == "failed"
    assert "NAIAD_SECRET_KEY" in only().error


# Killed in between


def test_what_a_killed_sender_had_begun_is_sent_again(receiver: Receiver, later: Later) -> None:
    killed = deliveries.claim(make_delivery(make_webhook(url=receiver.url)).pk)
    assert killed is not None
    assert sending.send_due() == 0
    later(CLAIM.total_seconds())
    assert sending.send_due() == 1
    assert receiver.told[0].headers["X-MLflow-Delivery-Id"] == str(killed.pk)


def test_a_restart_need_not_wait_for_the_claim_to_end(receiver: Receiver) -> None:
    deliveries.claim(make_delivery(make_webhook(url=receiver.url)).pk)
    deliveries.end_claims()
    assert sending.send_due() == 1


def test_a_restart_hurries_nothing_that_waits_for_its_time(receiver: Receiver) -> None:
    receiver.plan.append(answers(500))
    make_delivery(make_webhook(url=receiver.url))
    sending.send_due()
    deliveries.end_claims()
    assert sending.send_due() == 0


def test_of_two_senders_one_gets_it() -> None:
    delivery = make_delivery()
    assert deliveries.claim(delivery.pk) is not None
    assert deliveries.claim(delivery.pk) is None


def test_a_sender_that_came_back_too_late_settles_nothing(later: Later) -> None:
    from apps.webhooks.contracts import Reply

    slow = deliveries.claim(make_delivery().pk)
    assert slow is not None
    later(CLAIM.total_seconds())
    deliveries.claim(slow.pk)
    deliveries.settle(slow, Reply(status=404, is_final=True))
    assert only().state == "pending"


def test_only_so_many_passes_run_at_a_time(receiver: Receiver) -> None:
    make_delivery(make_webhook(url=receiver.url))
    for number in range(SENDERS):
        cache.add(f"webhooks.sender:{number}", 1)
    assert sending.send_due() == 0


# Afterwards


def test_a_delivery_is_sent_again_on_demand_under_its_own_id(receiver: Receiver) -> None:
    receiver.plan.append(answers(404))
    delivery = make_delivery(make_webhook(url=receiver.url))
    sending.send_due()
    deliveries.redeliver(only())
    sending.send_due()
    assert only().state == "delivered"
    ids = [told.headers["X-MLflow-Delivery-Id"] for told in receiver.told]
    assert ids == [str(delivery.pk)] * 2


def test_old_deliveries_are_forgotten(later: Later, receiver: Receiver) -> None:
    make_delivery(make_webhook(url=receiver.url))
    sending.send_due()
    later(DELIVERIES_KEPT.total_seconds() - 60)
    assert deliveries.forget_deliveries() == 0
    later(120)
    assert deliveries.forget_deliveries() == 1


def test_a_deleted_webhook_takes_its_deliveries_along() -> None:
    delivery = make_delivery()
    webhooks.delete_webhook(delivery.webhook)
    assert not Delivery.objects.exists()
