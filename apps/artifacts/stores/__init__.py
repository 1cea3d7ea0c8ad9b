"""The blob store that this installation is set to (`NAIAD_BLOB_URL`)."""

import threading
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings

from apps.artifacts.contracts import BlobStore, DirectTransfer

_opening = threading.Lock()


def current() -> BlobStore:
    """The store; the same object for as long as the setting stands."""
    with _opening:
        return _open(settings.NAIAD_BLOB_URL)


def direct() -> DirectTransfer | None:
    """Transfers past this server; None where the store has none or they are not allowed."""
    if settings.NAIAD_DIRECT_TRANSFERS == "never":
        return None
    return current().direct


@lru_cache(maxsize=8)
def _open(url: str) -> BlobStore:
    # Imported here, so that an installation on a folder never pays for the S3 client.
    parts = urlsplit(url)
    if parts.scheme == "s3":
        from apps.artifacts.stores.s3 import S3Store

        return S3Store(bucket=parts.netloc, prefix=parts.path.strip("/"))
    from apps.artifacts.stores.filesystem import FilesystemStore

    return FilesystemStore(Path(unquote(parts.path)))
