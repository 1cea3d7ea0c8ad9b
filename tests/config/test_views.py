"""What belongs to no app: health, the portal's page, and the last words on errors."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_health_is_one_word(client: Client) -> None:
    assert client.get("/health").content == b"OK"


def test_unknown_api_address_is_a_problem_whatever_the_method() -> None:
    strict = Client(enforce_csrf_checks=True)
    for method in ("get", "post", "delete"):
        answer = getattr(strict, method)("/api/v1/nothing/here")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_page_carries_the_nonce_of_its_policy(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.NAIAD_PORTAL_DIR = tmp_path
    (tmp_path / "index.html").write_text('<meta name="csp-nonce" content="__CSP_NONCE__">')
    answer = client.get("/projects/digits")
    nonce = re.search(r'content="([^"]+)"', answer.content.decode())
    assert nonce is not None
    assert f"'nonce-{nonce[1]}'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_missing_portal_says_how_to_build_it(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.NAIAD_PORTAL_DIR = tmp_path
    answer = client.get("/")
    assert answer.status_code == 503
    assert b"make up" in answer.content


def test_page_is_never_kept_by_the_browser(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.NAIAD_PORTAL_DIR = tmp_path
    (tmp_path / "index.html").write_text("page")
    assert client.get("/")["Cache-Control"] == "no-cache"
