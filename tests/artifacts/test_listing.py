"""A listing shows one directory, whatever lies below it, in one query."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from apps.artifacts.contracts import Entry, Owner
from apps.artifacts.errors import ArtifactNotFound, InvalidPath
from apps.artifacts.models import Artifact, Blob
from apps.artifacts.selectors import listing
from apps.core import clock
from apps.core.api.paging import BadPageToken
from tests.artifacts.make import OTHER_RUN, RUN, make_artifact, make_artifacts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]


def names(path: str = "", *, owner: Owner = RUN) -> list[str]:
    """The listing's lines, a directory with its slash."""
    entries = listing.list_directory(owner=owner, path=path).entries
    return [f"{entry.name}/" if entry.is_dir else entry.name for entry in entries]


def pages(path: str, *, limit: int) -> list[Entry]:
    """The same directory, a page after the other."""
    entries: list[Entry] = []
    token = ""
    while True:
        page = listing.list_directory(owner=RUN, path=path, limit=limit, after=token)
        assert len(page.entries) <= limit
        entries += page.entries
        token = page.next_token
        if not token:
            return entries


def make_rows(paths: list[str]) -> None:
    """Many artifacts of one blob, without a store."""
    blob = Blob.objects.create(key="0" * 32, state=Blob.State.READY, created_at=clock.now())
    Artifact.objects.bulk_create(
        Artifact(owner_key=RUN.key, path=path, blob=blob, created_at=clock.now()) for path in paths
    )


def test_one_level_is_listed() -> None:
    make_artifacts("b.txt", "a/x.txt", "a/deep/er/y.txt", "a.txt", "a-b")

    assert names() == ["a-b", "a.txt", "a/", "b.txt"]
    assert names("a") == ["deep/", "x.txt"]
    assert names("a/deep") == ["er/"]


def test_a_file_says_what_it_is() -> None:
    stored = make_artifact("a/b.txt", b"content")

    entry = listing.list_directory(owner=RUN, path="a").entries[0]

    assert entry == Entry(
        path="a/b.txt",
        is_dir=False,
        size=7,
        sha256=stored.sha256,
        modified_at=stored.created_at,
    )


def test_a_file_and_a_missing_path_list_nothing() -> None:
    make_artifacts("a.txt")

    assert names("a.txt") == []
    assert names("missing") == []


def test_other_owners_are_not_listed() -> None:
    make_artifacts("mine")
    make_artifacts("theirs", owner=OTHER_RUN)

    assert names(owner=RUN) == ["mine"]
    assert names(owner=Owner("model", RUN.id)) == []


def test_names_that_sort_beside_a_directory_are_neither_lost_nor_doubled() -> None:
    make_artifacts("d/x", "d/y", "d0", "d ", "d.txt", "d-", "dé", "D/x")

    assert sorted(names()) == sorted(["d/", "d0", "d ", "d.txt", "d-", "dé", "D/"])


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_pages_join_to_the_whole(limit: int) -> None:
    make_artifacts("a/1", "a/2", "b", "c/1", "c/d/2", "c0", "d")

    assert [entry.path for entry in pages("", limit=limit)] == ["a", "b", "c", "c0", "d"]


names_of_segments = st.text(alphabet="ab0 -./é", min_size=1, max_size=3)


@given(st.sets(st.lists(names_of_segments, min_size=1, max_size=3).map("/".join), max_size=12))
@hypothesis_settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
def test_any_tree_is_listed_as_it_is(paths: set[str]) -> None:
    Artifact.objects.all().delete()
    Blob.objects.all().delete()
    good = [path for path in paths if all(path.split("/"))]
    make_rows(good)

    expected = {path.split("/", 1)[0] + ("/" if "/" in path else "") for path in good}

    assert sorted(names()) == sorted(expected)
    assert len(pages("", limit=2)) == len(expected)


@pytest.mark.parametrize("files", [1, 20, 2000])
def test_a_listing_is_one_query_however_many_files_there_are(files: int) -> None:
    make_rows([f"dir{number % 20}/{number}" for number in range(files)])

    with CaptureQueriesContext(
        connection,
    ) as queries:
        listing.list_directory(owner=RUN)

    assert len(queries) == 1


def test_a_listing_only_searches_the_index() -> None:
    make_artifacts("a/1", "b")
    with CaptureQueriesContext(connection) as queries:
        listing.list_directory(owner=RUN)
    if connection.vendor != "sqlite":
        return

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {queries[0]['sql']}")
        plan = " | ".join(row[3] for row in cursor.fetchall())

    assert "SCAN artifacts_artifact" not in plan
    assert "SCAN a " not in plan
    assert "one_artifact_per_path" in plan or "(owner_key=? AND path>?)" in plan


def test_a_token_of_another_directory_is_refused() -> None:
    make_artifacts("a/1", "a/2", "b/1")
    token = listing.list_directory(owner=RUN, path="a", limit=1).next_token

    with pytest.raises(BadPageToken):
        listing.list_directory(owner=RUN, path="b", after=token)
    with pytest.raises(BadPageToken):
        listing.list_directory(owner=RUN, path="b", after="rubbish")


@pytest.mark.parametrize("path", ["..", "/", "a/", "%2e%2e"])
def test_an_unsafe_directory_is_refused(path: str) -> None:
    with pytest.raises(InvalidPath):
        listing.list_directory(owner=RUN, path=path)


def test_one_file_is_found_or_said_to_be_missing() -> None:
    stored = make_artifact("a/b.txt")

    assert listing.get_artifact(owner=RUN, path="a/b.txt") == stored
    assert listing.find_artifact(owner=RUN, path="a") is None
    with pytest.raises(ArtifactNotFound):
        listing.get_artifact(owner=OTHER_RUN, path="a/b.txt")


def test_a_directory_is_what_has_something_below_it() -> None:
    make_artifacts("a/b.txt")

    assert listing.is_directory(owner=RUN, path="")
    assert listing.is_directory(owner=RUN, path="a")
    assert not listing.is_directory(owner=RUN, path="a/b.txt")
    assert not listing.is_directory(owner=RUN, path="other")


def test_a_walk_takes_one_branch() -> None:
    make_artifacts("a/1", "a/b/2", "ab", "c")

    assert [row.path for row in listing.walk(owner=RUN, path="a")] == ["a/1", "a/b/2"]
    assert [row.path for row in listing.walk(owner=RUN, path="c")] == ["c"]


def test_usage_counts_every_path() -> None:
    make_artifact("a", b"12345")
    make_artifact("b", b"12345", owner=OTHER_RUN)

    usage = listing.usage(owners=[RUN, OTHER_RUN])

    assert (usage.files, usage.bytes) == (2, 10)
    assert listing.usage(owners=[]).bytes == 0
