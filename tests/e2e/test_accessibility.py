"""Every page in both themes, at two widths: no serious finding of axe, nothing cut off."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.client import Client

PAGES = {
    "projects": "/",
    "overview": "/projects/demo",
    "experiments": "/projects/demo/experiments",
    "runs": "/projects/demo/runs",
    "run": "/projects/demo/runs/{run_id}",
    "charts": "/projects/demo/runs/{run_id}?tab=charts",
    "artifacts": "/projects/demo/runs/{run_id}?tab=artifacts",
    "console": "/projects/demo/runs/{run_id}?tab=console",
    "jobs": "/projects/demo/jobs",
    "new job": "/projects/demo/jobs/new",
    "members": "/projects/demo/members",
    "service accounts": "/projects/demo/service-accounts",
    "settings": "/projects/demo/settings",
    "tokens": "/tokens",
    "account": "/account",
}


@pytest.fixture(scope="module")
def run_id(naiad: object) -> str:
    client = Client(url=naiad.url, token=naiad.token())  # type: ignore[attr-defined]
    made = client.make_run(name="looked-at")
    for step in range(20):
        client.log(made, step, **{"train/loss": 1 / (step + 1), "val/loss": 2 / (step + 1)})
    return made


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_page_has_no_serious_finding(page: Page, run_id: str, name: str, theme: str) -> None:
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  # one of the two words
    page.goto(PAGES[name].format(run_id=run_id))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    serious = [
        (finding["id"], finding["nodes"][0]["html"][:160])
        for finding in found
        if finding["impact"] in {"serious", "critical"}
    ]
    assert not serious


@pytest.mark.parametrize("width", [1440, 1024])
@pytest.mark.parametrize("name", PAGES)
def test_page_does_not_scroll_sideways(page: Page, run_id: str, name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(PAGES[name].format(run_id=run_id))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) <= 0
