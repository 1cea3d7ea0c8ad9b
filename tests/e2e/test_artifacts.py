"""A run's Artifacts tab: logged models are directories of it, and what is new appears by itself."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.client import Client
from tests.e2e.scripts import run_script, start_script

LOG_MODEL = """
    import mlflow, mlflow.sklearn
    from sklearn.linear_model import LogisticRegression
    mlflow.set_experiment("files")
    with mlflow.start_run(run_name="logger") as run:
        print(run.info.run_id)
        {wait}
        tree = LogisticRegression().fit([[0], [1]], [0, 1])
        # Without the search for requirements, which takes longer than all the rest.
        model = mlflow.sklearn.log_model(tree, name="classifier", pip_requirements=["scikit-learn"])
        print(model.model_id)
        mlflow.log_text("hello", "notes/readme.txt")
"""
APPEARS = 4_000


@pytest.fixture(scope="module")
def logged(naiad: object) -> tuple[str, str]:
    """A run that logged a model, and the model's id."""
    client = Client(url=naiad.url, token=naiad.token())  # type: ignore[attr-defined]
    run_id, model_id = run_script(client, LOG_MODEL.format(wait=""))[:2]
    return run_id, model_id


def open_mlmodel(page: Page) -> None:
    files = page.get_by_role("navigation", name="Files")
    files.get_by_role("button", name="classifier").click()
    files.get_by_role("button", name="MLmodel").click()
    expect(page.get_by_role("heading", name="classifier/MLmodel")).to_be_visible()
    expect(page.get_by_text("loader_module: mlflow.sklearn")).to_be_visible()


def test_directory_of_a_logged_model_opens_and_its_mlmodel_is_shown(
    page: Page, logged: tuple[str, str]
) -> None:
    page.goto(f"/projects/demo/runs/{logged[0]}?tab=artifacts")
    open_mlmodel(page)


def test_model_logged_while_the_tab_is_open_appears_in_it(page: Page, client: Client) -> None:
    script = start_script(client, LOG_MODEL.format(wait="input()"))
    assert script.stdin
    assert script.stdout
    run_id = script.stdout.readline().strip()
    page.goto(f"/projects/demo/runs/{run_id}?tab=artifacts")
    expect(page.get_by_text("No artifacts yet")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Live")).to_be_visible()
    script.stdin.write("go\n")
    script.stdin.flush()
    assert script.wait(timeout=120) == 0
    expect(page.get_by_role("button", name="notes")).to_be_visible(timeout=APPEARS)
    open_mlmodel(page)


def test_file_logged_into_an_open_directory_appears_in_it(page: Page, client: Client) -> None:
    run_id = client.make_run(name="files")
    put(client, run_id, "plots/first.txt")
    page.goto(f"/projects/demo/runs/{run_id}?tab=artifacts")
    page.get_by_role("button", name="plots").click()
    expect(page.get_by_role("button", name="first.txt")).to_be_visible()
    put(client, run_id, "plots/second.txt")
    expect(page.get_by_role("button", name="second.txt")).to_be_visible(timeout=APPEARS)


def test_logged_model_has_a_page_with_its_files(page: Page, logged: tuple[str, str]) -> None:
    run_id, model_id = logged
    page.goto(f"/projects/demo/runs/{run_id}")
    page.get_by_role("link", name="classifier", exact=True).first.click()
    expect(page.get_by_role("heading", name="classifier", level=1)).to_be_visible()
    expect(page.get_by_text("Ready").first).to_be_visible()
    expect(page.get_by_role("link", name="logger")).to_be_visible()
    expect(page.get_by_text(f"models:/{model_id}", exact=True)).to_be_visible()
    page.get_by_role("tab", name="Files").click()
    page.get_by_role("button", name="MLmodel").click()
    expect(page.get_by_text("loader_module: mlflow.sklearn")).to_be_visible()


def put(client: Client, run_id: str, path: str) -> None:
    experiment = client.call("GET", f"/api/v1/runs/{run_id}")["experiment_id"]
    place = f"{experiment}/{run_id}/artifacts/{path}"
    client.call("PUT", f"/api/2.0/mlflow-artifacts/artifacts/{place}", "text")
