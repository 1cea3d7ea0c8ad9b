"""Tables of jobs, their attempts, their code and the targets they run on."""

import uuid

from django.db import models
from django.db.models import Q

from apps.jobs.constants import ACTIVE, UNFINISHED, JobState
from apps.jobs.contracts import Handle, Resources
from apps.jobs.permissions import JobRights
from apps.jobs.querysets import AttemptQuerySet, JobQuerySet

_STATES = [(state.value, state.value) for state in JobState]
_ACTIVE = sorted(state.value for state in ACTIVE)
_UNFINISHED = sorted(state.value for state in UNFINISHED)


class ComputeTarget(models.Model):
    """Something that runs jobs, with what it was last seen to have."""

    class State(models.TextChoices):
        READY = "ready"
        UNREACHABLE = "unreachable"

    name = models.SlugField(max_length=64, unique=True)
    kind = models.CharField(max_length=32)
    """Which executor of the settings runs its jobs."""
    settings = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=16, choices=State.choices, default=State.READY)
    message = models.TextField(blank=True)
    cpus = models.FloatField(default=0)
    memory_mb = models.PositiveIntegerField(default=0)
    gpus = models.PositiveIntegerField(default=0)
    enforced = models.JSONField(default=list, blank=True)
    """The limits that it truly holds jobs to, in words."""
    checked_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def capacity(self) -> Resources:
        """What all its jobs share."""
        return Resources(cpus=self.cpus, memory_mb=self.memory_mb, gpus=self.gpus)


class JobCode(models.Model):
    """Code that was uploaded for jobs: a zip, or one file when it has a name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="+")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    filename = models.CharField(max_length=255, blank=True)
    files = models.JSONField(default=list)
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "sha256", "filename"], name="code_once_in_a_project"
            )
        ]

    def __str__(self) -> str:
        return self.filename or f"{self.sha256[:12]}.zip"


class Job(models.Model):
    """What somebody wants run: code, command, resources, and where it stands."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="jobs")
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    name = models.CharField(max_length=250)
    command = models.JSONField()
    """A list is executed as it is; a string is given to the shell."""
    code = models.ForeignKey("jobs.JobCode", on_delete=models.RESTRICT, null=True, related_name="+")
    environment = models.JSONField(default=dict, blank=True)
    requirements = models.TextField(blank=True)
    target = models.ForeignKey(
        "jobs.ComputeTarget", on_delete=models.PROTECT, related_name="jobs", db_index=False
    )
    cpus = models.FloatField(default=1)
    memory_mb = models.PositiveIntegerField(default=0)
    gpus = models.PositiveIntegerField(default=0)
    priority = models.SmallIntegerField(default=0)
    max_retries = models.PositiveSmallIntegerField(default=0)
    time_limit_seconds = models.PositiveIntegerField(null=True)
    run_id = models.CharField(max_length=32)
    state = models.CharField(max_length=10, choices=_STATES, default=JobState.QUEUED.value)
    reason = models.TextField(blank=True)
    """Why it waits, or how it ended, for people."""
    exit_code = models.IntegerField(null=True)
    earlier_attempts = models.PositiveIntegerField(default=0)
    """Attempts of earlier rounds: a person who retries begins to count anew."""
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    queued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    # What selectors add for the one who asks
    can: JobRights

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = [
            models.Index(fields=["project", "-created_at", "-id"], name="job_newest_in_project"),
            # The scheduler's own look; finished jobs, the great majority, are not in it.
            models.Index(
                fields=["target", "state"],
                condition=Q(state__in=_UNFINISHED),
                name="job_unfinished_by_target",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(cpus__gt=0), name="job_needs_a_processor"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def resources(self) -> Resources:
        """What it needs."""
        return Resources(cpus=self.cpus, memory_mb=self.memory_mb, gpus=self.gpus)


class Attempt(models.Model):
    """One start of a job on its target. The row is there before the executor hears of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    job = models.ForeignKey("jobs.Job", on_delete=models.CASCADE, related_name="attempts")
    target = models.ForeignKey("jobs.ComputeTarget", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    external_name = models.CharField(max_length=63, unique=True)
    run_id = models.CharField(max_length=32)
    state = models.CharField(max_length=10, choices=_STATES, default=JobState.STARTING.value)
    reason = models.TextField(blank=True)
    exit_reason = models.CharField(max_length=32, blank=True)
    exit_code = models.IntegerField(null=True)
    gpu_devices = models.JSONField(default=list)
    console_start = models.PositiveBigIntegerField(default=0)
    """The size of the run's console when this attempt began to write to it."""
    created_at = models.DateTimeField(auto_now_add=True)
    dispatched_at = models.DateTimeField(null=True)
    """When somebody last began to hand it to the executor."""
    submitted_at = models.DateTimeField(null=True)
    """When the executor had it."""
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)
    """When the executor's remains of it were removed."""

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ("number",)
        indexes = [
            models.Index(
                fields=["target"],
                condition=Q(state__in=_ACTIVE),
                name="attempt_active_by_target",
            ),
            models.Index(
                fields=["ended_at"],
                condition=Q(forgotten_at=None),
                name="attempt_to_forget",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["job", "number"], name="attempt_numbered_once"),
            models.UniqueConstraint(
                fields=["job"],
                condition=Q(state__in=_ACTIVE),
                name="one_active_attempt_of_a_job",
            ),
        ]

    def __str__(self) -> str:
        return self.external_name

    @property
    def handle(self) -> Handle:
        """How the executor knows it."""
        return Handle(attempt_id=str(self.pk), external_name=self.external_name)
