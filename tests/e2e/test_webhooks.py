"""A webhook from its first line to what its receiver answered."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.client import Client
from tests.e2e.conftest import open_tab, signed_in_state
from tests.naiad_process import NaiadProcess
from tests.webhooks.receiver import Receiver, answers


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Somebody's server, on this machine."""
    receiver = Receiver()
    receiver.start()
    yield receiver
    receiver.stop()


def test_a_webhook_is_made_tried_out_told_and_told_again(
    page: Page, client: Client, receiver: Receiver
) -> None:
    page.goto("/projects/demo/webhooks")
    page.get_by_role("button", name="New webhook").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("deploy")
    dialog.get_by_label("URL").fill("http://169.254.169.254/latest/meta-data/")
    dialog.get_by_label("Secret", exact=True).fill("s3cret")
    dialog.get_by_label("Model created").check()
    dialog.get_by_role("button", name="Create webhook").click()
    expect(dialog.get_by_role("alert")).to_contain_text("belongs to the machine's own cloud")
    dialog.get_by_label("URL").fill(receiver.url)
    dialog.get_by_role("button", name="Create webhook").click()
    expect(dialog).to_be_hidden()

    page.get_by_role("button", name="Test").click()
    receiver.plan.append(answers(201, "heard"))
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("The receiver answered with status 201")).to_be_visible()
    assert "X-MLflow-Signature" in receiver.told[0].headers
    page.keyboard.press("Escape")

    receiver.plan.append(answers(404, "no such hook"))
    client.mlflow("registered-models/create", {"name": "hooked"})
    page.get_by_role("button", name="Deliveries").click()
    drawer = page.get_by_role("dialog", name="Deliveries of deploy")
    expect(drawer.get_by_text("1 attempt, last: 404")).to_be_visible(timeout=20_000)
    drawer.get_by_role("button", name="Redeliver").click()
    expect(drawer.get_by_text("1 attempt, last: 200")).to_be_visible(timeout=20_000)
    first, second = (told.headers["X-MLflow-Delivery-Id"] for told in receiver.told[1:])
    assert first == second
    assert json.loads(receiver.told[2].body)["data"]["name"] == "hooked"


def test_a_contributor_is_told_who_manages_webhooks(naiad: NaiadProcess, browser: Browser) -> None:
    link = naiad.run("user", "create", "hooks@example.org").split()[-1]
    naiad.run("member", "add", "demo", "hooks@example.org", "contributor")
    for tab in open_tab(browser, naiad.url, signed_in_state(browser, link)):
        tab.goto("/projects/demo/webhooks")
        expect(tab.get_by_text("Your role does not see webhooks")).to_be_visible()
        expect(tab.get_by_role("button", name="New webhook")).to_be_hidden()
