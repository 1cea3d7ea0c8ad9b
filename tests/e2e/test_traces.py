"""Traces of a real client: found, read, judged; what comes in while one looks appears by itself."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.e2e.client import Client
from tests.e2e.conftest import open_tab, signed_in_state
from tests.e2e.scripts import run_script
from tests.naiad_process import NaiadProcess

ASK = """
    import mlflow
    from mlflow.entities import AssessmentSource, SpanType

    mlflow.set_experiment("assistant")

    @mlflow.trace(span_type=SpanType.RETRIEVER)
    def retrieve(question):
        return [{"page_content": "Naiads live in fresh water."}]

    @mlflow.trace(span_type=SpanType.CHAT_MODEL)
    def chat(messages):
        usage = {"input_tokens": 320, "output_tokens": 48, "total_tokens": 368}
        mlflow.get_current_active_span().set_attribute("mlflow.chat.tokenUsage", usage)
        return {"choices": [{"message": {"role": "assistant", "content": "A water nymph."}}]}

    @mlflow.trace(span_type=SpanType.AGENT)
    def answer(question):
        retrieve(question)
        said = chat([{"role": "user", "content": question}])
        if "kraken" in question:
            raise ValueError("no entry for kraken")
        mlflow.update_current_trace(tags={"team": "search"})
        return said["choices"][0]["message"]["content"]

    with mlflow.start_run(run_name="asking") as run:
        answer("What is a naiad?")
        good = mlflow.get_last_active_trace_id()
        try:
            answer("What is a kraken?")
        except ValueError:
            bad = mlflow.get_last_active_trace_id()
    mlflow.log_feedback(
        trace_id=good, name="correct", value=True, rationale="As in the encyclopedia.",
        source=AssessmentSource("CODE", "checker"),
    )

    @mlflow.trace
    def leaf(number):
        return number

    @mlflow.trace
    def wide():
        return [leaf(number) for number in range(300)]

    wide()
    print(good, bad, mlflow.get_last_active_trace_id(), run.info.run_id)
"""
PAGES = [
    "traces",
    "traces/{good}",
    "traces/compare?before={good}&after={bad}",
    "evaluation-datasets",
    "scorers",
]
ONE_MORE = """
    import mlflow
    mlflow.set_experiment("assistant")

    @mlflow.trace
    def newcomer():
        return "here"

    newcomer()
"""


@dataclass(frozen=True)
class Told:
    """What the script said it made."""

    good: str
    bad: str
    wide: str
    run_id: str


@pytest.fixture(scope="module")
def told(naiad: NaiadProcess) -> Told:
    client = Client(url=naiad.url, token=naiad.token())
    # The client says more, where to look at the run for example, before it.
    return Told(*run_script(client, ASK)[-1].split())


@pytest.fixture(scope="module")
def viewer_state(naiad: NaiadProcess, browser: Browser) -> dict[str, object]:
    link = naiad.run("user", "create", "reader@example.org").split()[-1]
    naiad.run("member", "add", "demo", "reader@example.org", "viewer")
    return signed_in_state(browser, link)


@pytest.fixture
def viewer(
    naiad: NaiadProcess, browser: Browser, viewer_state: dict[str, object]
) -> Iterator[Page]:
    yield from open_tab(browser, naiad.url, viewer_state)


def test_traces_are_listed_and_found_by_words_and_state(page: Page, told: Told) -> None:
    page.goto("/projects/demo/traces")
    grid = page.get_by_role("grid", name="Traces")
    expect(grid.get_by_role("columnheader", name="correct")).to_be_visible()
    expect(grid.get_by_text("Yes", exact=True)).to_be_visible()
    expect(grid.get_by_text("368").first).to_be_visible()
    page.get_by_label("Search traces").fill("kraken")
    page.get_by_label("Search traces").press("Enter")
    expect(page.get_by_text("1 trace", exact=True)).to_be_visible()
    expect(grid.get_by_text("Error")).to_be_visible()
    page.get_by_label("Clear the search").click()
    page.get_by_label("Search traces").fill("tags.team = 'search'")
    page.get_by_label("Search traces").press("Enter")
    expect(page.get_by_text("1 trace", exact=True)).to_be_visible()
    page.get_by_text("Error", exact=True).first.click()
    expect(page.get_by_text("No trace matches")).to_be_visible()


def test_mistake_in_the_search_is_explained_beside_it(page: Page, told: Told) -> None:
    page.goto("/projects/demo/traces?filter=nothing.of = 'x'")
    expect(page.get_by_text("The search could not be read")).to_be_visible()


def test_new_trace_appears_in_the_open_list(page: Page, client: Client, told: Told) -> None:
    page.goto("/projects/demo/traces")
    expect(page.get_by_role("status").filter(has_text="Live")).to_be_visible()
    expect(page.get_by_role("link", name="newcomer")).to_be_hidden()
    run_script(client, ONE_MORE)
    expect(page.get_by_role("link", name="newcomer")).to_be_visible(timeout=4_000)


def test_run_shows_its_traces(page: Page, told: Told) -> None:
    page.goto(f"/projects/demo/runs/{told.run_id}?tab=traces")
    expect(page.get_by_text("2 traces")).to_be_visible()
    summary = page.get_by_role("region", name="Assessments of this run")
    expect(summary).to_contain_text("correct100 % yes")
    page.get_by_role("grid").get_by_role("link", name="answer").last.click()
    expect(page.get_by_role("tree", name="Spans")).to_be_visible()


def test_printed_address_opens_the_trace(page: Page, told: Told) -> None:
    page.goto(f"/#/experiments/1/traces?workspace=demo&selectedEvaluationId={told.good}")
    page.wait_for_url(f"**/projects/demo/traces/{told.good}")
    expect(page.get_by_role("heading", name="answer", level=1)).to_be_visible()


def test_spans_are_walked_by_keyboard_and_a_chat_reads_as_one(page: Page, told: Told) -> None:
    page.goto(f"/projects/demo/traces/{told.good}")
    page.get_by_role("tree", name="Spans").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("treeitem", selected=True)).to_contain_text("chat")
    expect(page.get_by_text("User", exact=True)).to_be_visible()
    expect(page.get_by_text("What is a naiad?", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_role("treeitem", selected=True)).to_contain_text("chat")


def test_failure_is_shown_where_it_happened(page: Page, told: Told) -> None:
    page.goto(f"/projects/demo/traces/{told.bad}")
    expect(page.get_by_text("This span failed")).to_be_visible()
    page.get_by_role("tab", name="Events (1)").click()
    expect(page.get_by_text("ValueError: no entry for kraken").first).to_be_visible()


def test_wide_trace_draws_only_what_is_seen(page: Page, told: Told) -> None:
    page.goto(f"/projects/demo/traces/{told.wide}")
    expect(page.get_by_text("301 spans")).to_be_visible()
    assert page.get_by_role("treeitem").count() < 80
    page.get_by_role("tree", name="Spans").focus()
    page.keyboard.press("End")
    expect(page.get_by_role("treeitem", selected=True)).to_be_in_viewport()


def test_words_are_found_within_spans(page: Page, told: Told) -> None:
    page.goto(f"/projects/demo/traces/{told.bad}")
    page.get_by_label("Search in the spans").fill("fresh water")
    expect(page.get_by_text("1 of 3")).to_be_visible()
    expect(page.get_by_role("treeitem")).to_have_count(2)
    page.keyboard.press("Enter")
    expect(page.get_by_role("treeitem", selected=True)).to_contain_text("retrieve")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="1 failed").click()
    expect(page.get_by_role("treeitem")).to_have_count(1)


def test_two_traces_are_compared(page: Page, told: Told) -> None:
    page.goto("/projects/demo/traces?filter=span.name = 'retrieve'")
    page.get_by_label("Select all loaded traces").check()
    page.get_by_role("link", name="Compare").click()
    inputs = page.get_by_role("region", name="Differences").first
    expect(inputs.locator("[data-kind=removed]")).to_contain_text("naiad")
    expect(inputs.locator("[data-kind=added]")).to_contain_text("kraken")


def test_feedback_is_given_mended_and_taken_back(page: Page, told: Told) -> None:
    page.goto(f"/projects/demo/traces/{told.bad}")
    expect(page.get_by_text("Nothing judged yet")).to_be_visible()
    page.get_by_role("button", name="Add", exact=True).first.click()
    form = page.get_by_role("form", name="New assessment")
    form.get_by_label("Name").fill("helpful")
    form.get_by_role("button", name="No").click()
    form.get_by_label("Why").fill("It gave up.")
    form.get_by_role("button", name="Add").click()
    expect(page.get_by_text("It gave up.")).to_be_visible()
    page.get_by_label("Actions for helpful").click()
    page.get_by_role("menuitem", name="Edit").click()
    form = page.get_by_role("form", name="Edit assessment")
    form.get_by_label("Why").fill("It should have said that it does not know.")
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_text("It should have said")).to_be_visible()
    page.get_by_label("Actions for helpful").click()
    page.get_by_role("menuitem", name="Delete").click()
    page.get_by_role("button", name="Delete assessment").click()
    expect(page.get_by_text("Nothing judged yet")).to_be_visible()


def test_tag_is_added_and_removed(page: Page, told: Told) -> None:
    page.goto(f"/projects/demo/traces/{told.good}")
    page.get_by_label("New tag", exact=True).fill("reviewed")
    page.get_by_label("Value of the new tag").fill("yes")
    page.get_by_role("button", name="Add", exact=True).last.click()
    remove = page.get_by_label("Remove the tag reviewed")
    expect(remove).to_be_visible()
    remove.click()
    expect(remove).to_be_hidden()


def test_viewer_reads_but_is_offered_no_change(viewer: Page, told: Told) -> None:
    viewer.goto(f"/projects/demo/traces/{told.good}")
    expect(viewer.get_by_text("As in the encyclopedia.")).to_be_visible()
    for name in ("Add", "Trace actions", "Actions for correct"):
        expect(viewer.get_by_role("button", name=name, exact=True)).to_be_hidden()


def test_trace_is_deleted_for_good(page: Page, client: Client, told: Told) -> None:
    run_script(client, ONE_MORE.replace("newcomer", "doomed"))
    page.goto("/projects/demo/traces")
    page.get_by_label("Select doomed").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_text("1 trace deleted.")).to_be_visible()
    expect(page.get_by_role("link", name="doomed")).to_be_hidden()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_page_has_no_serious_finding(page: Page, told: Told, path: str, theme: str) -> None:
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  # one of the two words
    page.goto(f"/projects/demo/{path.format(good=told.good, bad=told.bad)}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    serious = [
        (finding["id"], finding["nodes"][0]["html"][:160])
        for finding in found
        if finding["impact"] in {"serious", "critical"}
    ]
    assert not serious


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("path", PAGES)
def test_page_does_not_scroll_sideways(page: Page, told: Told, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"/projects/demo/{path.format(good=told.good, bad=told.bad)}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) <= 0
