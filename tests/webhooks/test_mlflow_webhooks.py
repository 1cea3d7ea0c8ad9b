"""MLflow's endpoints of webhooks."""

import json
from typing import Any

import pytest

from apps.projects.permissions import Role
from apps.webhooks.models import Webhook
from tests.mlflow_api.make import Client, Refused, make_client
from tests.projects.make import make_project
from tests.webhooks.make import make_webhook
from tests.webhooks.receiver import Receiver, answers

pytestmark = pytest.mark.django_db

CREATED = {"entity": "REGISTERED_MODEL", "action": "CREATED"}
URL = "http://127.0.0.1:9/hook"


def maintainer() -> Client:
    return make_client(Role.MAINTAINER)


def create(client: Client, **fields: Any) -> Any:
    body = {"name": "ci", "url": URL, "events": [CREATED], **fields}
    return client.post("webhooks", **body)["webhook"]


def test_a_webhook_is_answered_without_its_secret() -> None:
    client = maintainer()
    made = create(client, secret="s3cret", description="For the CI.")
    assert set(made) == {
        "webhook_id", "name", "url", "events", "status", "description",
        "creation_timestamp", "last_updated_timestamp",
    }  # fmt: skip
    assert client.get(f"webhooks/{made['webhook_id']}")["webhook"] == made
    assert "s3cret" not in json.dumps(client.get("webhooks"))


def test_a_secret_is_not_readable_in_the_database() -> None:
    create(maintainer(), secret="s3cret")
    assert "s3cret" not in Webhook.objects.get().sealed_secret


def test_events_come_as_words_numbers_and_once() -> None:
    numbers = {"entity": 2, "action": 1}
    made = create(maintainer(), events=[numbers, CREATED, CREATED])
    assert made["events"] == [CREATED, {"entity": "MODEL_VERSION", "action": "CREATED"}]


def test_what_is_left_out_of_a_change_stays() -> None:
    client = maintainer()
    made = create(client, secret="s", description="d")
    changed = client.call("PATCH", f"webhooks/{made['webhook_id']}", status="DISABLED")["webhook"]
    assert {**changed, "last_updated_timestamp": 0} == {
        **made, "status": "DISABLED", "last_updated_timestamp": 0
    }  # fmt: skip
    assert Webhook.objects.get().has_secret


def test_an_empty_secret_or_description_is_none() -> None:
    client = maintainer()
    path = f"webhooks/{create(client, secret='s', description='d')['webhook_id']}"
    assert "description" not in client.call("PATCH", path, secret="", description="")["webhook"]
    assert not Webhook.objects.get().has_secret


def test_a_deleted_webhook_is_gone() -> None:
    client = maintainer()
    path = f"webhooks/{create(client)['webhook_id']}"
    client.call("DELETE", path)
    with pytest.raises(Refused) as refused:
        client.get(path)
    assert (refused.value.status, refused.value.code) == (404, "RESOURCE_DOES_NOT_EXIST")


def test_webhooks_are_listed_in_pages_newest_first() -> None:
    client = maintainer()
    names = [create(client, name=f"w{number}")["name"] for number in range(5)]
    seen: list[str] = []
    token = ""
    for _ in range(3):
        page = client.get("webhooks", max_results=2, page_token=token)
        seen += [webhook["name"] for webhook in page["webhooks"]]
        token = page.get("next_page_token", "")
    assert (seen, token) == (names[::-1], "")


def test_a_page_costs_the_same_for_one_and_for_twenty(
    django_assert_num_queries: Any,
) -> None:
    client = maintainer()
    create(client)
    client.get("webhooks")
    for count in (1, 20):
        for _ in range(count - 1):
            create(client)
        with django_assert_num_queries(6):
            client.get("webhooks")


def test_another_projects_webhooks_are_not_listed() -> None:
    make_webhook()
    assert maintainer().get("webhooks")["webhooks"] == []


BAD = {
    "no name": {"name": ""},
    "a bad name": {"name": "-x"},
    "a long name": {"name": "x" * 64},
    "no url": {"url": ""},
    "another scheme": {"url": "ftp://example.org"},
    "nobody's host": {"url": "https://nobody.invalid/"},
    "metadata": {"url": "http://169.254.169.254/"},
    "no events": {"events": []},
    "half an event": {"events": [{"entity": "PROMPT"}]},
    "no such pair": {"events": [{"entity": "PROMPT", "action": "DELETED"}]},
    "no such word": {"events": [{"entity": "RUN", "action": "CREATED"}]},
    "events of another type": {"events": "all"},
    "no such status": {"status": "PAUSED"},
    "a long description": {"description": "x" * 1001},
    "a NUL": {"description": "a\0b"},
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_bad_input_is_refused_and_makes_nothing(bad: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        create(maintainer(), **bad)
    assert (refused.value.status, refused.value.code) == (400, "INVALID_PARAMETER_VALUE")
    assert not Webhook.objects.exists()


CHANGES_NOTHING = ("no name", "no url", "no events")


@pytest.mark.parametrize(
    "bad", [values for name, values in BAD.items() if name not in CHANGES_NOTHING]
)
def test_a_bad_change_is_refused_and_changes_nothing(bad: dict[str, Any]) -> None:
    client = maintainer()
    made = create(client)
    with pytest.raises(Refused) as refused:
        client.call("PATCH", f"webhooks/{made['webhook_id']}", **{"name": "new", **bad})
    assert refused.value.code == "INVALID_PARAMETER_VALUE"
    assert client.get(f"webhooks/{made['webhook_id']}")["webhook"] == made


@pytest.mark.parametrize("limit", [-1, 1001, "many"])
def test_a_page_has_bounds(limit: object) -> None:
    with pytest.raises(Refused, match="max_results"):
        maintainer().get("webhooks", max_results=limit)


def test_a_token_that_is_none_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        maintainer().get("webhooks", page_token="nonsense")
    assert refused.value.code == "INVALID_PARAMETER_VALUE"


@pytest.mark.parametrize("webhook_id", ["nonsense", "00000000-0000-4000-8000-000000000000"])
def test_an_unknown_webhook_does_not_exist(webhook_id: str) -> None:
    for method, path in (("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/test")):
        with pytest.raises(Refused) as refused:
            maintainer().call(method, f"webhooks/{webhook_id}{path}")
        assert refused.value.code == "RESOURCE_DOES_NOT_EXIST"


def test_a_test_tells_what_the_receiver_answered(receiver: Receiver) -> None:
    client = maintainer()
    made = create(client, url=receiver.url, secret="s3cret")
    path = f"webhooks/{made['webhook_id']}/test"
    assert client.post(path)["result"] == {
        "success": True, "response_status": 200, "response_body": "thanks"
    }  # fmt: skip
    receiver.plan.append(answers(500, "down"))
    event = {"entity": "PROMPT_TAG", "action": "SET"}
    assert client.post(path, event=event)["result"] == {
        "success": False, "response_status": 500, "response_body": "down"
    }  # fmt: skip
    first, second = (json.loads(told.body) for told in receiver.told)
    assert first["data"]["name"] == "example_model"
    assert (second["entity"], second["data"]["key"]) == ("prompt_tag", "example_key")
    assert "X-MLflow-Signature" in receiver.told[0].headers


def test_a_test_of_nobody_says_why() -> None:
    client = maintainer()
    result = client.post(f"webhooks/{create(client)['webhook_id']}/test")["result"]
    assert result["success"] is False
    assert "No connection" in result["error_message"]


def test_a_test_of_no_event_is_refused(receiver: Receiver) -> None:
    client = maintainer()
    path = f"webhooks/{create(client, url=receiver.url)['webhook_id']}/test"
    with pytest.raises(Refused) as refused:
        client.post(path, event={"entity": "PROMPT", "action": "EXCEEDED"})
    assert refused.value.code == "INVALID_PARAMETER_VALUE"
    assert receiver.told == []


def test_a_contributor_may_not_even_look() -> None:
    project = make_project()
    webhook = make_webhook(project)
    client = make_client(Role.CONTRIBUTOR, project)
    for path in ("webhooks", f"webhooks/{webhook.pk}"):
        with pytest.raises(Refused) as refused:
            client.get(path)
        assert refused.value.code == "PERMISSION_DENIED"
