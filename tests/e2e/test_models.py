"""Models and prompts: found, named, compared and deleted, with nothing cut off or unreadable."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.client import Client

IS_PROMPT = {"key": "mlflow.prompt.is_prompt", "value": "true"}
PAGES = (
    "models",
    "models?search=nobody",
    "models/seen",
    "models/seen/versions/1",
    "prompts",
    "prompts/hello",
    "prompts/hello?version=2&compare=1",
)


def make_version(client: Client, name: str, **fields: Any) -> None:
    client.mlflow("model-versions/create", {"name": name, "source": "s3://bucket/model", **fields})


def make_prompt(client: Client, name: str, *texts: str) -> None:
    client.mlflow("registered-models/create", {"name": name, "tags": [IS_PROMPT]})
    for text in texts:
        tags = [IS_PROMPT, {"key": "mlflow.prompt.text", "value": text}]
        make_version(client, name, source="dummy-source", tags=tags)


def serious(page: Page) -> list[tuple[str, str]]:
    """What axe finds that keeps somebody out."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        (finding["id"], finding["nodes"][0]["html"][:160])
        for finding in found
        if finding["impact"] in {"serious", "critical"}
    ]


def test_a_version_is_found_named_and_deleted(page: Page, client: Client) -> None:
    client.mlflow("registered-models/create", {"name": "digits"})
    page.goto("/projects/demo/models")
    expect(page.get_by_role("link", name="digits", exact=True)).to_be_visible()
    run_id = client.make_run(name="train")
    make_version(client, "digits", source=f"runs:/{run_id}/model", run_id=run_id)
    # Nobody reloads the page: it hears of the version.
    expect(page.get_by_text("Version 1")).to_be_visible()
    page.get_by_role("link", name="digits", exact=True).click()
    page.get_by_role("link", name="Version 1").click()
    page.get_by_label("New alias").fill("champion")
    page.get_by_role("button", name="Set alias").click()
    expect(page.get_by_text('load_model("models:/digits@champion")')).to_be_visible()
    page.get_by_role("link", name=run_id[:8]).click()
    expect(page.get_by_role("link", name="digits 1")).to_be_visible()
    page.goto("/#/models/digits/versions/1")
    expect(page.get_by_role("heading", name="Version 1")).to_be_visible()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Delete version").click()
    expect(page.get_by_text("No versions yet")).to_be_visible()
    page.get_by_role("button", name="Model actions").click()
    page.get_by_role("menuitem", name="Rename").click()
    page.get_by_label("New name").fill("figures")
    page.get_by_role("button", name="Rename").click()
    expect(page.get_by_role("heading", name="figures")).to_be_visible()
    page.get_by_role("button", name="Model actions").click()
    page.get_by_role("menuitem", name="Delete").click()
    page.get_by_role("button", name="Delete model").click()
    expect(page.get_by_role("heading", name="Models")).to_be_visible()
    expect(page.get_by_role("link", name="figures", exact=True)).to_be_hidden()


def test_a_prompt_is_read_and_compared(page: Page, client: Client) -> None:
    make_prompt(client, "greeting", "Hi {{ name }}!", "Hello {{ name }}!")
    page.goto("/#/prompts/greeting")
    expect(page.get_by_text("Hello {{ name }}!")).to_be_visible()
    page.get_by_placeholder("Compare with…").click()
    page.get_by_role("option", name="Compare with version 1").click()
    expect(page.get_by_role("heading", name="Version 1 → 2")).to_be_visible()
    expect(page.get_by_text("removed: Hi {{ name }}!")).to_be_visible()


@pytest.fixture(scope="module")
def seen(naiad: Any) -> None:
    """A model and a prompt to look at."""
    client = Client(url=naiad.url, token=naiad.token())
    tags = [{"key": "team", "value": "vision"}]
    body = {"name": "seen", "tags": tags, "description": "Reads **digits**."}
    client.mlflow("registered-models/create", body)
    for _ in range(2):
        make_version(client, "seen", tags=tags)
    client.mlflow("registered-models/alias", {"name": "seen", "alias": "best", "version": "1"})
    make_prompt(client, "hello", "Hi {{ name }}!", "Hello {{ name }}!\nHow are you?")


@pytest.mark.usefixtures("seen")
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_have_no_serious_finding_and_fit(page: Page, theme: str) -> None:
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  # one of the two words
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    for path in PAGES:
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(f"/projects/demo/{path}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_role("status", name="Loading")).to_have_count(0)
        assert not serious(page), path
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate(overflow) <= 0, path
