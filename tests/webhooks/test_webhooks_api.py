"""The REST API of webhooks."""

from typing import Any

import pytest

from apps.projects.models import Project
from apps.projects.permissions import Role
from apps.webhooks.models import Delivery, Webhook
from apps.webhooks.services import sending
from tests.accounts.make import make_client
from tests.projects.make import make_member, make_project
from tests.webhooks.make import make_delivery, make_webhook
from tests.webhooks.receiver import Receiver, answers

pytestmark = pytest.mark.django_db

NEW = {"name": "ci", "url": "http://127.0.0.1:9/hook", "events": ["model_version.created"]}


@pytest.fixture
def project() -> Project:
    return make_project("room")


@pytest.fixture
def client(project: Project) -> Any:
    return make_client(make_member(project, Role.MAINTAINER))


def address(webhook: Webhook | None = None, rest: str = "") -> str:
    one = f"/{webhook.pk}" if webhook else ""
    return f"/api/v1/projects/room/webhooks{one}{rest}"


def test_a_webhook_is_made_without_telling_its_secret(client: Any) -> None:
    made = client.post(address(), {**NEW, "secret": " s3cret "}, format="json")
    assert made.status_code == 201
    assert (made.json()["has_secret"], "s3cret" in made.content.decode()) == (True, False)
    [listed] = client.get(address()).json()["results"]
    assert listed == made.json()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "-bad-"),
        ("url", "http://169.254.169.254/"),
        ("url", "gopher://example.org"),
        ("events", []),
        ("events", ["run.finished"]),
    ],
)
def test_a_refusal_names_the_field(client: Any, field: str, value: object) -> None:
    refused = client.post(address(), {**NEW, field: value}, format="json")
    assert refused.status_code == 400
    assert any(name.startswith(field) for name in refused.json()["errors"])
    assert not Webhook.objects.exists()


def test_what_is_left_out_of_a_change_stays(client: Any, project: Project) -> None:
    webhook = make_webhook(project, secret="s")
    changed = client.patch(address(webhook), {"is_active": False}, format="json").json()
    assert (changed["is_active"], changed["has_secret"], changed["name"]) == (
        False, True, webhook.name
    )  # fmt: skip
    cleared = client.patch(address(webhook), {"secret": ""}, format="json").json()
    assert cleared["has_secret"] is False


def test_a_webhook_is_deleted(client: Any, project: Project) -> None:
    assert client.delete(address(make_webhook(project))).status_code == 204
    assert client.get(address()).json()["results"] == []


def test_a_webhook_is_looked_for_in_its_own_project(client: Any) -> None:
    assert client.get(address(make_webhook())).status_code == 404


def test_a_test_shows_the_answer(client: Any, project: Project, receiver: Receiver) -> None:
    receiver.plan.append(answers(418, "a teapot"))
    webhook = make_webhook(project, url=receiver.url)
    shown = client.post(address(webhook, "/test"), {}, format="json").json()
    assert shown == {"is_success": False, "status": 418, "body": "a teapot", "error": ""}


def test_deliveries_are_shown_in_pages_and_sent_again(
    client: Any, project: Project, receiver: Receiver
) -> None:
    receiver.plan.append(answers(404, "no"))
    webhook = make_webhook(project, url=receiver.url)
    delivery = make_delivery(webhook)
    sending.send_due()
    make_delivery(webhook)
    page = client.get(address(webhook, "/deliveries"), {"limit": 1}).json()
    rest = client.get(
        address(webhook, "/deliveries"), {"limit": 1, "page_token": page["next_page_token"]}
    ).json()
    [failed] = rest["results"]
    assert (failed["state"], failed["response_status"]) == ("failed", 404)
    again = client.post(address(webhook, f"/deliveries/{delivery.pk}/redeliver"))
    assert (again.status_code, again.json()["state"]) == (200, "pending")


def test_a_page_of_deliveries_costs_the_same_for_one_and_for_twenty(
    client: Any, project: Project, django_assert_num_queries: Any
) -> None:
    webhook = make_webhook(project)
    for count in (1, 19):
        for _ in range(count):
            make_delivery(webhook)
        client.get(address(webhook, "/deliveries"))
        with django_assert_num_queries(5):
            client.get(address(webhook, "/deliveries"))


def test_a_delivery_is_looked_for_at_its_own_webhook(client: Any, project: Project) -> None:
    webhook, other = make_webhook(project), make_delivery(make_webhook(project))
    answer = client.post(address(webhook, f"/deliveries/{other.pk}/redeliver"))
    assert answer.status_code == 404


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 101}, {"page_token": "nonsense"}])
def test_a_page_has_bounds(client: Any, project: Project, query: dict[str, Any]) -> None:
    webhook = make_webhook(project)
    assert client.get(address(webhook, "/deliveries"), query).status_code == 400
    assert Delivery.objects.count() == 0
