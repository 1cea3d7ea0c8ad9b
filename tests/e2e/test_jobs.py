"""A job from the form to its end, and what its page shows on the way."""

from pathlib import Path

from playwright.sync_api import Page, expect

SCRIPT = """
import os, time
print("hello from", os.environ["NAIAD_JOB_ID"])
for number in range(3):
    print("line", number, flush=True)
    time.sleep(0.2)
"""


def test_script_is_uploaded_runs_and_shows_its_console(page: Page, tmp_path: Path) -> None:
    script = tmp_path / "hello.py"
    script.write_text(SCRIPT)
    page.goto("/projects/demo/jobs/new")
    page.get_by_role("textbox", name="Name").first.fill("hello")
    page.locator("input[type=file]").first.set_input_files(script)
    page.get_by_role("textbox", name="Command").fill("python hello.py")
    page.get_by_role("button", name="Submit job").click()
    expect(page.get_by_text("Succeeded").first).to_be_visible(timeout=60_000)
    expect(page.get_by_text("line 2")).to_be_visible(timeout=10_000)


def test_failing_command_says_its_exit_code(page: Page) -> None:
    choose_command_only(page, name="broken", command="echo about to fail; exit 3")
    expect(page.get_by_text("Failed").first).to_be_visible(timeout=60_000)
    expect(page.get_by_text("exit code 3").first).to_be_visible()


def test_running_job_can_be_cancelled(page: Page) -> None:
    choose_command_only(page, name="endless", command="sleep 600")
    expect(page.get_by_text("Running").first).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Cancel").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel job").click()
    expect(page.get_by_text("Cancelled").first).to_be_visible(timeout=60_000)


def choose_command_only(page: Page, *, name: str, command: str) -> None:
    page.goto("/projects/demo/jobs/new")
    page.get_by_text("Command only").click()
    page.get_by_role("textbox", name="Name").first.fill(name)
    page.get_by_role("textbox", name="Command").fill(command)
    page.get_by_role("button", name="Submit job").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible(timeout=15_000)
