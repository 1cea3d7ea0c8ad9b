"""Every refusal has a code of its own kind."""

import re
from collections.abc import Iterator

import pytest
from django.utils.module_loading import autodiscover_modules

from apps.core.errors import DomainError

pytestmark = pytest.mark.any_database


def refusals(of: type[DomainError] = DomainError) -> Iterator[type[DomainError]]:
    for kind in of.__subclasses__():
        yield kind
        yield from refusals(kind)


@pytest.fixture(autouse=True)
def every_error_is_imported() -> None:
    autodiscover_modules("errors")


def test_codes_are_words_that_clients_can_rely_on() -> None:
    odd = [kind.__name__ for kind in refusals() if not re.fullmatch(r"[a-z]+(_[a-z]+)*", kind.code)]
    assert odd == []


def test_a_code_always_means_the_same_status() -> None:
    statuses: dict[str, set[int]] = {}
    for kind in refusals():
        statuses.setdefault(kind.code, set()).add(kind.status)
    assert {code: seen for code, seen in statuses.items() if len(seen) > 1} == {}
