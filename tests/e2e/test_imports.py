"""An MLflow server moved over in the portal: begun, watched, opened; and what goes wrong."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e import mlflow_server
from tests.e2e.conftest import open_tab, signed_in_state
from tests.naiad_process import NaiadProcess
from tests.services import free_port

END = 60_000


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with mlflow_server.filled_server(tmp_path_factory.mktemp("mlflow")) as url:
        yield url


def _dialog(page: Page) -> Locator:
    page.goto("/imports?into=demo")
    return page.get_by_role("dialog", name="Import from MLflow")


def _start(page: Page, url: str, *, token: str = "") -> Locator:
    dialog = _dialog(page)
    dialog.get_by_label("Tracking server").fill(url)
    if token:
        dialog.get_by_text("Token", exact=True).click()
        dialog.get_by_label("Token", exact=False).last.fill(token)
    dialog.get_by_role("button", name="Start import").click()
    return dialog


def _cells(page: Page, kind: str) -> list[str]:
    row = page.get_by_role("row").filter(has=page.get_by_role("cell", name=kind, exact=True))
    return [text.strip() for text in row.get_by_role("cell").all_inner_texts()[1:]]


def test_a_server_is_imported_into_a_new_project_and_its_runs_open(page: Page, server: str) -> None:
    page.goto("/?new=true")
    page.get_by_role("button", name="New project").first.click()
    dialog = page.get_by_role("dialog", name="New project")
    dialog.get_by_label("Name").fill("Moved")
    dialog.get_by_label("Import from MLflow next").check()
    dialog.get_by_role("button", name="Create project").click()

    form = page.get_by_role("dialog", name="Import from MLflow")
    expect(form.get_by_role("combobox", name="Into the project")).to_have_value("Moved")
    form.get_by_label("Tracking server").fill(server)
    form.get_by_role("button", name="Start import").click()
    expect(page.get_by_text("Everything that the server has is here.")).to_be_visible(timeout=END)
    assert _cells(page, "Experiments")[:2] == ["2", "1"]
    assert _cells(page, "Runs") == ["3", "3", "0", "0"]
    assert _cells(page, "Registered models and prompts") == ["1", "1", "0", "0"]
    assert _cells(page, "Files of runs") == ["3", "3", "0", "0"]
    expect(page.get_by_text(f"{mlflow_server.RUNS * mlflow_server.POINTS} points")).to_be_visible()

    page.get_by_role("link", name="Moved").first.click()
    page.get_by_role("link", name="moved-2").first.click()
    page.get_by_role("tab", name="Artifacts").click()
    page.get_by_role("treeitem", name="notes.txt").or_(page.get_by_text("notes.txt")).first.click()
    expect(page.get_by_text("kept with the run")).to_be_visible()

    # Into another project the same runs do not come: their ids are in use.
    _start(page, server)
    told = f"{mlflow_server.RUNS} things could not be moved; the reasons are below."
    expect(page.get_by_text(told)).to_be_visible(timeout=END)
    refusals = page.get_by_text("its id is in use in another project")
    expect(refusals).to_have_count(mlflow_server.RUNS)
    assert _cells(page, "Runs") == ["3", "0", "0", "3"]


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://169.254.169.254/latest", "belongs to the machine's own cloud"),
        ("ftp://mlflow.example.org", "reachable by its URL"),
    ],
)
def test_an_address_of_nothing_is_refused_at_the_field(page: Page, url: str, told: str) -> None:
    dialog = _start(page, url)
    expect(dialog.get_by_text(told).first).to_be_visible()
    expect(dialog.get_by_role("button", name="Start import")).to_be_enabled()


def test_a_server_that_is_not_there_is_named(page: Page) -> None:
    _start(page, f"http://127.0.0.1:{free_port()}")
    expect(page.get_by_role("alert")).to_contain_text("does not answer", timeout=END)
    expect(page.get_by_role("button", name="Resume")).to_be_visible()


def test_wrong_credentials_are_told_and_the_right_ones_resume(page: Page) -> None:
    with mlflow_server.locked() as url:
        _start(page, url, token="wrong")
        expect(page.get_by_role("alert")).to_contain_text("does not let us in", timeout=END)
        page.get_by_role("button", name="Resume").click()
        dialog = page.get_by_role("dialog", name="Resume the import")
        dialog.get_by_text("Token", exact=True).click()
        dialog.get_by_label("Token", exact=False).last.fill("right")
        dialog.get_by_role("button", name="Resume import").click()
        everything = page.get_by_text("Everything that the server has is here.")
        expect(everything).to_be_visible(timeout=END)


def test_an_import_is_stopped(page: Page) -> None:
    with mlflow_server.gate() as (url, opened):
        _start(page, url)
        expect(page.get_by_text("Running")).to_be_visible(timeout=END)
        page.get_by_role("button", name="Stop").click()
        expect(page.get_by_text("Stopping")).to_be_visible()
        opened.set()
        expect(page.get_by_text("Stopped.", exact=False)).to_be_visible(timeout=END)
        expect(page.get_by_role("button", name="Resume")).to_be_visible()


def test_a_member_is_told_who_imports(naiad: NaiadProcess, browser: Browser) -> None:
    link = naiad.run("user", "create", "mover@example.org").split()[-1]
    naiad.run("member", "add", "demo", "mover@example.org", "maintainer")
    for tab in open_tab(browser, naiad.url, signed_in_state(browser, link)):
        tab.goto("/imports?into=demo")
        expect(tab.get_by_text("Only admins import")).to_be_visible()
        expect(tab.get_by_role("dialog")).to_be_hidden()
        tab.goto("/")
        tab.get_by_role("button", name="New project").first.click()
        expect(tab.get_by_role("dialog", name="New project")).to_be_visible()
        expect(tab.get_by_label("Import from MLflow next")).to_be_hidden()
