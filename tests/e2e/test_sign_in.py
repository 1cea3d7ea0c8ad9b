"""Signing in: by the printed link, once, and by password."""

from playwright.sync_api import Browser, Page, expect

from tests.naiad_process import NaiadProcess


def test_printed_link_leads_to_the_projects(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("link", name="Demo").first).to_be_visible()


def test_link_works_once(naiad: NaiadProcess, browser: Browser, page: Page) -> None:
    link = naiad.run("user", "link", "admin@naiad.local").split()[-1]
    for expected in ("Projects", "Sign in"):
        context = browser.new_context()
        tab = context.new_page()
        tab.goto(link)
        expect(tab.get_by_text(expected).first).to_be_visible(timeout=15_000)
        context.close()


def test_wrong_password_is_said_beside_the_form(naiad: NaiadProcess, browser: Browser) -> None:
    tab = browser.new_context(base_url=naiad.url).new_page()
    tab.goto("/signin")
    tab.get_by_label("E-mail").fill("admin@naiad.local")
    tab.get_by_role("textbox", name="Password").fill("not the password")
    tab.get_by_role("button", name="Sign in", exact=True).click()
    expect(tab.get_by_role("alert")).to_be_visible()
    tab.context.close()


def test_page_asked_for_is_shown_after_sign_in(naiad: NaiadProcess, browser: Browser) -> None:
    tab = browser.new_context(base_url=naiad.url).new_page()
    tab.goto("/projects/demo/jobs")
    expect(tab.get_by_role("heading", name="Sign in")).to_be_visible()
    tab.context.close()


def test_signing_out_ends_the_session(naiad: NaiadProcess, browser: Browser) -> None:
    tab = browser.new_context(base_url=naiad.url).new_page()
    tab.goto(naiad.run("user", "link", "admin@naiad.local").split()[-1])
    tab.get_by_role("button", name="Your account").click()
    tab.get_by_role("menuitem", name="Sign out").click()
    expect(tab.get_by_role("heading", name="Sign in")).to_be_visible()
    tab.goto("/projects/demo")
    expect(tab.get_by_role("heading", name="Sign in")).to_be_visible()
    tab.context.close()
