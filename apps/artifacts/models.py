"""The rows: a blob is bytes in the store, an artifact a path that refers to it."""

from django.db import models

from apps.artifacts.contracts import ArtifactInfo, Owner
from apps.artifacts.querysets import ArtifactQuerySet, BlobQuerySet, UploadQuerySet


class Blob(models.Model):
    """Bytes under a random key. The row is written before the first byte and removed after the
    last one, so that there are no bytes of which the database does not know.
    """

    class State(models.TextChoices):
        WRITING = "writing"
        READY = "ready"
        DELETING = "deleting"

    key = models.CharField(max_length=32, unique=True)
    state = models.CharField(max_length=8, choices=State, default=State.WRITING)
    size = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, default="")
    created_at = models.DateTimeField()
    # Set when an artifact stops referring to it: the sweep looks at these only.
    released_at = models.DateTimeField(null=True)

    objects = BlobQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["sha256", "size"], name="blob_of_content"),
            models.Index(fields=["state", "created_at"], name="blob_unfinished"),
            models.Index(
                fields=["released_at"],
                name="blob_released",
                condition=models.Q(released_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Artifact(models.Model):
    """One file of an owner. Its path sorts by bytes on every database (see the migration)."""

    owner_key = models.CharField(max_length=81)
    path = models.CharField(max_length=1024)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="artifacts")
    created_at = models.DateTimeField()

    objects = ArtifactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner_key", "path"], name="one_artifact_per_path")
        ]

    def __str__(self) -> str:
        return f"{self.owner_key}/{self.path}"

    @property
    def info(self) -> ArtifactInfo:
        """The row as others see it; reads the blob's row."""
        return ArtifactInfo(
            owner=Owner.of_key(self.owner_key),
            path=self.path,
            size=self.blob.size,
            sha256=self.blob.sha256,
            blob_key=self.blob.key,
            created_at=self.created_at,
        )


class Upload(models.Model):
    """An upload whose parts go straight to the store."""

    owner_key = models.CharField(max_length=81)
    path = models.CharField(max_length=1024)
    store_upload_id = models.CharField(max_length=1024)
    limit = models.BigIntegerField()
    blob = models.OneToOneField(Blob, on_delete=models.CASCADE, related_name="upload")
    # 0 is not known: an upload of an earlier release.
    part_count = models.PositiveIntegerField(default=0)
    # Of one piece: nobody says when it has come, so whoever looks for files looks for it too.
    is_awaited = models.BooleanField(default=False)

    objects = UploadQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["owner_key"],
                name="upload_awaited",
                condition=models.Q(is_awaited=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.owner_key}/{self.path}"

    @property
    def owner(self) -> Owner:
        """Whose file it becomes."""
        return Owner.of_key(self.owner_key)
