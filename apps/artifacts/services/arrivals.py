"""Files that are PUT to the store in one piece, of which nobody tells us when they have come.

An address is that of the only part of a multipart upload. The bytes are nothing until we complete
it, which we do when somebody looks for files; from then on the address is worth nothing.
"""

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from apps.artifacts import paths, stores
from apps.artifacts.constants import MAX_UPLOAD_URL_SECONDS
from apps.artifacts.contracts import DirectTransfer, DirectUpload, Owner
from apps.artifacts.errors import ArtifactTooLarge, PathTaken, UploadIncomplete
from apps.artifacts.models import Upload
from apps.artifacts.services import assembly, multipart
from apps.core.errors import DomainError, Invalid

logger = logging.getLogger(__name__)

# The store is asked about so many uploads at once.
_AT_ONCE = 8

# In place of a size: what came is more than it may be.
_REFUSED = -1


def expect(
    *, owner: Owner, path: str, expires_in: int, limit: int | None = None
) -> DirectUpload | None:
    """An address at the store to which the file may be PUT for a while; None if it has none.

    Raises:
        InvalidPath, PathTaken, Invalid: the path or the time is none.
    """
    path = paths.check_file_path(path)
    if not 1 <= expires_in <= MAX_UPLOAD_URL_SECONDS:
        raise Invalid(
            f"expiration must be between 1 and {MAX_UPLOAD_URL_SECONDS} seconds, not {expires_in}."
        )
    direct = stores.direct()
    if direct is None:
        return None
    upload = multipart.begin(
        direct, owner=owner, path=path, part_count=1, limit=limit, is_awaited=True
    )
    (url,) = multipart.sign(direct, upload, 1, expires_in=expires_in)
    return DirectUpload(url=url, expires_in=expires_in)


def may_arrive() -> bool:
    """Whether the store has files that come past this server; a folder has none."""
    return stores.current().direct is not None


def settle(*, owners: Sequence[Owner] | None = None) -> int:
    """Make files of what has come for these owners, or for all; how many.

    Called before files are looked for. A store that does not answer is told by those who read its
    files: a listing does not need it.
    """
    direct = stores.current().direct
    if direct is None:
        return 0
    uploads = list(Upload.objects.awaited(owners))
    if not uploads:
        return 0
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="settle-uploads") as threads:
        sizes = list(threads.map(lambda upload: _assembled(direct, upload), uploads))
    # In the order in which they were asked for, so that the last one of a path stays.
    return sum(
        _finished(upload, size)
        for upload, size in zip(uploads, sizes, strict=True)
        if size is not None
    )


def _assembled(direct: DirectTransfer, upload: Upload) -> int | None:
    """The size of what came; None as long as nothing has. In a thread that has no database."""
    try:
        arrived = assembly.list_arrived(direct, upload)
        if arrived is None:
            return assembly.find_size(upload)
        return assembly.assemble(direct, upload, arrived) if arrived else None
    except ArtifactTooLarge as refusal:
        logger.warning("a file that was PUT to the store is refused: %s", refusal)
        return _REFUSED
    except DomainError:
        # It is PUT once more at this moment, or the store is away: the next look finds it.
        logger.warning("it is not known yet whether %s has come", upload, exc_info=True)
        return None


def _finished(upload: Upload, size: int) -> bool:
    """Whether it is a file now. What cannot be one is removed: there is nobody to tell."""
    if size != _REFUSED:
        try:
            return assembly.finish(upload, size=size) is not None
        except (PathTaken, UploadIncomplete) as refusal:
            logger.warning("a file that was PUT to the store is refused: %s", refusal)
    try:
        assembly.discard(upload)
    except DomainError:
        logger.warning("the bytes of %s are left to the sweep", upload, exc_info=True)
    return False
