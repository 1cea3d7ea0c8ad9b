"""The pictures of docs/screenshots: `python -m tests.e2e.screenshots` takes them anew.

A real Naiad, the example job while it trains, the sweep's thirty runs, and an assistant that is
traced and evaluated by MLflow's client: no picture is staged.
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
from tests.e2e.scripts import run_script
from tests.naiad_process import NaiadProcess

ROOT = Path(__file__).resolve().parent.parent.parent
PICTURES = ROOT / "docs" / "screenshots"
EPOCHS_SEEN = 12
ASSISTANT = """
    import mlflow
    from mlflow.entities import Feedback, SpanType
    from mlflow.genai.scorers import scorer

    mlflow.set_experiment("assistant")
    PAGES = {
        "naiad": "Naiads are the nymphs of springs, rivers and lakes.",
        "dryad": "Dryads live in trees, and die with them.",
        "nereid": "Nereids are the fifty daughters of Nereus, in the sea.",
    }

    @mlflow.trace(span_type=SpanType.RETRIEVER)
    def retrieve(question):
        words = question.lower()
        found = [text for name, text in PAGES.items() if name in words]
        return [{"page_content": text, "metadata": {"source": "encyclopedia"}} for text in found]

    @mlflow.trace(span_type=SpanType.CHAT_MODEL)
    def chat(messages):
        said = messages[0]["content"].partition(": ")[2] or "I do not know."
        usage = {"input_tokens": 212 + len(said), "output_tokens": len(said) // 4}
        usage["total_tokens"] = sum(usage.values())
        # There is none while MLflow tries out whether the function is traced.
        if span := mlflow.get_current_active_span():
            span.set_attribute("mlflow.chat.tokenUsage", usage)
        return {"choices": [{"message": {"role": "assistant", "content": said}}]}

    @mlflow.trace(span_type=SpanType.AGENT)
    def assistant(question):
        context = " ".join(page["page_content"] for page in retrieve(question))
        system = {"role": "system", "content": f"Answer from this: {context}"}
        answer = chat([system, {"role": "user", "content": question}])
        return answer["choices"][0]["message"]["content"]

    @scorer
    def grounded(outputs, expectations):
        said = expectations["fact"] in outputs
        return Feedback(value="yes" if said else "no", rationale=f"Looked for «{expectations['fact']}».")

    @scorer
    def letters(outputs):
        return len(outputs)

    @scorer
    def polite(outputs):
        return not outputs.startswith("I do not")

    asked = {
        "What is a naiad?": "springs", "Where does a dryad live?": "trees",
        "How many nereids are there?": "fifty", "Who are the oreads?": "mountains",
        "Is a naiad a nymph?": "nymphs", "Do dryads die?": "die",
    }
    data = [
        {"inputs": {"question": question}, "expectations": {"fact": fact}}
        for question, fact in asked.items()
    ]
    with mlflow.start_run(run_name="keyword search"):
        done = mlflow.genai.evaluate(
            data=data, predict_fn=assistant, scorers=[grounded, letters, polite]
        )
    traces = mlflow.search_traces(run_id=done.run_id, return_type="list")
    print(done.run_id, traces[-1].info.trace_id)
"""
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
        _evaluate(page, client)
        chromium.close()


def _both_themes(page: Page, name: str) -> None:
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(600)
        page.screenshot(path=PICTURES / f"{name}-{theme}.png")


def _evaluate(page: Page, client: Client) -> None:
    evaluation, trace = run_script(client, ASSISTANT)[-1].split()
    page.goto(f"/projects/demo/runs/{evaluation}?tab=traces")
    page.get_by_role("grid", name="Traces").wait_for()
    _both_themes(page, "evaluation")
    page.goto(f"/projects/demo/traces/{trace}")
    page.get_by_role("treeitem", name="chat").click()
    _both_themes(page, "trace")


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
