"""Searches: pages that hold still, and as many queries for one row as for twenty."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.contracts import Actor
from apps.core.api.paging import BadPageToken, encode
from apps.projects.models import Project
from apps.registry.contracts import RegistrySearch
from apps.registry.selectors import searches, stored
from apps.registry.services import aliases, versions
from tests.projects.make import make_project
from tests.registry.make import make_boss, make_model, make_version

pytestmark = pytest.mark.django_db


def names(actor: Actor, project: Project, **asked: Any) -> tuple[list[str], str]:
    """The names on a page of models, and the token of the next."""
    page = searches.search_models(
        actor=actor, project_id=project.pk, search_for=RegistrySearch(**asked)
    )
    return [model.name for model in page.models], page.next_page_token or ""


def test_a_page_neither_repeats_nor_misses_when_models_come_and_go() -> None:
    actor, project = make_boss(), make_project()
    for name in "bdfh":
        make_model(actor, project, name)
    first, token = names(actor, project, limit=2)
    make_model(actor, project, "a")
    make_model(actor, project, "e")
    second, last = names(actor, project, limit=10, page_token=token)
    assert (first, second, last) == (["b", "d"], ["e", "f", "h"], "")


@pytest.mark.parametrize(
    "order", [["name"], ["name DESC"], ["timestamp"], ["timestamp DESC", "name DESC"]]
)
def test_pages_in_any_order_are_the_whole(order: list[str]) -> None:
    actor, project = make_boss(), make_project()
    for name in "abcde":
        make_model(actor, project, name)
    whole, _ = names(actor, project, order_by=order)
    found: list[str] = []
    token = ""
    while len(found) < 5:
        page, token = names(actor, project, order_by=order, limit=2, page_token=token)
        found += page
    assert (found, token) == (whole, "")


@pytest.mark.parametrize(
    "position",
    [
        [],
        ["name+"],
        ["name+", 7],
        ["name+", None],
        ["name-", "a"],
        ["name+", "a\0b"],
        ["updated_at+,name+", "yesterday", "a"],
        ["updated_at+,name+", "2026-01-01T00:00:00", "a"],
    ],
)
def test_a_token_that_is_none_is_refused(position: list[object]) -> None:
    order = ["timestamp"] if len(position) == 3 else []
    with pytest.raises(BadPageToken):
        names(make_boss(), make_project(), order_by=order, page_token=encode(position))


def fill(actor: Actor, project: Project, count: int) -> None:
    """So many models, each with two versions, tags and an alias."""
    for _ in range(count):
        model = make_model(actor, project, tags={"a": "1"})
        place: dict[str, Any] = {"actor": actor, "project_id": project.pk, "name": model.name}
        for stage in ("Staging", "None"):
            version = make_version(actor, model, tags={"k": "v"})
            versions.move_version(**place, number=str(version.number), to=stage)
        aliases.set_alias(**place, alias="best", number="1")


def queries_of(read: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as queries:
        read()
    return len(queries)


@pytest.mark.parametrize("search", [searches.search_models, searches.search_versions])
def test_a_search_asks_as_often_for_twenty_rows_as_for_one(search: Any) -> None:
    actor, project = make_boss(), make_project()
    asked = RegistrySearch(filter="tags.none != 'x'", order_by=["name"])

    def read() -> object:
        return search(actor=actor, project_id=project.pk, search_for=RegistrySearch())

    search(actor=actor, project_id=project.pk, search_for=asked)
    fill(actor, project, 1)
    once = queries_of(read)
    fill(actor, project, 19)
    assert queries_of(read) == once


def test_reading_all_of_it_asks_as_often_for_twenty_models_as_for_one() -> None:
    actor, project = make_boss(), make_project()

    def read() -> object:
        return list(stored.iter_models(actor=actor, project_id=project.pk))

    fill(actor, project, 1)
    once = queries_of(read)
    fill(actor, project, 19)
    assert queries_of(read) == once
