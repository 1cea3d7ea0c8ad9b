"""What jobs do when rows go without them being asked: a project's deletion takes its jobs along."""

from typing import Any

from django.db import models
from django.db.models.signals import pre_delete
from django.dispatch import receiver

from apps.jobs.models import Attempt
from apps.jobs.services import code, control


@receiver(pre_delete, sender=Attempt)
def stop_with_its_row(instance: Attempt, **_: Any) -> None:
    """Stop what runs."""
    control.stop_without_trace(instance)


def release_code(instance: models.Model, **_: Any) -> None:
    """Give up the code that was uploaded to the project."""
    code.release_project_code(project_id=instance.pk)


pre_delete.connect(release_code, sender="projects.Project", dispatch_uid="jobs.release_code")
