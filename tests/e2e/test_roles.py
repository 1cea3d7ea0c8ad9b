"""What somebody may not do is not offered, and what they may not see is not there."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.client import Client
from tests.e2e.conftest import open_tab, signed_in_state
from tests.naiad_process import NaiadProcess


def person(naiad: NaiadProcess, browser: Browser, email: str) -> dict[str, object]:
    link = naiad.run("user", "create", email).split()[-1]
    return signed_in_state(browser, link)


@pytest.fixture(scope="module")
def viewer_state(naiad: NaiadProcess, browser: Browser) -> dict[str, object]:
    state = person(naiad, browser, "viewer@example.org")
    naiad.run("member", "add", "demo", "viewer@example.org", "viewer")
    return state


@pytest.fixture
def viewer(
    naiad: NaiadProcess, browser: Browser, viewer_state: dict[str, object]
) -> Iterator[Page]:
    yield from open_tab(browser, naiad.url, viewer_state)


@pytest.fixture(scope="module")
def stranger_state(naiad: NaiadProcess, browser: Browser) -> dict[str, object]:
    return person(naiad, browser, "stranger@example.org")


@pytest.fixture
def stranger(
    naiad: NaiadProcess, browser: Browser, stranger_state: dict[str, object]
) -> Iterator[Page]:
    yield from open_tab(browser, naiad.url, stranger_state)


def test_viewer_reads_but_is_offered_no_job_form(viewer: Page) -> None:
    viewer.goto("/projects/demo/jobs")
    expect(viewer.get_by_role("heading", name="Jobs")).to_be_visible()
    expect(viewer.get_by_role("link", name="Submit a job")).to_be_hidden()


def test_viewer_sees_members_but_cannot_add_any(viewer: Page) -> None:
    viewer.goto("/projects/demo/members")
    expect(viewer.get_by_text("viewer@example.org").first).to_be_visible()
    expect(viewer.get_by_role("button", name="Add member")).to_be_hidden()


def test_stranger_is_told_that_there_is_nothing(stranger: Page, client: Client) -> None:
    run_id = client.make_run(name="secret")
    for path in ("/projects/demo", "/projects/demo/runs", f"/projects/demo/runs/{run_id}"):
        stranger.goto(path)
        expect(stranger.get_by_text("not a member").first).to_be_visible()


def test_stranger_has_no_projects_yet(stranger: Page) -> None:
    stranger.goto("/")
    expect(stranger.get_by_role("heading", name="Projects")).to_be_visible()
    expect(stranger.get_by_role("link", name="Demo")).to_be_hidden()
