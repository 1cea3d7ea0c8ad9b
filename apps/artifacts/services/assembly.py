"""Parts at the store that become one blob, and the blob that becomes a file.

Nothing is assembled before all of it has been compared with what the store itself says it has.
"""

from collections.abc import Sequence

from django.db import transaction

from apps.artifacts import stores
from apps.artifacts.contracts import (
    ArtifactInfo,
    BlobMissing,
    DirectTransfer,
    PartTag,
    StoredPart,
)
from apps.artifacts.errors import ArtifactTooLarge, UploadIncomplete
from apps.artifacts.models import Upload
from apps.artifacts.services import attachments
from apps.artifacts.store_errors import translated


def list_arrived(direct: DirectTransfer, upload: Upload) -> Sequence[StoredPart] | None:
    """The parts that have come; None when the store has no such upload any more."""
    with translated():
        try:
            return direct.list_parts(upload.blob.key, upload.store_upload_id)
        except BlobMissing:
            return None


def find_size(upload: Upload) -> int | None:
    """The size of the blob, if the parts were made one before; None if there is none."""
    with translated():
        try:
            return stores.current().size(upload.blob.key)
        except BlobMissing:
            return None


def assemble(direct: DirectTransfer, upload: Upload, parts: Sequence[StoredPart]) -> int:
    """Make the parts one blob; its size.

    Raises:
        ArtifactTooLarge: they are more than the upload may have; nothing is assembled.
        UploadIncomplete: the store refuses them.
    """
    size = sum(part.size for part in parts)
    if size > upload.limit:
        raise ArtifactTooLarge(
            f"The file {upload.path!r} has more than the {upload.limit} bytes that are allowed.",
            fix="Split the file, or ask an admin to raise NAIAD_MAX_ARTIFACT_BYTES.",
            size=size,
            limit=upload.limit,
        )
    tags = [PartTag(number=part.number, etag=part.etag) for part in parts]
    with translated():
        direct.complete_parts(upload.blob.key, upload.store_upload_id, tags)
        stored = stores.current().size(upload.blob.key)
    if stored != size:
        raise UploadIncomplete(
            f"The parts of {upload.path!r} have {size} bytes, the store made {stored} of them.",
            fix="Upload the file again.",
        )
    return size


def finish(upload: Upload, *, size: int) -> ArtifactInfo | None:
    """Let the path refer to the assembled blob; None if another call has done it meanwhile.

    Raises:
        PathTaken: a directory stands there, or a file above.
        UploadIncomplete: the upload took so long that it was given up.
    """
    with transaction.atomic():
        held = Upload.objects.select_for_update().filter(pk=upload.pk).first()
        if held is None:
            return None
        held.delete()
        upload.blob.size = size
        return attachments.finish_blob(
            upload.blob, owner=upload.owner, path=upload.path, replace=True
        )


def discard(upload: Upload) -> None:
    """Forget the parts, the blob and the upload."""
    with translated():
        stores.current().delete(upload.blob.key)
    upload.blob.delete()
