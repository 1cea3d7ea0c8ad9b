"""A socket is opened by our own page, or by a program with a token."""

from typing import Any

import pytest
from pytest_django.fixtures import Settings

from apps.core.realtime import origin
from tests.live.make import HOST

pytestmark = pytest.mark.any_database


def make_scope(**headers: str) -> dict[str, Any]:
    return {"headers": [(name.encode(), value.encode()) for name, value in headers.items()]}


@pytest.mark.parametrize("given", [f"http://{HOST}", f"https://{HOST}"])
def test_the_host_that_was_called_is_ours(given: str) -> None:
    assert origin.is_ours(make_scope(host=HOST, origin=given))


def test_the_public_address_is_ours_whatever_a_proxy_calls_us(settings: Settings) -> None:
    settings.NAIAD_PUBLIC_URL = "https://portal.example.org"

    assert origin.is_ours(make_scope(host="10.0.0.7", origin="https://portal.example.org"))


@pytest.mark.parametrize(
    "given", ["null", "http://evil.example.org", f"http://{HOST}.evil.org", "rubbish", "http://"]
)
def test_any_other_is_not(given: str) -> None:
    assert not origin.is_ours(make_scope(host=HOST, origin=given))
    assert not origin.is_ours(make_scope(host=HOST, origin=given, authorization="Bearer x"))


def test_without_an_origin_only_a_token_counts() -> None:
    assert not origin.is_ours(make_scope(host=HOST, cookie="naiad_session=x"))
    assert origin.is_ours(make_scope(host=HOST, authorization="Bearer x"))


def test_nothing_is_not_ours() -> None:
    assert not origin.is_ours(make_scope(origin="http://"))
    assert not origin.is_ours(make_scope())
