"""Uploads whose parts go straight to the store, past this server (S3)."""

from collections.abc import Sequence

from django.conf import settings

from apps.artifacts import paths, stores
from apps.artifacts.constants import DIRECT_URL_SECONDS, MAX_PARTS
from apps.artifacts.contracts import (
    ArtifactInfo,
    DirectTransfer,
    MultipartUpload,
    Owner,
    PartTag,
    PartUrl,
    StoredPart,
)
from apps.artifacts.errors import (
    ArtifactTooLarge,
    MultipartNotSupported,
    UploadIncomplete,
    UploadNotFound,
)
from apps.artifacts.models import Artifact, Blob, Upload
from apps.artifacts.services import assembly, attachments
from apps.artifacts.store_errors import translated
from apps.artifacts.stores.keys import new_key
from apps.core import clock
from apps.core.errors import Invalid

_AGAIN = "Upload the file again."


def start(*, owner: Owner, path: str, part_count: int, limit: int | None = None) -> MultipartUpload:
    """Begin an upload and say where each part goes.

    Raises:
        MultipartNotSupported: the store has no such thing; send the file to this server.
        InvalidPath, PathTaken, Invalid: the path or the number of parts is none.
    """
    direct, path = _direct(), paths.check_file_path(path)
    if not 1 <= part_count <= MAX_PARTS:
        raise Invalid(f"A file has from 1 to {MAX_PARTS} parts, not {part_count}.")
    upload = begin(direct, owner=owner, path=path, part_count=part_count, limit=limit)
    return MultipartUpload(
        upload_id=upload.blob.key,
        parts=tuple(
            PartUrl(number=number, url=url)
            for number, url in enumerate(
                sign(direct, upload, part_count, expires_in=DIRECT_URL_SECONDS), start=1
            )
        ),
    )


def begin(
    direct: DirectTransfer,
    *,
    owner: Owner,
    path: str,
    part_count: int,
    limit: int | None = None,
    is_awaited: bool = False,
) -> Upload:
    """The row of an upload, and the upload at the store.

    Raises:
        PathTaken: a directory stands there, or a file above.
    """
    attachments.refuse_mixed(owner, [path])
    blob = Blob.objects.create(key=new_key(), created_at=clock.now())
    with translated():
        store_upload_id = direct.start_parts(blob.key)
    return Upload.objects.create(
        owner_key=owner.key,
        path=path,
        store_upload_id=store_upload_id,
        limit=settings.NAIAD_MAX_ARTIFACT_BYTES if limit is None else limit,
        blob=blob,
        part_count=part_count,
        is_awaited=is_awaited,
    )


def sign(
    direct: DirectTransfer, upload: Upload, part_count: int, *, expires_in: int
) -> tuple[str, ...]:
    """Where each part goes."""
    with translated():
        return tuple(
            direct.part_url(upload.blob.key, upload.store_upload_id, number, expires_in=expires_in)
            for number in range(1, part_count + 1)
        )


def complete(*, owner: Owner, path: str, upload_id: str, parts: Sequence[PartTag]) -> ArtifactInfo:
    """Make the parts a file at the path. Told twice, it answers the same twice.

    Raises:
        UploadNotFound: there is no such upload of this owner and path.
        UploadIncomplete: the parts are not those that came; the upload stays as it was.
        ArtifactTooLarge: they are too many bytes; they are deleted.
    """
    direct = _direct()
    upload = _find_upload(owner, path, upload_id)
    if upload is None:
        return _completed_before(owner, path, upload_id)
    arrived = assembly.list_arrived(direct, upload)
    try:
        size = (
            assembly.find_size(upload)
            if arrived is None
            else assembly.assemble(direct, upload, _checked(upload, parts, arrived))
        )
    except ArtifactTooLarge:
        assembly.discard(upload)
        raise
    if size is None:
        raise UploadIncomplete("The store has forgotten the parts of this upload.", fix=_AGAIN)
    return assembly.finish(upload, size=size) or _completed_before(owner, path, upload_id)


def abort(*, owner: Owner, path: str, upload_id: str) -> None:
    """Forget an upload; one that is not there is no error."""
    _direct()
    upload = _find_upload(owner, path, upload_id)
    if upload is not None:
        assembly.discard(upload)


def _checked(
    upload: Upload, sent: Sequence[PartTag], arrived: Sequence[StoredPart]
) -> list[StoredPart]:
    """The parts as the store has them, if they are all that were announced, in their order."""
    numbers = [part.number for part in sent]
    expected = list(range(1, (upload.part_count or len(sent)) + 1))
    if missing := sorted(set(expected) - set(numbers)):
        raise _wrong(upload, f"part {missing[0]} of {len(expected)} is not listed")
    if numbers != expected:
        raise _wrong(upload, "its parts must be listed in their order, each of them once")
    here = {part.number: part for part in arrived}
    for part in sent:
        stored = here.get(part.number)
        if stored is None:
            raise _wrong(upload, f"part {part.number} has not come")
        if stored.etag.strip('"') != part.etag.strip('"'):
            raise _wrong(upload, f"part {part.number} is not the one that came: its ETag differs")
    return [here[number] for number in expected]


def _wrong(upload: Upload, why: str) -> UploadIncomplete:
    return UploadIncomplete(
        f"The upload of {upload.path!r} cannot be completed: {why}.",
        fix="Send what is missing and complete it again, or abort it.",
    )


def _completed_before(owner: Owner, path: str, upload_id: str) -> ArtifactInfo:
    """What an earlier call made of the upload, whose answer the client may not have seen."""
    rows = Artifact.objects.of(owner).filter(path=path, blob__key=upload_id)
    artifact = rows.select_related("blob").first()
    if artifact is None:
        raise UploadNotFound("There is no such upload.", upload_id=upload_id)
    return artifact.info


def _find_upload(owner: Owner, path: str, upload_id: str) -> Upload | None:
    uploads = Upload.objects.select_related("blob").filter(owner_key=owner.key, path=path)
    return uploads.filter(blob__key=upload_id, is_awaited=False).first()


def _direct() -> DirectTransfer:
    direct = stores.direct()
    if direct is None:
        raise MultipartNotSupported(
            "Files of this installation go through this server.",
            fix="Send the file to this server in one PUT.",
        )
    return direct
