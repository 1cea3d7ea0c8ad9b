"""The pictures of docs/screenshots: `python -m tests.e2e.screenshots` takes them anew.

A real Naiad, the example job while it trains, and the sweep's thirty runs: no picture is staged.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page, sync_playwright

from tests.e2e.client import Client
from tests.e2e.conftest import CHROMIUM_FLAGS
from tests.naiad_process import NaiadProcess

ROOT = Path(__file__).resolve().parent.parent.parent
PICTURES = ROOT / "docs" / "screenshots"
EPOCHS_SEEN = 12
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def main() -> None:
    """Take every picture in both themes."""
    with tempfile.TemporaryDirectory(prefix="naiad-pictures-") as folder:
        naiad = NaiadProcess(data_dir=Path(folder), arguments=()).start()
        try:
            _take_all(naiad)
        finally:
            naiad.stop()


def _take_all(naiad: NaiadProcess) -> None:
    client = Client(url=naiad.url, token=naiad.token())
    job = client.call("GET", "/api/v1/projects/demo/jobs")["results"][0]
    run = f"/projects/demo/runs/{job['run_id']}"
    pages = {
        "run-while-training": f"{run}?tab=charts",
        "job-while-training": f"/projects/demo/jobs/{job['id']}",
    }
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or "/usr/bin/chromium", args=CHROMIUM_FLAGS
        )
        context = chromium.new_context(
            base_url=naiad.url, viewport={"width": 1440, "height": 900}, reduced_motion="reduce"
        )
        page = context.new_page()
        page.goto("/signin")
        _both_themes(page, "sign-in")
        page.goto(naiad.sign_in_link)
        page.get_by_role("navigation").first.wait_for()
        page.goto(pages["job-while-training"])
        page.get_by_text(f"epoch  {EPOCHS_SEEN}/").first.wait_for(timeout=300_000)
        for name, path in pages.items():
            page.goto(path)
            _both_themes(page, name)
        _sweep(client)
        page.goto("/projects/demo/runs")
        _both_themes(page, "runs")
        page.goto("/projects/demo")
        _both_themes(page, "project")
        chromium.close()


def _both_themes(page: Page, name: str) -> None:
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(600)
        page.screenshot(path=PICTURES / f"{name}-{theme}.png")


def _sweep(client: Client) -> None:
    environment = {
        **os.environ,
        "MLFLOW_TRACKING_URI": client.url,
        "MLFLOW_TRACKING_TOKEN": client.token,
    }
    script = ROOT / "examples" / "sweep" / "train.py"
    subprocess.run([sys.executable, str(script)], env=environment, check=True)


if __name__ == "__main__":
    PICTURES.mkdir(parents=True, exist_ok=True)
    main()
