"""Tables of transfers: what is to be moved, how far that is, and what could not be."""

import uuid

from django.db import models

from apps.transfers.constants import FileMode, State, StepKind


class Transfer(models.Model):
    """The import of one MLflow into a project. The source's credentials are kept sealed, and only
    until it ends."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="+")
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    source = models.CharField(max_length=1000)
    """The source's address, without credentials."""
    source_kind = models.CharField(max_length=10, blank=True)
    source_version = models.CharField(max_length=40, blank=True)
    files = models.CharField(
        max_length=10, choices=[(m.value, m.value) for m in FileMode], default=FileMode.COPY.value
    )
    files_from = models.CharField(max_length=1000, blank=True)
    workspace = models.CharField(max_length=250, blank=True)
    workers = models.PositiveSmallIntegerField(default=4)
    sealed_credentials = models.TextField(blank=True)
    state = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in State], default=State.QUEUED.value
    )
    message = models.TextField(blank=True)
    should_stop = models.BooleanField(default=False)
    beat_at = models.DateTimeField(null=True)
    """When who runs it last said so."""
    holder = models.CharField(max_length=32, blank=True)
    """Who runs it: a random word."""
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "beat_at"], name="transfer_by_state")]

    def __str__(self) -> str:
        return f"{self.source} → {self.project_id}"


class MappedExperiment(models.Model):
    """Which experiment here an experiment of the source became."""

    transfer = models.ForeignKey(
        "transfers.Transfer", on_delete=models.CASCADE, related_name="experiments"
    )
    source_id = models.CharField(max_length=64)
    name = models.CharField(max_length=500)
    target_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["transfer", "source_id"], name="experiment_mapped_once")
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}"


class TransferStep(models.Model):
    """One kind of things, of one experiment or of the whole source, and how far it is.

    Things are moved in the order of their ids; `cursor` is the last one that is done. It moves in
    the transaction that writes what it stands for.
    """

    transfer = models.ForeignKey(
        "transfers.Transfer", on_delete=models.CASCADE, related_name="steps"
    )
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=24, choices=[(k.value, k.value) for k in StepKind])
    scope = models.CharField(max_length=64, blank=True)
    """The source's id of the experiment; empty for what belongs to none."""
    cursor = models.CharField(max_length=1100, blank=True)
    found = models.BigIntegerField(default=0)
    imported = models.BigIntegerField(default=0)
    skipped = models.BigIntegerField(default=0)
    failed = models.BigIntegerField(default=0)
    points = models.BigIntegerField(default=0)
    bytes = models.BigIntegerField(default=0)
    is_done = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["transfer", "kind", "scope"], name="step_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.scope}"


class TransferFailure(models.Model):
    """A thing that could not be moved, and why."""

    step = models.ForeignKey(
        "transfers.TransferStep", on_delete=models.CASCADE, related_name="failures"
    )
    item = models.CharField(max_length=1100)
    message = models.TextField()

    def __str__(self) -> str:
        return f"{self.item}: {self.message}"
