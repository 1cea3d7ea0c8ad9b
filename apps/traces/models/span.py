"""Spans: small rows to search and add up, and their content apart, compressed."""

from django.db import models

from apps.traces.constants import MAX_MODEL_NAME, MAX_SPAN_NAME, MAX_SPAN_TYPE


class Span(models.Model):
    """What is searched and added up of a span. Its content is in the trace's chunks."""

    pk = models.CompositePrimaryKey("trace_id", "span_id")
    trace = models.ForeignKey(
        "traces.Trace", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    span_id = models.CharField(max_length=16)
    parent_id = models.CharField(max_length=16, null=True)
    name = models.CharField(max_length=MAX_SPAN_NAME)
    type = models.CharField(max_length=MAX_SPAN_TYPE, null=True)
    status = models.CharField(max_length=5)
    start_ns = models.BigIntegerField()
    end_ns = models.BigIntegerField(null=True)
    input_cost = models.FloatField(null=True)
    output_cost = models.FloatField(null=True)
    total_cost = models.FloatField(null=True)
    model_name = models.CharField(max_length=MAX_MODEL_NAME, null=True)
    model_provider = models.CharField(max_length=MAX_MODEL_NAME, null=True)

    def __str__(self) -> str:
        return self.name


class SpanChunk(models.Model):
    """Spans as they came in one request, compressed; of a span that came twice the later counts.

    The digest lets a request that is repeated change nothing.
    """

    trace = models.ForeignKey(
        "traces.Trace", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    digest = models.BinaryField(max_length=16)
    span_count = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trace", "digest"], name="span_chunk_once"),
        ]

    def __str__(self) -> str:
        return f"{self.span_count} spans"
