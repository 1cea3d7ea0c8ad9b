"""Experiments: named groups of runs in a project."""

from django.db import models
from django.db.models import Q

from apps.experiments.querysets import ExperimentQuerySet


class Experiment(models.Model):
    """A named group of runs. A deleted one keeps its name and can be restored."""

    project = models.ForeignKey(
        "projects.Project", on_delete=models.CASCADE, related_name="experiments"
    )
    name = models.CharField(max_length=500)
    artifact_location = models.CharField(max_length=500, blank=True)
    is_default = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = ExperimentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="experiment_name_in_project"),
            models.UniqueConstraint(
                fields=["project"], condition=Q(is_default=True), name="one_default_experiment"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ExperimentTag(models.Model):
    """A key and value on an experiment; `mlflow.note.content` is its description."""

    pk = models.CompositePrimaryKey("experiment_id", "key")
    experiment = models.ForeignKey(
        "experiments.Experiment", on_delete=models.CASCADE, related_name="tags"
    )
    key = models.CharField(max_length=250)
    value = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.key}={self.value}"
