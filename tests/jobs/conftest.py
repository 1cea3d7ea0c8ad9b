from typing import Any

import pytest

import workers.celery  # noqa: F401  # services ring at this app, as they do at run time
from tests.jobs.make import EXECUTORS


@pytest.fixture(autouse=True)
def _fake_executors(settings: Any) -> None:
    """Every target of a test is a fake one, unless the test names another."""
    settings.NAIAD_EXECUTORS = EXECUTORS
