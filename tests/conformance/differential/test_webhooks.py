"""Webhooks, and what their receivers are told."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from mlflow.entities.webhook import Webhook, WebhookEvent
from mlflow.webhooks.delivery import _generate_hmac_signature

from tests.conformance.differential import differences
from tests.conformance.differential.both import Both
from tests.conformance.differential.here import Here
from tests.conformance.differential.marks import DIFFERENTIAL
from tests.webhooks.receiver import Receiver, Told, answers

pytestmark = DIFFERENTIAL

SECRET = "s3cret"
URL = "http://127.0.0.1:9/hook"
CREATED = {"entity": "REGISTERED_MODEL", "action": "CREATED"}
EVENTS: list[Any] = [
    "registered_model.created",
    "model_version.created",
    "model_version_tag.set",
    "model_version_tag.deleted",
    "model_version_alias.created",
    "model_version_alias.deleted",
    "prompt.created",
    "prompt_version.created",
    "prompt_tag.set",
    "prompt_tag.deleted",
    "prompt_version_tag.set",
    "prompt_version_tag.deleted",
    "prompt_alias.created",
    "prompt_alias.deleted",
]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    receiver.start()
    yield receiver
    receiver.stop()


def shown(webhook: Webhook) -> dict[str, Any]:
    """What a client can see of a webhook."""
    return {
        "webhook_id": webhook.webhook_id,
        "name": webhook.name,
        "url": webhook.url,
        "events": sorted(str(event) for event in webhook.events),
        "status": str(webhook.status),
        "description": webhook.description,
        "secret": webhook.secret,
        "creation_timestamp": webhook.creation_timestamp,
        "last_updated_timestamp": webhook.last_updated_timestamp,
        "workspace": webhook.workspace,
    }


def showing(call: Callable[..., Webhook]) -> Callable[..., dict[str, Any]]:
    """The call, with what can be seen of the webhook as its result."""
    return lambda *args, **kwargs: shown(call(*args, **kwargs))


def test_a_webhook_is_made_changed_and_deleted(both: Both) -> None:
    def scenario(here: Here) -> None:
        client = here.client
        made = here.see(
            "create",
            showing(client.create_webhook),
            name="ci",
            url=URL,
            events=["registered_model.created", "prompt_tag.set"],
            description="d",
            secret=SECRET,
        )
        assert made is not None
        webhook_id = made["webhook_id"]
        here.see("get", showing(client.get_webhook), webhook_id)
        here.see("rename", showing(client.update_webhook), webhook_id, name="new.name_1")
        here.see("disable", showing(client.update_webhook), webhook_id, status="DISABLED")
        here.see("events", showing(client.update_webhook), webhook_id, events=["prompt.created"])
        here.see("no description", showing(client.update_webhook), webhook_id, description="")
        here.see("no secret", showing(client.update_webhook), webhook_id, secret="")
        here.see("bare", showing(client.create_webhook), name="b", url=URL, events=EVENTS)
        here.see(
            "disabled",
            showing(client.create_webhook),
            name="c",
            url=URL,
            events=EVENTS[:1],
            status="DISABLED",
        )
        here.see("delete", client.delete_webhook, webhook_id)
        here.see("deleted twice", client.delete_webhook, webhook_id)
        here.see("get deleted", showing(client.get_webhook), webhook_id)
        here.see("update deleted", showing(client.update_webhook), webhook_id, name="x")

    both(scenario)


def test_webhooks_are_listed_in_pages(both: Both) -> None:
    def scenario(here: Here) -> None:
        for number in range(3):
            here.client.create_webhook(name=f"w{number}", url=URL, events=EVENTS[:1])
        page = here.client.list_webhooks(max_results=2)
        here.note("first", [[webhook.name for webhook in page], bool(page.token)])
        rest = here.client.list_webhooks(max_results=2, page_token=page.token)
        here.note("second", [[webhook.name for webhook in rest], bool(rest.token)])
        here.get("no limit", "webhooks", params={"max_results": 0})
        for limit in (-1, 1001, "many"):
            here.get(f"limit {limit}", "webhooks", params={"max_results": limit})
        here.get("token", "webhooks", params={"page_token": "nonsense"})

    both(scenario)


BAD: dict[str, dict[str, Any]] = {
    "no name": {"name": None},
    "empty name": {"name": ""},
    "bad name": {"name": "-x"},
    "name with spaces": {"name": "a b"},
    "long name": {"name": "x" * 64},
    "longest name": {"name": "x" * 63},
    "no url": {"url": None},
    "empty url": {"url": ""},
    "no scheme": {"url": "example.org"},
    "other scheme": {"url": "ftp://127.0.0.1/"},
    "no host": {"url": "http://"},
    "no events": {"events": None},
    "empty events": {"events": []},
    "events of another type": {"events": "all"},
    "no such pair": {"events": [{"entity": "PROMPT", "action": "DELETED"}]},
    "numbers": {"events": [{"entity": 2, "action": 1}]},
    "empty secret": {"secret": ""},
    "a number as secret": {"secret": 5},
}


def test_bad_webhooks_are_refused_alike(both: Both) -> None:
    def scenario(here: Here) -> None:
        for label, bad in BAD.items():
            body = {"name": "ci", "url": URL, "events": [CREATED], **bad}
            sent = {name: value for name, value in body.items() if value is not None}
            here.post(label, "webhooks", sent)
        here.get("how many", "webhooks")
        body = {"name": "ci", "url": URL, "events": [CREATED], "status": "PAUSED"}
        here.post("no such status", "webhooks", body, differs=differences.UNKNOWN_STATUS)
        here.get("no such", "webhooks/00000000-0000-4000-8000-000000000000")
        here.post("test no such", "webhooks/00000000-0000-4000-8000-000000000000/test")

    both(scenario)


def test_a_receiver_is_told_the_same(both: Both, receiver: Receiver) -> None:
    def scenario(here: Here) -> None:
        receiver.told.clear()
        client = here.client
        client.create_webhook(name="all", url=receiver.url, events=EVENTS, secret=SECRET)
        for told, (label, happen) in enumerate(happenings(here), start=1):
            happen()
            here.note(label, heard(receiver, told))
        here.note("all of it", len(receiver.told))

    both(scenario)


def happenings(here: Here) -> list[tuple[str, Callable[[], Any]]]:
    """Each thing that a receiver is told of, in an order in which it can be done."""
    client = here.client
    model, prompt = here.unique("model"), here.unique("prompt")
    source = "s3://bucket/model"
    mark = {"mlflow.prompt.is_prompt": "true"}
    text = {**mark, "mlflow.prompt.text": "Hi {{name}}", "lang": "en"}

    def send(method: str, path: str, **body: Any) -> Any:
        return here.send(method, path, json={"name": prompt, **body}).raise_for_status()

    def pairs(tags: dict[str, str]) -> list[dict[str, str]]:
        return [{"key": key, "value": value} for key, value in tags.items()]

    return [
        ("model", lambda: client.create_registered_model(model, {"a": "b"}, "d")),
        ("bare model", lambda: client.create_registered_model(here.unique("bare"))),
        ("version", lambda: client.create_model_version(model, source, tags={"a": "b"})),
        ("described", lambda: client.create_model_version(model, source, description="d")),
        ("tag", lambda: client.set_model_version_tag(model, "1", "k", "v")),
        ("untag", lambda: client.delete_model_version_tag(model, "1", "k")),
        ("alias", lambda: client.set_registered_model_alias(model, "best", "2")),
        ("unalias", lambda: client.delete_registered_model_alias(model, "best")),
        # MLflow's client does not touch prompts by these names of the calls.
        ("prompt", lambda: send("POST", "registered-models/create", tags=pairs(mark))),
        (
            "prompt version",
            lambda: send("POST", "model-versions/create", source="dummy-source", tags=pairs(text)),
        ),
        ("prompt tag", lambda: send("POST", "registered-models/set-tag", key="k", value="v")),
        ("prompt untag", lambda: send("DELETE", "registered-models/delete-tag", key="k")),
        (
            "prompt version tag",
            lambda: send("POST", "model-versions/set-tag", version="1", key="k", value="v"),
        ),
        (
            "prompt version untag",
            lambda: send("DELETE", "model-versions/delete-tag", version="1", key="k"),
        ),
        (
            "prompt alias",
            lambda: send("POST", "registered-models/alias", version="1", alias="best"),
        ),
        ("prompt unalias", lambda: send("DELETE", "registered-models/alias", alias="best")),
    ]


def heard(receiver: Receiver, count: int) -> dict[str, Any]:
    """The last of so many requests, when it has come, and whether its signature is right."""
    deadline = time.monotonic() + 30
    while len(receiver.told) < count and time.monotonic() < deadline:
        time.sleep(0.02)
    assert len(receiver.told) >= count, "the receiver was not told"
    return understood(receiver.told[count - 1])


def understood(told: Told) -> dict[str, Any]:
    headers = {name: value for name, value in told.headers.items() if name.startswith("X-")}
    delivery_id, timestamp = headers["X-MLflow-Delivery-Id"], headers["X-MLflow-Timestamp"]
    expected = _generate_hmac_signature(SECRET, delivery_id, timestamp, told.body)
    body = json.loads(told.body)
    return {
        "headers": sorted(headers),
        "type": told.headers["Content-Type"],
        "signed": headers.get("X-MLflow-Signature") == expected,
        "order": list(body),
        "said": body | {"timestamp": body["timestamp"][-6:]},
        "recent": abs(int(timestamp) - time.time()) < 60,
    }


@pytest.mark.parametrize("event", EVENTS)
def test_a_test_says_the_same(both: Both, receiver: Receiver, event: Any) -> None:
    def scenario(here: Here) -> None:
        receiver.told.clear()
        client = here.client
        webhook = client.create_webhook(
            name="t", url=receiver.url, events=EVENTS[:1], secret=SECRET
        )
        result = client.test_webhook(webhook.webhook_id, WebhookEvent.from_str(event))
        here.note("result", vars(result))
        here.note("told", heard(receiver, 1))

    both(scenario)


def test_a_test_tells_of_a_receiver_in_trouble(both: Both, receiver: Receiver) -> None:
    def scenario(here: Here) -> None:
        client = here.client
        webhook = client.create_webhook(name="t", url=receiver.url, events=EVENTS[:1])
        receiver.plan.append(answers(404, "nobody here"))
        here.note("404", vars(client.test_webhook(webhook.webhook_id)))
        nobody = client.create_webhook(name="n", url=URL, events=EVENTS[:1])
        result = client.test_webhook(nobody.webhook_id)
        here.note("nobody", [result.success, result.response_status, bool(result.error_message)])
        here.post("no such event", f"webhooks/{webhook.webhook_id}/test", {
            "event": {"entity": "PROMPT", "action": "EXCEEDED"}
        })  # fmt: skip

    both(scenario)
