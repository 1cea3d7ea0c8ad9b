"""No path that climbs, hides or confuses is ever taken for an artifact's."""

from urllib.parse import quote, unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from apps.artifacts import paths
from apps.artifacts.contracts import Owner
from apps.artifacts.errors import InvalidPath

UNSAFE = [
    "..",
    "../secret",
    "a/../b",
    "a/..",
    "./a",
    "a/./b",
    "/etc/passwd",
    "//host/share",
    "C:/windows",
    "c:file",
    "a\\b",
    "..\\secret",
    "a//b",
    "a/",
    "nul\0byte",
    "line\nbreak",
    "\x7f",
    "\ud800",
    "a" * 256,
    "/".join(["a" * 200] * 6),
]


@pytest.mark.parametrize("path", UNSAFE)
def test_an_unsafe_path_is_refused(path: str) -> None:
    with pytest.raises(InvalidPath):
        paths.check_file_path(path)


@pytest.mark.parametrize("path", [path for path in UNSAFE if path.isascii() and len(path) < 40])
@pytest.mark.parametrize("times", [1, 2, 3])
def test_an_unsafe_path_stays_unsafe_however_often_it_is_encoded(path: str, times: int) -> None:
    for _ in range(times):
        path = "".join(f"%{byte:02x}" for byte in path.encode())

    with pytest.raises(InvalidPath):
        paths.check_file_path(path)


def test_only_a_directory_may_be_the_root() -> None:
    assert paths.check_path("") == ""
    with pytest.raises(InvalidPath):
        paths.check_file_path("")


@pytest.mark.parametrize(
    "path",
    ["a", "a b/c.txt", "Überblick/日本語.txt", "100%.txt", "a%20b", "...", ".hidden", "step:3"],
)
def test_an_ordinary_path_is_taken_as_it_is(path: str) -> None:
    assert paths.check_file_path(path) == path


@given(st.text(max_size=60))
@example("%2e%2e%2fa")
@example(quote("a\\b"))
def test_whatever_is_taken_stays_inside_after_any_decoding(path: str) -> None:
    try:
        taken = paths.check_file_path(path)
    except InvalidPath:
        return
    for _ in range(4):
        assert taken
        assert not taken.startswith("/")
        assert not {"", ".", ".."} & set(taken.split("/"))
        taken = unquote(taken)


def test_parents_come_outermost_first() -> None:
    assert paths.parents_of("a/b/c.txt") == ["a", "a/b"]
    assert paths.parents_of("c.txt") == []


@pytest.mark.parametrize(("kind", "id_"), [("Run", "1"), ("run", ""), ("run", "a/b"), ("", "1")])
def test_an_owner_that_could_be_mistaken_is_none(kind: str, id_: str) -> None:
    with pytest.raises(ValueError, match="not an owner"):
        Owner(kind, id_)
