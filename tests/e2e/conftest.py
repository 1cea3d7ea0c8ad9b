"""One Naiad and one Chromium for all journeys; a fresh signed-in tab for each."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e.client import Client
from tests.naiad_process import NaiadProcess

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.timeout(180))


@pytest.fixture(scope="session")
def naiad(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NaiadProcess]:
    # The receivers of webhooks are on this machine.
    environment = {"NAIAD_WEBHOOK_ALLOW_PRIVATE": "true"}
    folder = tmp_path_factory.mktemp("naiad")
    process = NaiadProcess(data_dir=folder, environment=environment).start()
    yield process
    process.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium") or "/usr/bin/chromium"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def admin_state(naiad: NaiadProcess, browser: Browser) -> dict[str, object]:
    """The cookies of the admin, signed in once by the link that the start printed."""
    return signed_in_state(browser, naiad.sign_in_link)


@pytest.fixture
def page(naiad: NaiadProcess, browser: Browser, admin_state: dict[str, object]) -> Iterator[Page]:
    """A tab of the admin that fails the test when the page logs an error."""
    yield from open_tab(browser, naiad.url, admin_state)


@pytest.fixture
def client(naiad: NaiadProcess) -> Client:
    """The admin's API client."""
    return Client(url=naiad.url, token=naiad.token())


def signed_in_state(browser: Browser, link: str) -> dict[str, object]:
    """What a browser keeps after it followed a sign-in link."""
    context = browser.new_context()
    tab = context.new_page()
    tab.goto(link)
    expect(tab.get_by_role("navigation").first).to_be_visible(timeout=15_000)
    state = dict(context.storage_state())
    context.close()
    return state


def open_tab(browser: Browser, url: str, state: dict[str, object]) -> Iterator[Page]:
    """A tab with these cookies; an uncaught error or a CSP violation in it is a failure."""
    context = browser.new_context(
        base_url=url,
        storage_state=state,  # type: ignore[arg-type]  # playwright's TypedDict
        viewport={"width": 1440, "height": 900},
        reduced_motion="reduce",
    )
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("console", lambda message: _note(complaints, message.type, message.text))
    yield tab
    context.close()
    assert not complaints, complaints


def _note(complaints: list[str], kind: str, text: str) -> None:
    # Refused requests are part of some journeys; what may never happen is a CSP violation.
    if kind == "error" and "Content Security Policy" in text:
        complaints.append(text)
