"""Artifacts that go, and the sweep of bytes that nothing refers to any more."""

import logging
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from apps.artifacts import paths, stores
from apps.artifacts.constants import UPLOAD_LIFETIME
from apps.artifacts.contracts import BlobError, Owner
from apps.artifacts.errors import ArtifactNotFound
from apps.artifacts.models import Artifact, Blob, Upload
from apps.artifacts.services import arrivals, attachments
from apps.core import clock
from apps.core.queue import TaskName, enqueue_on_commit

logger = logging.getLogger(__name__)

_BATCH = 500


def delete(*, owner: Owner, path: str) -> int:
    """Delete a file, or a directory and all below it; "" is everything. The number of files.

    Raises:
        InvalidPath: the path is none.
        ArtifactNotFound: there is nothing there, and the path is not the root.
    """
    count = _delete_all(owner, paths.check_path(path))
    if not count and path:
        raise ArtifactNotFound(f"There is no artifact {path!r}.", path=path)
    return count


def discard(*, owner: Owner, path: str) -> int:
    """Delete as `delete` does, but nothing being there is no error: a request that came twice.

    Raises:
        InvalidPath: the path is none.
    """
    return _delete_all(owner, paths.check_path(path))


def delete_owner(*, owner: Owner) -> int:
    """Delete everything of an owner; none is no error."""
    return _delete_all(owner, "")


@transaction.atomic
def delete_owners(*, owners: Sequence[Owner]) -> int:
    """Delete everything of many owners, most of whom have nothing; the number of files."""
    keys = [owner.key for owner in owners]
    found = Artifact.objects.filter(owner_key__in=keys).values_list("owner_key", flat=True)
    coming = Upload.objects.filter(owner_key__in=keys).values_list("owner_key", flat=True)
    having = sorted({*found, *coming})
    return sum(_delete_all(Owner.of_key(key), "") for key in having)


def sweep() -> int:
    """Remove the bytes that nothing refers to; the number of blobs that went.

    Safe to run at any time, twice at once, and to be killed anywhere.
    """
    arrivals.settle()
    _give_up_unfinished()
    _settle_released()
    return _remove_bytes()


@transaction.atomic
def _delete_all(owner: Owner, path: str) -> int:
    count = attachments.detach(owner, path)
    if _forget_uploads(owner, path) or count:
        enqueue_on_commit(TaskName.SWEEP_BLOBS)
    return count


def _forget_uploads(owner: Owner, path: str) -> int:
    """What is still on its way past us, and would be found to have come after the deletion."""
    coming = Upload.objects.filter(owner_key=owner.key)
    if path:
        coming = coming.filter(Q(path=path) | Artifact.objects.below(path), is_awaited=True)
    doomed = Blob.objects.filter(pk__in=coming.values("blob_id"), state=Blob.State.WRITING)
    return doomed.update(state=Blob.State.DELETING)


def _give_up_unfinished() -> None:
    """An upload whose process died: its row says where the bytes are."""
    try:
        abandoned = stores.current().remove_abandoned()
    except BlobError:
        logger.warning("it is not known which uploads were abandoned", exc_info=True)
        abandoned = ()
    if abandoned:
        dead = Blob.objects.filter(key__in=abandoned, state=Blob.State.WRITING)
        dead.update(state=Blob.State.DELETING)
    before = clock.now() - UPLOAD_LIFETIME
    Blob.objects.given_up(before).update(state=Blob.State.DELETING)


def _settle_released() -> None:
    """Decide about each blob that lost an artifact, under its lock: no new one can come between."""
    in_use = Exists(Artifact.objects.filter(blob=OuterRef("pk")))
    candidates = list(Blob.objects.maybe_unused().values_list("pk", flat=True))
    for start in range(0, len(candidates), _BATCH):
        with transaction.atomic():
            batch = candidates[start : start + _BATCH]
            held = [blob.pk for blob in Blob.objects.locked(batch)]
            mine = Blob.objects.maybe_unused().filter(pk__in=held)
            mine.filter(~in_use).update(state=Blob.State.DELETING)
            mine.filter(in_use).update(released_at=None)


def _remove_bytes() -> int:
    """First the bytes, then the row: a crash between the two is mended by the next sweep."""
    store = stores.current()
    count = 0
    for blob in Blob.objects.filter(state=Blob.State.DELETING).order_by("pk").iterator():
        try:
            store.delete(blob.key)
        except BlobError:
            logger.warning("the bytes of blob %s could not be deleted", blob.key, exc_info=True)
            continue
        blob.delete()
        count += 1
    return count
