"""Where a path begins or ceases to refer to a blob: the one place that writes these rows."""

from collections.abc import Iterable, Sequence

from django.db import connection, transaction
from django.db.models import Q

from apps.artifacts import paths, stores
from apps.artifacts.contracts import ArtifactInfo, BlobMissing, Owner
from apps.artifacts.errors import PathTaken, UploadIncomplete
from apps.artifacts.models import Artifact, Blob
from apps.artifacts.signals import files_changed
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
        _hold(owner)
        before = _find_before(owner, path)
        if before is None and twin is None:
            # By far the most files: no other blob is concerned, and none is to be locked first.
            _make_ready(blob)
            kept = blob
        else:
            concerned = [before.blob_id] if before else []
            rows = _locked([blob.pk, *([twin.pk] if twin else []), *concerned])
            kept = _settle(blob, rows.get(blob.pk), rows.get(twin.pk) if twin else None)
        if before and not replace:
            raise PathTaken(f"There is a file at {path!r} already.", fix="Choose another path.")
        artifact = _point(owner, path, kept, before=before)
        files_changed.send(sender=Artifact, owner=owner)
    return artifact.info


@transaction.atomic
def copy_artifacts(
    sources: Sequence[Artifact], *, target: Owner, target_paths: Sequence[str]
) -> int:
    """Let paths of the target refer to the blobs of the sources; the number of those.

    A source whose bytes went meanwhile was deleted, and is left out.
    """
    _hold(target)
    refuse_mixed(target, target_paths)
    there = Artifact.objects.of(target).filter(path__in=target_paths)
    before = {row.path: row for row in there}
    rows = _locked([row.blob_id for row in (*sources, *before.values())])
    count = 0
    for source, path in zip(sources, target_paths, strict=True):
        blob = rows.get(source.blob_id)
        if blob is not None and blob.state == Blob.State.READY:
            _point(target, path, blob, before=before.get(path))
            count += 1
    files_changed.send(sender=Artifact, owner=target)
    return count


@transaction.atomic
def detach(owner: Owner, path: str) -> int:
    """Remove all at or below the path and mark the blobs for the sweep; the number of files."""
    _hold(owner)
    doomed = Artifact.objects.of(owner).at_or_under(path)
    blobs = Blob.objects.filter(pk__in=doomed.values("blob_id"))
    # Locked in their order first: an UPDATE takes them in any.
    list(blobs.order_by("pk").select_for_update().values_list("pk"))
    blobs.update(released_at=clock.now())
    files_changed.send(sender=Artifact, owner=owner)
    return doomed.delete()[0]


def _hold(owner: Owner) -> None:
    """One at a time for each owner, until the transaction ends; SQLite has one writer anyway.

    Whoever holds an owner knows which blobs its change concerns, and so can lock these in the one
    order that lets nobody wait in a circle.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [owner.key])


def _locked(ids: Iterable[int]) -> dict[int, Blob]:
    return {row.pk: row for row in Blob.objects.locked(ids)}


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


def _make_ready(blob: Blob) -> None:
    """The blob's bytes are all there, unless it was given up meanwhile."""
    mine = Blob.objects.filter(pk=blob.pk, state=Blob.State.WRITING)
    if not mine.update(state=Blob.State.READY, size=blob.size, sha256=blob.sha256):
        raise _given_up()
    blob.state = Blob.State.READY


def _given_up() -> UploadIncomplete:
    return UploadIncomplete("The upload took too long and was given up.", fix="Upload it again.")


def _settle(blob: Blob, own: Blob | None, twin: Blob | None) -> Blob:
    """The blob that is kept. A twin that the sweep took meanwhile is not."""
    if own is None or own.state != Blob.State.WRITING:
        raise _given_up()
    is_shared = twin is not None and twin.state == Blob.State.READY
    own.state = Blob.State.DELETING if is_shared else Blob.State.READY
    own.size, own.sha256 = blob.size, blob.sha256
    own.save(update_fields=["state", "size", "sha256"])
    return twin if twin is not None and is_shared else own


def _point(owner: Owner, path: str, blob: Blob, *, before: Artifact | None) -> Artifact:
    now = clock.now()
    if before is None:
        return Artifact.objects.create(owner_key=owner.key, path=path, blob=blob, created_at=now)
    if before.blob_id != blob.pk:
        Blob.objects.filter(pk=before.blob_id).update(released_at=now)
    before.blob, before.created_at = blob, now
    before.save(update_fields=["blob", "created_at"])
    return before


def refuse_mixed(owner: Owner, new_paths: Sequence[str]) -> None:
    """A path is a file or a directory: a client could not write both to its disk.

    Raises:
        PathTaken: one of them would be both.
    """
    for path in new_paths:
        _find_before(owner, path)


def _find_before(owner: Owner, path: str) -> Artifact | None:
    """The file that is at the path already, which is no directory and lies below no file."""
    mine = Artifact.objects.of(owner)
    there = None
    for row in mine.filter(path__in=[*paths.parents_of(path), path]):
        if row.path != path:
            raise PathTaken(f"{row.path!r} is a file, so nothing can lie below it.", fix=_ANOTHER)
        there = row
    # What is a file already is no directory: nobody let it become both.
    if there is None and mine.filter(Artifact.objects.below(path)).exists():
        raise PathTaken(f"{path!r} is a directory.", fix=_ANOTHER)
    return there


_ANOTHER = "Choose another path, or delete what is there first."
