"""`/ready` says which part does not answer."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db


def test_a_whole_installation_is_ready(tmp_path: Path, settings: Settings) -> None:
    settings.NAIAD_BLOB_URL = tmp_path.as_uri()

    answer = Client().get("/ready")

    assert answer.status_code == 200
    assert answer.json()["blobs"] == "ok, file"


def test_a_store_that_cannot_be_written_is_named(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "file").write_text("in the way")
    settings.NAIAD_BLOB_URL = (tmp_path / "file").as_uri()

    answer = Client().get("/ready")

    assert answer.status_code == 503
    assert "NAIAD_BLOB_URL" in answer.json()["blobs"]
