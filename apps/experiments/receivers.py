"""What experiments do when a project goes (its rows follow by themselves, its files do not), and
when files come or go."""

from typing import Any

from django.db import models
from django.db.models.signals import pre_delete

from apps.artifacts.contracts import Owner
from apps.artifacts.signals import files_changed
from apps.core.events import publish_on_commit
from apps.experiments.events import RunFiles
from apps.experiments.models import LoggedModel
from apps.experiments.services import files


def release_files(instance: models.Model, **_: Any) -> None:
    """Give up the files of the project's runs and models."""
    files.release_project_files(project_id=instance.pk)


def announce_files(owner: Owner, **_: Any) -> None:
    """Let the open page of a run hear of its files, and of those of the models that it logged."""
    if owner.kind == "run":
        publish_on_commit(RunFiles(run_id=owner.id))
    if owner.kind == "model":
        models = LoggedModel.objects.filter(model_id=owner.id, source_run__isnull=False)
        for run_id in models.values_list("source_run__run_id", flat=True):
            publish_on_commit(RunFiles(run_id=run_id))


files_changed.connect(announce_files, dispatch_uid="experiments.announce_files")
pre_delete.connect(
    release_files, sender="projects.Project", dispatch_uid="experiments.release_files"
)
