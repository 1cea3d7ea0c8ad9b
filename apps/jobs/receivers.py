"""What jobs do when rows go without them being asked: a project's deletion takes its jobs along."""

from typing import Any

from django.db.models.signals import pre_delete
from django.dispatch import receiver

from apps.jobs.models import Attempt
from apps.jobs.services import control


@receiver(pre_delete, sender=Attempt)
def stop_with_its_row(instance: Attempt, **_: Any) -> None:
    """Stop what runs."""
    control.stop_without_trace(instance)
