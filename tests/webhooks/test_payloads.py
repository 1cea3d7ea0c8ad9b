"""What is sent is what MLflow's server would send."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from mlflow.entities.webhook import VALID_ENTITY_ACTIONS, WebhookEvent
from mlflow.webhooks import constants as mlflow_constants
from mlflow.webhooks.delivery import _generate_hmac_signature
from mlflow.webhooks.types import get_example_payload_for_event, get_payload_class_for_event

from apps.registry.contracts import ChangeKind, RegistryChange
from apps.webhooks import payloads
from apps.webhooks.constants import EVENTS

pytestmark = pytest.mark.any_database

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def change(kind: ChangeKind, **fields: Any) -> RegistryChange:
    values = {"project_id": 1, "name": "m", "is_prompt": False, **fields}
    return RegistryChange(kind=kind, **values)


def test_the_events_are_mlflows() -> None:
    theirs = {f"{noun}.{verb}" for noun, verbs in VALID_ENTITY_ACTIONS.items() for verb in verbs}
    assert set(EVENTS) == theirs


@pytest.mark.parametrize("event", EVENTS)
def test_an_example_is_mlflows(event: str) -> None:
    theirs = get_example_payload_for_event(WebhookEvent.from_str(event))  # type: ignore[arg-type]  # one of its words
    assert payloads.example_of(event) == theirs


def test_a_signature_is_mlflows() -> None:
    headers = payloads.headers_of(delivery_id="d", body='{"ä": 1}', at=AT, secret="s3cret")
    theirs = _generate_hmac_signature("s3cret", "d", str(int(AT.timestamp())), '{"ä": 1}')
    assert headers[mlflow_constants.WEBHOOK_SIGNATURE_HEADER] == theirs
    assert headers[mlflow_constants.WEBHOOK_DELIVERY_ID_HEADER] == "d"
    assert headers[mlflow_constants.WEBHOOK_TIMESTAMP_HEADER] == str(int(AT.timestamp()))


def test_without_a_secret_nothing_is_signed() -> None:
    headers = payloads.headers_of(delivery_id="d", body="{}", at=AT, secret="")
    assert mlflow_constants.WEBHOOK_SIGNATURE_HEADER not in headers


def test_a_body_names_event_time_and_workspace() -> None:
    body = json.loads(payloads.body_of("model_version.created", {"a": 1}, at=AT, workspace="room"))
    assert body == {
        "entity": "model_version",
        "action": "created",
        "timestamp": "2026-11-21T12:00:00+00:00",
        "data": {"a": 1},
        "workspace": "room",
    }


@pytest.mark.parametrize("is_prompt", [False, True])
@pytest.mark.parametrize("kind", ChangeKind)
def test_every_change_is_told_in_the_fields_of_its_event(kind: ChangeKind, is_prompt: bool) -> None:
    told = change(kind, is_prompt=is_prompt, version=3, alias="a", key="k", value="v")
    data = payloads.data_of(told)
    if told.event not in EVENTS:
        assert data is None
        return
    theirs = get_payload_class_for_event(WebhookEvent.from_str(told.event))  # type: ignore[arg-type]
    assert data is not None
    assert theirs is not None
    assert set(data) == set(theirs.__annotations__)


def test_a_versions_run_and_description_are_null_where_there_is_none() -> None:
    data = payloads.data_of(change(ChangeKind.VERSION_CREATED, version=2, source="s"))
    assert data == {
        "name": "m", "version": "2", "source": "s", "run_id": None, "tags": {}, "description": None
    }  # fmt: skip


def test_a_prompts_marks_are_left_out() -> None:
    tags = {"mlflow.prompt.is_prompt": "true", "_mlflow_prompt_type": "text",
            "mlflow.prompt.text": "Hi {{name}}", "lang": "en"}  # fmt: skip
    data = payloads.data_of(
        change(ChangeKind.VERSION_CREATED, is_prompt=True, version=1, tags=tags)
    )
    assert data is not None
    assert (data["template"], data["tags"]) == ("Hi {{name}}", {"lang": "en"})
