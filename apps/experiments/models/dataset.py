"""Datasets that runs named as their inputs, as MLflow's clients log them."""

from django.db import models


class InputDataset(models.Model):
    """A dataset by name and digest, as described by the client that used it."""

    experiment = models.ForeignKey(
        "experiments.Experiment", on_delete=models.CASCADE, related_name="+"
    )
    name = models.CharField(max_length=500)
    digest = models.CharField(max_length=36)
    source_type = models.CharField(max_length=36)
    source = models.TextField()
    schema = models.TextField(blank=True)
    profile = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["experiment", "name", "digest"], name="input_dataset_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}@{self.digest}"


class RunInput(models.Model):
    """A run used a dataset or a logged model; the tags say how.

    `context` is the tag `mlflow.data.context`, in a column since runs are searched by it.
    """

    run = models.ForeignKey("experiments.Run", on_delete=models.CASCADE, related_name="inputs")
    dataset = models.ForeignKey(
        "experiments.InputDataset", on_delete=models.CASCADE, null=True, related_name="+"
    )
    model = models.ForeignKey(
        "experiments.LoggedModel", on_delete=models.CASCADE, null=True, related_name="+"
    )
    context = models.CharField(max_length=500, blank=True)
    tags = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "dataset"], name="run_input_dataset_once"),
            models.UniqueConstraint(fields=["run", "model"], name="run_input_model_once"),
        ]

    def __str__(self) -> str:
        return str(self.dataset or self.model)
