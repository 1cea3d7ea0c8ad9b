"""Evaluation datasets and their records."""

from django.db import models

from apps.evaluation.constants import MAX_DATASET_NAME, MAX_TAG_KEY, MAX_USER
from apps.evaluation.contracts import SourceType
from apps.evaluation.querysets import EvaluationDatasetQuerySet


class EvaluationDataset(models.Model):
    """A named set of records that generative models are judged by. Names may repeat."""

    dataset_id = models.CharField(max_length=36, unique=True)
    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=MAX_DATASET_NAME)
    digest = models.CharField(max_length=64)
    schema = models.TextField(blank=True)
    record_count = models.PositiveIntegerField(default=0)
    created_by = models.CharField(max_length=MAX_USER, blank=True)
    last_updated_by = models.CharField(max_length=MAX_USER, blank=True)
    created_at_ms = models.BigIntegerField()
    updated_at_ms = models.BigIntegerField()

    objects = EvaluationDatasetQuerySet.as_manager()

    class Meta:
        indexes = [
            # A project's list, the newest first, and a dataset by its name.
            models.Index(fields=["project", "-created_at_ms"], name="evaluation_dataset_newest"),
            models.Index(fields=["project", "name"], name="evaluation_dataset_by_name"),
        ]

    def __str__(self) -> str:
        return self.name


class DatasetTag(models.Model):
    """A key and value on an evaluation dataset."""

    pk = models.CompositePrimaryKey("dataset_id", "key")
    dataset = models.ForeignKey(
        "evaluation.EvaluationDataset", on_delete=models.CASCADE, related_name="tags"
    )
    key = models.CharField(max_length=MAX_TAG_KEY)
    value = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.key}={self.value}"


class DatasetExperiment(models.Model):
    """An evaluation dataset is used in an experiment."""

    dataset = models.ForeignKey(
        "evaluation.EvaluationDataset", on_delete=models.CASCADE, related_name="links"
    )
    experiment = models.ForeignKey(
        "experiments.Experiment", on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dataset", "experiment"], name="evaluation_dataset_linked_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.dataset} in {self.experiment}"


class DatasetRecord(models.Model):
    """One example: inputs, and what is expected of a model that gets them.

    What clients sent is kept as JSON text: no database changes its order, or refuses its NaN.
    The inputs are one of a kind in the dataset, which their hash sees to.
    """

    record_id = models.CharField(max_length=36, unique=True)
    dataset = models.ForeignKey(
        "evaluation.EvaluationDataset", on_delete=models.CASCADE, related_name="records"
    )
    inputs_hash = models.CharField(max_length=64)
    inputs = models.TextField()
    outputs = models.TextField(null=True)
    expectations = models.TextField(null=True)
    tags = models.TextField(null=True)
    source_type = models.CharField(
        max_length=12, blank=True, choices=[(each.value, each.value) for each in SourceType]
    )
    source_data = models.TextField(blank=True)
    created_by = models.CharField(max_length=MAX_USER, blank=True)
    last_updated_by = models.CharField(max_length=MAX_USER, blank=True)
    created_at_ms = models.BigIntegerField()
    updated_at_ms = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dataset", "inputs_hash"], name="evaluation_inputs_once"
            )
        ]

    def __str__(self) -> str:
        return self.record_id
