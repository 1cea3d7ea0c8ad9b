"""Traces, what is said of them by key, and what they are linked to."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left

from apps.traces.constants import MAX_CLIENT_REQUEST_ID, MAX_KEY, MAX_SESSION_ID, MAX_TRACE_ID


class Trace(models.Model):
    """One request to an application. Clients know it by `trace_id`, as they chose it.

    What is searched, sorted and added up stands in columns; the tags and metadata that clients
    know it by are made of them when they are read.
    """

    class State(models.TextChoices):
        UNSPECIFIED = "STATE_UNSPECIFIED"
        OK = "OK"
        ERROR = "ERROR"
        IN_PROGRESS = "IN_PROGRESS"

        @property
        def is_open(self) -> bool:
            """Whether it may still be told how the trace ended."""
            return self in {Trace.State.UNSPECIFIED, Trace.State.IN_PROGRESS}

    trace_id = models.CharField(max_length=MAX_TRACE_ID, unique=True)
    project = models.ForeignKey(
        "projects.Project", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    experiment = models.ForeignKey(
        "experiments.Experiment", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    request_time_ms = models.BigIntegerField()
    duration_ms = models.BigIntegerField(null=True)
    state = models.CharField(max_length=17, choices=State.choices, default=State.UNSPECIFIED)
    client_request_id = models.CharField(max_length=MAX_CLIENT_REQUEST_ID, null=True)
    name = models.TextField(null=True)
    session_id = models.CharField(max_length=MAX_SESSION_ID, null=True)
    request_preview = models.TextField(null=True)
    response_preview = models.TextField(null=True)
    input_tokens = models.BigIntegerField(null=True)
    output_tokens = models.BigIntegerField(null=True)
    total_tokens = models.BigIntegerField(null=True)
    cache_read_input_tokens = models.BigIntegerField(null=True)
    cache_creation_input_tokens = models.BigIntegerField(null=True)
    cache_creation_input_tokens_above_1hr = models.BigIntegerField(null=True)
    input_cost = models.FloatField(null=True)
    output_cost = models.FloatField(null=True)
    total_cost = models.FloatField(null=True)
    is_finalized = models.BooleanField(default=False)
    """Its client has told all about it; what spans say does not change it any more."""
    span_count = models.PositiveIntegerField(default=0)
    origin_run_id = models.CharField(max_length=32, blank=True)
    """The run whose job's token made it; that token may change it too."""

    class Meta:
        indexes = [
            # The list's own order, and MLflow's default one.
            models.Index(
                fields=["experiment", "-request_time_ms", "trace_id"],
                name="trace_newest_in_experiment",
            ),
            models.Index(
                fields=["project", "-request_time_ms", "trace_id"], name="trace_newest_in_project"
            ),
            models.Index(
                fields=["experiment", "session_id"],
                condition=Q(session_id__isnull=False),
                name="trace_by_session",
            ),
        ]

    def __str__(self) -> str:
        return self.trace_id


class TraceLabel(models.Model):
    """A tag of a trace, or an entry of its metadata, which its client wrote once."""

    class Kind(models.TextChoices):
        TAG = "tag"
        METADATA = "metadata"

    pk = models.CompositePrimaryKey("trace_id", "kind", "key")
    trace = models.ForeignKey(Trace, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    key = models.CharField(max_length=MAX_KEY)
    value = models.TextField(blank=True)

    class Meta:
        indexes = [
            # PostgreSQL refuses index rows over a third of a page, hence the head of the value.
            # Tags only: metadata is much more, and seldom what a search starts from.
            models.Index(
                F("key"),
                Left("value", 128),
                F("trace"),
                condition=Q(kind="tag"),
                name="trace_tag_by_key_and_value",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}={self.value}"


class TraceRun(models.Model):
    """A trace belongs to a run: it was made in it, or was linked to it later."""

    pk = models.CompositePrimaryKey("trace_id", "run_id")
    trace = models.ForeignKey(Trace, on_delete=models.CASCADE, related_name="+", db_index=False)
    run_id = models.CharField(max_length=250)
    is_source = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["run_id", "trace"], name="trace_of_run")]

    def __str__(self) -> str:
        return f"{self.trace_id} in {self.run_id}"


class TracePrompt(models.Model):
    """A trace used a version of a prompt; written ``name/version``."""

    pk = models.CompositePrimaryKey("trace_id", "prompt")
    trace = models.ForeignKey(Trace, on_delete=models.CASCADE, related_name="+", db_index=False)
    prompt = models.CharField(max_length=500)

    class Meta:
        indexes = [models.Index(fields=["prompt", "trace"], name="trace_of_prompt")]

    def __str__(self) -> str:
        return f"{self.trace_id} used {self.prompt}"
