"""What a run printed."""

from django.db import models


class ConsoleLog(models.Model):
    """How much a run printed, how much of it is kept, and whether more is to come."""

    run = models.OneToOneField(
        "experiments.Run", on_delete=models.CASCADE, related_name="+", primary_key=True
    )
    size = models.BigIntegerField(default=0)
    kept = models.BigIntegerField(default=0)
    is_complete = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.size} bytes"


class ConsoleChunk(models.Model):
    """A piece of a run's console, compressed; `start` is its byte offset in the whole."""

    run = models.ForeignKey(
        "experiments.Run", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    start = models.BigIntegerField()
    size = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "start"], name="console_byte_once"),
        ]

    def __str__(self) -> str:
        return f"{self.size} bytes at {self.start}"
