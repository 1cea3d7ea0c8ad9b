"""What people, judges and code thought of traces."""

from django.db import models

from apps.traces.constants import MAX_ASSESSMENT_NAME


class Assessment(models.Model):
    """A judgement of a trace or one of its spans, or what was expected of it.

    `value` is JSON text. One that another overrides is no longer valid.
    """

    class Kind(models.TextChoices):
        FEEDBACK = "feedback"
        EXPECTATION = "expectation"
        ISSUE = "issue"

    class Source(models.TextChoices):
        UNSPECIFIED = "SOURCE_TYPE_UNSPECIFIED"
        HUMAN = "HUMAN"
        JUDGE = "LLM_JUDGE"
        CODE = "CODE"

    assessment_id = models.CharField(max_length=64, unique=True)
    trace = models.ForeignKey(
        "traces.Trace", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    name = models.CharField(max_length=MAX_ASSESSMENT_NAME)
    kind = models.CharField(max_length=11, choices=Kind.choices)
    value = models.TextField()
    number = models.FloatField(null=True)
    """The value to add up: a number, or 1 and 0 for yes and no."""
    is_number = models.BooleanField(default=False)
    error = models.JSONField(null=True)
    source_type = models.CharField(max_length=50)
    source_id = models.CharField(max_length=250, blank=True)
    run_id = models.CharField(max_length=32, blank=True)
    span_id = models.CharField(max_length=50, blank=True)
    rationale = models.TextField(blank=True)
    overrides = models.CharField(max_length=64, blank=True)
    valid = models.BooleanField(default=True)
    metadata = models.JSONField(default=dict)
    of_session = models.BooleanField(default=False)
    """It is about the whole session of its trace."""
    create_time_ms = models.BigIntegerField()
    update_time_ms = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["trace", "create_time_ms"], name="assessment_of_trace"),
            models.Index(fields=["name", "kind", "trace"], name="assessment_by_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name}={self.value}"
