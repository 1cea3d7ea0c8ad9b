"""A run's typed attributes by path: strings (params, tags) and the latest row of each series."""

from django.db import models
from django.db.models import F
from django.db.models.functions import Left


class AttributeKey(models.Model):
    """A path that runs of a project have used, interned: rows of values carry its small id."""

    class Kind(models.IntegerChoices):
        PARAM = 1
        TAG = 2
        METRIC = 3

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="+")
    kind = models.PositiveSmallIntegerField(choices=Kind.choices)
    path = models.CharField(max_length=1024)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "kind", "path"], name="attribute_key_once_in_project"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.path}"


class StringAttribute(models.Model):
    """A param or a tag of a run."""

    pk = models.CompositePrimaryKey("run_id", "key_id")
    run = models.ForeignKey(
        "experiments.Run", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    key = models.ForeignKey(
        "experiments.AttributeKey", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    value = models.TextField(blank=True)

    class Meta:
        indexes = [
            # PostgreSQL refuses index rows over a third of a page, hence the head of the value.
            models.Index(F("key"), Left("value", 128), F("run"), name="string_by_key_and_value"),
        ]

    def __str__(self) -> str:
        return self.value


class FloatSeries(models.Model):
    """A metric of a run: its *latest* row. The points are in appends and chunks.

    Latest is the greatest (step, timestamp, value). NaN is stored as NULL, since SQLite knows no
    other; `last_is_nan` is implied by NULL, for a series has at least one point.
    """

    pk = models.CompositePrimaryKey("run_id", "key_id")
    run = models.ForeignKey(
        "experiments.Run", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    key = models.ForeignKey(
        "experiments.AttributeKey", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    last_step = models.BigIntegerField()
    last_step_micro = models.IntegerField(default=0)
    last_timestamp_ms = models.BigIntegerField()
    last_value = models.FloatField(null=True)
    count = models.BigIntegerField()
    min_value = models.FloatField(null=True)
    max_value = models.FloatField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["key", "last_value", "run"], name="series_by_key_and_value"),
        ]

    def __str__(self) -> str:
        return str(self.last_value)
