"""Background tasks and their names are one list."""

from apps.core.queue import TaskName
from workers.celery import app


def test_every_task_name_is_a_task_and_every_task_has_a_name() -> None:
    app.loader.import_default_modules()
    ours = {name for name in app.tasks if not name.startswith("celery.")}
    assert ours == set(TaskName)
