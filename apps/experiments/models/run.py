"""Runs."""

from django.db import models
from django.db.models import Q

from apps.experiments.querysets import RunQuerySet


class Run(models.Model):
    """One execution that is tracked. Clients know it by `run_id`, 32 hexadecimal characters.

    Times are milliseconds since 1970, as the clients send them. A run that is SCHEDULED has not
    started: its `start_time_ms` is when it was made, so that every run has its place in the order.
    """

    class Status(models.TextChoices):
        SCHEDULED = "SCHEDULED"
        RUNNING = "RUNNING"
        FINISHED = "FINISHED"
        FAILED = "FAILED"
        KILLED = "KILLED"

        @property
        def is_final(self) -> bool:
            """Whether the run has ended."""
            return self in {Run.Status.FINISHED, Run.Status.FAILED, Run.Status.KILLED}

    run_id = models.CharField(max_length=32, unique=True)
    project = models.ForeignKey(
        "projects.Project", on_delete=models.CASCADE, related_name="runs", db_index=False
    )
    experiment = models.ForeignKey(
        "experiments.Experiment", on_delete=models.CASCADE, related_name="runs"
    )
    name = models.CharField(max_length=250, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.RUNNING)
    start_time_ms = models.BigIntegerField()
    end_time_ms = models.BigIntegerField(null=True)
    user = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    user_name = models.CharField(max_length=256, blank=True)
    source_type = models.CharField(max_length=20, blank=True)
    source_name = models.CharField(max_length=500, blank=True)
    parent_run_id = models.CharField(max_length=32, blank=True)
    origin_run_id = models.CharField(max_length=32, blank=True)
    """The run whose token created this one; that token may write it too."""
    job_id = models.UUIDField(null=True)
    artifact_uri = models.CharField(max_length=1000, blank=True, default="", db_default="")
    """Where its files stayed when it was imported without them; empty where they are as ever."""
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        indexes = [
            # The runs table's own order, and MLflow's default one.
            models.Index(
                fields=["experiment", "-start_time_ms", "run_id"],
                condition=Q(deleted_at=None),
                name="run_newest_in_experiment",
            ),
            models.Index(
                fields=["project", "-start_time_ms", "run_id"],
                condition=Q(deleted_at=None),
                name="run_newest_in_project",
            ),
            models.Index(
                fields=["project"],
                condition=Q(deleted_at__isnull=False),
                name="run_deleted_in_project",
            ),
            models.Index(
                fields=["parent_run_id"], condition=~Q(parent_run_id=""), name="run_by_parent"
            ),
            models.Index(fields=["job_id"], condition=Q(job_id__isnull=False), name="run_by_job"),
        ]

    def __str__(self) -> str:
        return self.name or self.run_id
