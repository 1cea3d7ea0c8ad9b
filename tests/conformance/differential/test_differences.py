"""The list of differences is the documented one, and a short one."""

from pathlib import Path

from tests.conformance.differential import document

HERE = Path(__file__).parent


def test_the_documentation_has_the_list() -> None:
    page = document.PAGE.read_text()
    assert page == document.documented(page), (
        "write it anew: python -m tests.conformance.differential.document"
    )


def test_the_list_is_a_page_long() -> None:
    rows = document.table().splitlines()
    assert len(rows) <= 50
    assert max(map(len, rows)) <= 320


def test_nothing_is_listed_that_no_test_meets() -> None:
    """A test that names a difference fails when nothing differs so."""
    modules = "".join(path.read_text() for path in HERE.glob("test_*.py"))
    idle = [name for name in document.listed() if f"differences.{name}" not in modules]
    assert idle == []
