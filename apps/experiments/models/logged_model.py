"""Models that runs logged (MLflow 3), before anybody registers them."""

from django.db import models


class LoggedModel(models.Model):
    """A model as an object of its own, with its files, params, tags and metrics."""

    class Status(models.TextChoices):
        PENDING = "LOGGED_MODEL_PENDING"
        READY = "LOGGED_MODEL_READY"
        UPLOAD_FAILED = "LOGGED_MODEL_UPLOAD_FAILED"

    model_id = models.CharField(max_length=34, unique=True)
    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="+")
    experiment = models.ForeignKey(
        "experiments.Experiment", on_delete=models.CASCADE, related_name="logged_models"
    )
    source_run = models.ForeignKey(
        "experiments.Run", on_delete=models.CASCADE, null=True, related_name="logged_models"
    )
    name = models.CharField(max_length=500)
    model_type = models.CharField(max_length=500, blank=True)
    status = models.CharField(max_length=30, choices=Status.choices, default=Status.PENDING)
    status_message = models.TextField(blank=True)
    created_at_ms = models.BigIntegerField()
    updated_at_ms = models.BigIntegerField()
    deleted_at = models.DateTimeField(null=True, blank=True)
    artifact_uri = models.CharField(max_length=1000, blank=True, default="", db_default="")
    """Where its files stayed when it was imported without them; empty where they are as ever."""

    def __str__(self) -> str:
        return self.name


class LoggedModelAttribute(models.Model):
    """A param or a tag of a logged model."""

    class Kind(models.TextChoices):
        PARAM = "param"
        TAG = "tag"

    pk = models.CompositePrimaryKey("model_id", "kind", "key")
    model = models.ForeignKey(
        "experiments.LoggedModel", on_delete=models.CASCADE, related_name="attributes"
    )
    kind = models.CharField(max_length=5, choices=Kind.choices)
    key = models.CharField(max_length=250)
    value = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.key}={self.value}"


class LoggedModelMetric(models.Model):
    """A metric that a run measured of a logged model, perhaps on a dataset."""

    model = models.ForeignKey(
        "experiments.LoggedModel", on_delete=models.CASCADE, related_name="metrics", db_index=False
    )
    run = models.ForeignKey("experiments.Run", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=250)
    value = models.FloatField(null=True)
    step = models.BigIntegerField()
    timestamp_ms = models.BigIntegerField()
    dataset_name = models.CharField(max_length=500, blank=True)
    dataset_digest = models.CharField(max_length=36, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["model", "key", "run", "timestamp_ms", "step"],
                name="logged_model_metric_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}={self.value}"


class RunOutput(models.Model):
    """A run produced a logged model, at a step."""

    run = models.ForeignKey("experiments.Run", on_delete=models.CASCADE, related_name="outputs")
    model = models.ForeignKey("experiments.LoggedModel", on_delete=models.CASCADE, related_name="+")
    step = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "model"], name="run_output_once"),
        ]

    def __str__(self) -> str:
        return f"{self.run} → {self.model}"
