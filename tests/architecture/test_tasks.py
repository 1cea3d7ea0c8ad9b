"""Background tasks and their names are one list, and every process rings at the same queue."""

import subprocess
import sys

import pytest
from django.conf import settings

from apps.core.queue import TaskName
from workers.celery import app

pytestmark = pytest.mark.any_database


def test_every_task_name_is_a_task_and_every_task_has_a_name() -> None:
    app.loader.import_default_modules()
    ours = {name for name in app.tasks if not name.startswith("celery.")}
    assert ours == set(TaskName)


def test_a_web_process_rings_at_our_own_queue() -> None:
    script = "import django; django.setup(); from celery import current_app as a; print(a.main)"
    result = subprocess.run(
        [sys.executable, "-c", script],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
        timeout=50,
    )
    assert result.stdout.strip() == "naiad"
