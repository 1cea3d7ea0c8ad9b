"""The series store: appends as they came, and the chunks that a fold makes of them."""

from django.db import models


class SeriesAppend(models.Model):
    """One log call's points, encoded by `experiments.series`, not folded yet."""

    run = models.ForeignKey("experiments.Run", on_delete=models.CASCADE, related_name="+")
    point_count = models.PositiveIntegerField()
    data = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.point_count} points"


class SeriesChunk(models.Model):
    """Some thousands of points of one series, encoded, with what zooming out needs."""

    run = models.ForeignKey(
        "experiments.Run", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    key = models.ForeignKey(
        "experiments.AttributeKey", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    first_step = models.BigIntegerField()
    last_step = models.BigIntegerField()
    first_timestamp_ms = models.BigIntegerField()
    last_timestamp_ms = models.BigIntegerField()
    point_count = models.PositiveIntegerField()
    min_value = models.FloatField(null=True)
    max_value = models.FloatField(null=True)
    summary = models.BinaryField()
    data = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["run", "key", "first_step"], name="chunk_in_series_order")]

    def __str__(self) -> str:
        return f"{self.point_count} points"
