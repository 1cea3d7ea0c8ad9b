"""Tables of the registry."""

from django.db import models

from apps.registry.contracts import Stage
from apps.registry.querysets import ModelVersionQuerySet, RegisteredModelQuerySet


class RegisteredModel(models.Model):
    """A model by name in a project. `last_number` only grows: a number is never used twice."""

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=256)
    description = models.TextField(blank=True)
    last_number = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = RegisteredModelQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "name"], name="registered_model_name_in_project"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RegisteredModelTag(models.Model):
    """A key and value on a registered model."""

    pk = models.CompositePrimaryKey("model_id", "key")
    model = models.ForeignKey(
        "registry.RegisteredModel", on_delete=models.CASCADE, related_name="tags"
    )
    key = models.CharField(max_length=250)
    value = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.key}={self.value}"


class ModelVersion(models.Model):
    """A numbered pointer to the files of a model, with where it came from.

    The run and the logged model are kept by their public ids: a version outlives them.
    """

    model = models.ForeignKey(
        "registry.RegisteredModel", on_delete=models.CASCADE, related_name="versions"
    )
    number = models.PositiveIntegerField()
    source = models.CharField(max_length=1000)
    location = models.CharField(max_length=1000)
    run_id = models.CharField(max_length=32, blank=True, db_index=True)
    logged_model_id = models.CharField(max_length=34, blank=True, db_index=True)
    run_link = models.CharField(max_length=500, blank=True)
    description = models.TextField(blank=True)
    stage = models.CharField(
        max_length=20, choices=[(s.value, s.value) for s in Stage], default=Stage.NONE.value
    )
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = ModelVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model", "number"], name="model_version_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.model_id} version {self.number}"


class ModelVersionTag(models.Model):
    """A key and value on a version."""

    pk = models.CompositePrimaryKey("version_id", "key")
    version = models.ForeignKey(
        "registry.ModelVersion", on_delete=models.CASCADE, related_name="tags"
    )
    key = models.CharField(max_length=250)
    value = models.TextField(blank=True)

    class Meta:
        # Which names are prompts is looked up by the key of their versions' tags.
        indexes = [models.Index(fields=["key"], name="model_version_tag_key")]

    def __str__(self) -> str:
        return f"{self.key}={self.value}"


class ModelAlias(models.Model):
    """A name for one version of a model, which may be moved to another."""

    pk = models.CompositePrimaryKey("model_id", "alias")
    model = models.ForeignKey(
        "registry.RegisteredModel", on_delete=models.CASCADE, related_name="aliases"
    )
    alias = models.CharField(max_length=255)
    version = models.ForeignKey(
        "registry.ModelVersion", on_delete=models.CASCADE, related_name="aliases"
    )

    def __str__(self) -> str:
        return self.alias
