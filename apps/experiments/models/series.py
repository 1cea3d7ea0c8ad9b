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
    """Some thousands of points of one series, encoded, with what zooming out needs.

    `first_*` and `last_*` are the places of its first and last point in the order of the series,
    (step, micro, timestamp); `low_time_ms` and `high_time_ms` bound all its timestamps.
    """

    run = models.ForeignKey(
        "experiments.Run", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    key = models.ForeignKey(
        "experiments.AttributeKey", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    first_step = models.BigIntegerField()
    first_step_micro = models.IntegerField()
    first_timestamp_ms = models.BigIntegerField()
    last_step = models.BigIntegerField()
    last_step_micro = models.IntegerField()
    last_timestamp_ms = models.BigIntegerField()
    low_time_ms = models.BigIntegerField()
    high_time_ms = models.BigIntegerField()
    point_count = models.PositiveIntegerField()
    summary = models.BinaryField()
    data = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["run", "key", "first_step"], name="chunk_in_series_order")]

    def __str__(self) -> str:
        return f"{self.point_count} points"
