"""Where a path begins or ceases to refer to a blob: the one place that writes these rows."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q

from apps.artifacts import paths, stores
from apps.artifacts.contracts import ArtifactInfo, BlobMissing, Owner
from apps.artifacts.errors import PathTaken, UploadIncomplete
from apps.artifacts.models import Artifact, Blob
from apps.artifacts.store_errors import translated
from apps.core import clock


def finish_blob(blob: Blob, *, owner: Owner, path: str, replace: bool) -> ArtifactInfo:
    """Let the path refer to these bytes, which are in the store already.

    Equal bytes that the store has already are used in their place; these are then to be removed
    (the answer has another `blob_key`). The blob comes with its size and digest set, unsaved.

    Raises:
        PathTaken: a directory stands there, a file stands above, or a file that is to be kept.
        UploadIncomplete: the upload took so long that it was given up.
    """
    twin = _find_twin(blob)
    with transaction.atomic():
        kept = _settle(blob, twin)
        _refuse_mixed(owner, [path])
        artifact = _point(owner, path, kept, replace=replace)
    return artifact.info


def copy_artifacts(
    sources: Sequence[Artifact], *, target: Owner, target_paths: Sequence[str]
) -> None:
    """Let paths of the target refer to the blobs of the sources; part of the caller's transaction."""
    _refuse_mixed(target, target_paths)
    blobs = {blob.pk: blob for blob in Blob.objects.locked(row.blob_id for row in sources)}
    for source, path in zip(sources, target_paths, strict=True):
        _point(target, path, blobs[source.blob_id], replace=True)


def detach(artifacts: Sequence[Artifact]) -> None:
    """Remove the rows and mark their blobs for the sweep; part of the caller's transaction."""
    held = [blob.pk for blob in Blob.objects.locked(row.blob_id for row in artifacts)]
    Artifact.objects.filter(pk__in=[row.pk for row in artifacts]).delete()
    Blob.objects.filter(pk__in=held).update(released_at=clock.now())


def _find_twin(blob: Blob) -> Blob | None:
    """A blob of the same content that is truly there, whole."""
    if not blob.sha256:
        return None
    content = Q(sha256=blob.sha256, size=blob.size, state=Blob.State.READY)
    twin = Blob.objects.filter(content).order_by("pk").first()
    if twin is None:
        return None
    with translated():
        try:
            is_whole = stores.current().size(twin.key) == blob.size
        except BlobMissing:
            is_whole = False
    return twin if is_whole else None


def _settle(blob: Blob, twin: Blob | None) -> Blob:
    """The blob that is kept. A twin that the sweep took meanwhile is not."""
    wanted = [blob.pk] if twin is None else [blob.pk, twin.pk]
    rows = {row.pk: row for row in Blob.objects.locked(wanted)}
    own = rows.get(blob.pk)
    if own is None or own.state != Blob.State.WRITING:
        raise UploadIncomplete("The upload took too long and was given up.", fix="Upload it again.")
    other = rows.get(twin.pk) if twin else None
    is_shared = other is not None and other.state == Blob.State.READY
    own.state = Blob.State.DELETING if is_shared else Blob.State.READY
    own.size, own.sha256 = blob.size, blob.sha256
    own.save(update_fields=["state", "size", "sha256"])
    return other if is_shared and other else own


def _point(owner: Owner, path: str, blob: Blob, *, replace: bool) -> Artifact:
    now = clock.now()
    artifact, is_new = Artifact.objects.select_for_update().get_or_create(
        owner_key=owner.key, path=path, defaults={"blob": blob, "created_at": now}
    )
    if is_new:
        return artifact
    if not replace:
        raise PathTaken(f"There is a file at {path!r} already.", fix="Choose another path.")
    if artifact.blob_id != blob.pk:
        Blob.objects.filter(pk=artifact.blob_id).update(released_at=now)
    artifact.blob, artifact.created_at = blob, now
    artifact.save(update_fields=["blob", "created_at"])
    return artifact


def _refuse_mixed(owner: Owner, new_paths: Sequence[str]) -> None:
    """A path is a file or a directory: a client could not write both to its disk."""
    mine = Artifact.objects.of(owner)
    for path in new_paths:
        above = mine.filter(path__in=paths.parents_of(path)).values_list("path", flat=True).first()
        if above is not None:
            raise PathTaken(f"{above!r} is a file, so nothing can lie below it.", fix=_ANOTHER)
        if mine.filter(Artifact.objects.below(path)).exists():
            raise PathTaken(f"{path!r} is a directory.", fix=_ANOTHER)


_ANOTHER = "Choose another path, or delete what is there first."
