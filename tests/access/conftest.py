"""The world whose doors are tried."""

from pathlib import Path

import pytest
from django.core.cache import cache
from pytest_django import Settings

from tests.access.world import World, make_world
from tests.jobs.make import EXECUTORS


@pytest.fixture
def world(db: None, settings: Settings, tmp_path: Path) -> World:
    """A project with everything in it, jobs that run nowhere, and any page for the portal's."""
    cache.clear()
    settings.NAIAD_EXECUTORS = EXECUTORS
    # The portal's page is built by another toolchain; any page will do here.
    settings.NAIAD_PORTAL_DIR = tmp_path
    (tmp_path / "index.html").write_text("<!doctype html>")
    return make_world()
