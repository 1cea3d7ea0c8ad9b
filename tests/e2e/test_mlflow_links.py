"""The addresses that MLflow's client prints open the page that shows the same."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.client import Client
from tests.naiad_process import NaiadProcess


@pytest.fixture(scope="module")
def names(naiad: NaiadProcess) -> dict[str, str]:
    """What stands in braces in the addresses."""
    client = Client(url=naiad.url, token=naiad.token())
    run, other = client.make_run(name="linked"), client.make_run(name="beside")
    experiment = str(client.call("GET", f"/api/v1/runs/{run}")["experiment_id"])
    made = client.mlflow(
        "logged-models",
        {"experiment_id": experiment, "name": "linked-model", "source_run_id": run},
    )
    return {
        "run": run,
        "other": other,
        "experiment": experiment,
        "model": made["model"]["info"]["model_id"],
    }


EMAIL, PASSWORD = "links@example.org", "kept-through-the-sign-in"

ADDRESSES = {
    "/#/experiments/{experiment}": "/projects/demo/runs?experiments=",
    "/#/experiments/{experiment}?workspace=demo": "/projects/demo/runs?experiments=",
    "/#/experiments/{experiment}/runs/{run}": "/projects/demo/runs/{run}",
    "/#/experiments/{experiment}/runs/{run}?workspace=demo": "/projects/demo/runs/{run}",
    "/#/experiments/{experiment}/runs/{run}/artifacts": "/projects/demo/runs/{run}?tab=artifacts",
    "/#/experiments/{experiment}/models/{model}": "/projects/demo/logged-models/{model}",
    '/#/compare-runs?runs=["{run}","{other}"]&experiments=["{experiment}"]': (
        "/projects/demo/compare?runs="
    ),
    '/#/metric/loss?runs=["{run}"]&experiments=["{experiment}"]': (
        "/projects/demo/runs/{run}?tab=charts"
    ),
    '/#/compare-experiments/s?experiments=["{experiment}","{experiment}"]': (
        "/projects/demo/runs?experiments="
    ),
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_printed_address_opens_our_page(page: Page, names: dict[str, str], address: str) -> None:
    page.goto(address.format(**names))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    wanted = ADDRESSES[address].format(**names)
    page.wait_for_url(lambda url: wanted in url, timeout=10_000)
    assert "#" not in page.url


def test_printed_address_opens_while_another_page_is_open(
    page: Page, names: dict[str, str]
) -> None:
    page.goto("/projects/demo/jobs")
    expect(page.get_by_role("heading", name="Jobs", level=1)).to_be_visible()
    page.evaluate(
        f"window.location.hash = '#/experiments/{names['experiment']}/runs/{names['run']}'"
    )
    expect(page.get_by_role("heading", name="linked")).to_be_visible()


def test_printed_address_survives_the_sign_in(
    browser: Browser, naiad: NaiadProcess, names: dict[str, str]
) -> None:
    link = naiad.run("user", "create", EMAIL).split()[-1]
    naiad.run("member", "add", "demo", EMAIL, "viewer")
    context = browser.new_context(base_url=naiad.url)
    tab = context.new_page()
    tab.goto(link)
    expect(tab.get_by_role("navigation").first).to_be_visible(timeout=15_000)
    set_password(tab)
    context.clear_cookies()
    tab.goto(f"/#/experiments/{names['experiment']}/runs/{names['run']}?workspace=demo")
    tab.get_by_label("E-mail").fill(EMAIL)
    tab.get_by_role("textbox", name="Password").fill(PASSWORD)
    tab.get_by_role("button", name="Sign in", exact=True).click()
    expect(tab.get_by_role("heading", name="linked")).to_be_visible(timeout=10_000)
    context.close()


def set_password(tab: Page) -> None:
    tab.goto("/account")
    tab.get_by_role("textbox", name="New password").fill(PASSWORD)
    tab.get_by_role("button", name="Set password").click()
    expect(tab.get_by_text("Your password is changed.")).to_be_visible()
