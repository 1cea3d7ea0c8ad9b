"""What experiments do when a project goes: its rows follow by themselves, its files do not."""

from typing import Any

from django.db import models
from django.db.models.signals import pre_delete

from apps.experiments.services import files


def release_files(instance: models.Model, **_: Any) -> None:
    """Give up the files of the project's runs and models."""
    files.release_project_files(project_id=instance.pk)


pre_delete.connect(
    release_files, sender="projects.Project", dispatch_uid="experiments.release_files"
)
