"""Uploads whose parts go straight to the store, past this server (S3)."""

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction

from apps.artifacts import paths, stores
from apps.artifacts.constants import DIRECT_URL_SECONDS, MAX_PARTS
from apps.artifacts.contracts import (
    ArtifactInfo,
    DirectTransfer,
    MultipartUpload,
    Owner,
    PartTag,
    PartUrl,
)
from apps.artifacts.errors import (
    ArtifactTooLarge,
    MultipartNotSupported,
    UploadNotFound,
)
from apps.artifacts.models import Blob, Upload
from apps.artifacts.services import attachments
from apps.artifacts.store_errors import translated
from apps.artifacts.stores.keys import new_key
from apps.core import clock
from apps.core.errors import Invalid


def start(*, owner: Owner, path: str, part_count: int, limit: int | None = None) -> MultipartUpload:
    """Begin an upload and say where each part goes.

    Raises:
        MultipartNotSupported: the store has no such thing; send the file to this server.
        InvalidPath, Invalid: the path or the number of parts is none.
    """
    direct, path = _direct(), paths.check_file_path(path)
    if not 1 <= part_count <= MAX_PARTS:
        raise Invalid(f"A file has from 1 to {MAX_PARTS} parts, not {part_count}.")
    blob = Blob.objects.create(key=new_key(), created_at=clock.now())
    with translated():
        store_upload_id = direct.start_parts(blob.key)
    Upload.objects.create(
        owner_key=owner.key,
        path=path,
        store_upload_id=store_upload_id,
        limit=settings.NAIAD_MAX_ARTIFACT_BYTES if limit is None else limit,
        blob=blob,
    )
    with translated():
        parts = tuple(
            PartUrl(
                number=number,
                url=direct.part_url(
                    blob.key, store_upload_id, number, expires_in=DIRECT_URL_SECONDS
                ),
            )
            for number in range(1, part_count + 1)
        )
    return MultipartUpload(upload_id=blob.key, parts=parts)


def complete(*, owner: Owner, path: str, upload_id: str, parts: Sequence[PartTag]) -> ArtifactInfo:
    """Make the parts a file at the path.

    Raises:
        UploadNotFound: there is no such upload of this owner and path.
        UploadIncomplete: the parts do not fit together.
        ArtifactTooLarge: they are too many bytes; they are deleted.
    """
    direct = _direct()
    upload = _get_upload(owner, path, upload_id)
    blob = upload.blob
    with translated():
        direct.complete_parts(blob.key, upload.store_upload_id, parts)
        blob.size = stores.current().size(blob.key)
    if blob.size > upload.limit:
        _discard(upload)
        raise ArtifactTooLarge(
            f"The file {path!r} has more than the {upload.limit} bytes that are allowed.",
            fix="Split the file, or ask an admin to raise NAIAD_MAX_ARTIFACT_BYTES.",
            size=blob.size,
            limit=upload.limit,
        )
    with transaction.atomic():
        upload.delete()
        return attachments.finish_blob(blob, owner=owner, path=upload.path, replace=True)


def abort(*, owner: Owner, path: str, upload_id: str) -> None:
    """Forget an upload; one that is not there is no error."""
    _direct()
    try:
        _discard(_get_upload(owner, path, upload_id))
    except UploadNotFound:
        return


def _discard(upload: Upload) -> None:
    blob = upload.blob
    with translated():
        stores.current().delete(blob.key)
    blob.delete()


def _get_upload(owner: Owner, path: str, upload_id: str) -> Upload:
    uploads = Upload.objects.select_related("blob").filter(owner_key=owner.key, path=path)
    upload = uploads.filter(blob__key=upload_id).first()
    if upload is None:
        raise UploadNotFound("There is no such upload.", upload_id=upload_id)
    return upload


def _direct() -> DirectTransfer:
    direct = stores.current().direct
    if direct is None:
        raise MultipartNotSupported(
            "Files are kept in a folder of this server, so there is nothing to upload to directly.",
            fix="Send the file to this server in one PUT.",
        )
    return direct
