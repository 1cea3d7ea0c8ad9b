"""What traces do when a project goes: their rows follow by themselves, their files do not."""

from typing import Any

from django.db import models
from django.db.models.signals import pre_delete

from apps.traces.services import traces


def release_files(instance: models.Model, **_: Any) -> None:
    """Give up the files of the project's traces."""
    traces.release_project_files(project_id=instance.pk)


pre_delete.connect(release_files, sender="projects.Project", dispatch_uid="traces.release_files")
