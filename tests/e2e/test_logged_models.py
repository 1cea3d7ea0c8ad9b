"""Logged models of a real client: listed, sorted, found, opened."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.client import Client
from tests.e2e.scripts import run_script

LOG = """
    import mlflow
    from mlflow import MlflowClient

    mlflow.set_experiment("forests")
    client = MlflowClient()
    for number, accuracy in enumerate((0.7, 0.9, 0.8)):
        with mlflow.start_run(run_name=f"planting {number}"):
            model = mlflow.initialize_logged_model(f"forest-{number}", params={"depth": str(number)})
            mlflow.finalize_logged_model(model.model_id, "READY")
            mlflow.log_metric("accuracy", accuracy, model_id=model.model_id)
    client.create_registered_model("trees")
    client.create_model_version("trees", f"models:/{model.model_id}", model_id=model.model_id)
"""


@pytest.fixture(scope="module")
def logged(naiad: Any) -> None:
    run_script(Client(url=naiad.url, token=naiad.token()), LOG)


@pytest.mark.usefixtures("logged")
def test_logged_models_are_sorted_found_and_opened(page: Page) -> None:
    page.goto("/projects/demo/runs")
    page.get_by_text("Logged models", exact=True).click()
    grid = page.get_by_role("grid", name="Logged models")
    names = grid.get_by_role("link", name="forest-")
    expect(names).to_have_text(["forest-2", "forest-1", "forest-0"])
    expect(grid.get_by_role("link", name="trees v1")).to_be_visible()
    grid.get_by_role("button", name="accuracy").click()
    expect(names).to_have_text(["forest-1", "forest-2", "forest-0"])
    page.get_by_label("Search logged models").fill("metrics.accuracy < 0.85")
    page.get_by_label("Search logged models").press("Enter")
    expect(names).to_have_text(["forest-2", "forest-0"])
    names.first.click()
    expect(page.get_by_role("heading", name="forest-2", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="trees v1")).to_be_visible()


@pytest.mark.usefixtures("logged")
def test_the_list_has_no_serious_finding_and_fits(page: Page) -> None:
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto("/projects/demo/logged-models")
        expect(page.get_by_role("grid", name="Logged models")).to_be_visible()
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        assert not [each["id"] for each in found if each["impact"] in {"serious", "critical"}]
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate(overflow) <= 0
