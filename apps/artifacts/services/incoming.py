"""An upload under way: counted, hashed, held to its limit, and forgotten unless it ends well."""

import hashlib
import logging
import threading

from django.conf import settings
from django.db import DatabaseError

from apps.artifacts import paths, stores
from apps.artifacts.contracts import ArtifactInfo, BlobError, BlobStore, BlobWriter, Owner
from apps.artifacts.errors import ArtifactTooLarge, UploadIncomplete
from apps.artifacts.models import Blob
from apps.artifacts.services import attachments
from apps.artifacts.store_errors import translated
from apps.artifacts.stores.keys import new_key
from apps.core import clock

logger = logging.getLogger(__name__)


class Incoming:
    """The life of one upload: `begin`, `write` …, `commit`, `attach`; or `discard` at any point.

    `begin` and `attach` use the database, `write` and `commit` only the store. The methods may be
    called from different threads; `discard` waits for a write that is under way. Bytes are hashed and
    kept in the order in which they come, by `write` or by `digest` and `keep` of each piece.
    """

    def __init__(
        self, *, owner: Owner, path: str, declared_size: int | None, limit: int | None
    ) -> None:
        self.owner = owner
        self.path = paths.check_file_path(path)
        self.declared_size = declared_size
        self.limit = settings.NAIAD_MAX_ARTIFACT_BYTES if limit is None else limit
        self._refuse_beyond_limit(declared_size or 0)
        self._size = 0
        self._hash = hashlib.sha256()
        self._lock = threading.Lock()
        self._blob: Blob | None = None
        self._writer: BlobWriter | None = None
        self._store: BlobStore = stores.current()
        self._is_over = False

    def begin(self) -> None:
        """Write the blob's row, then open the store: a crash leaves a row that the sweep finds."""
        with self._lock, translated():
            self._blob = Blob.objects.create(key=new_key(), created_at=clock.now())
            self._writer = self._store.open_writer(self._blob.key, expected_size=self.declared_size)

    def write(self, data: bytes) -> None:
        """Take the next bytes."""
        self.digest(data)
        self.keep(data)

    def digest(self, data: bytes | memoryview) -> None:
        """Hash the next bytes; may run beside `keep` of the same, in a thread of its own."""
        self._hash.update(data)

    def keep(self, data: bytes | memoryview) -> None:
        """Write the next bytes to the store."""
        with self._lock, translated():
            self._size += len(data)
            self._refuse_beyond_limit(self._size)
            if self.declared_size is not None and self._size > self.declared_size:
                raise self._incomplete("more came")
            if self._writer is None or self._is_over:
                raise RuntimeError("a write outside of the upload's life")
            self._writer.write(data)

    def commit(self) -> None:
        """Make the bytes durable."""
        with self._lock, translated():
            if self.declared_size is not None and self._size < self.declared_size:
                raise self._incomplete(f"{self._size} came")
            if self._writer is None:
                raise RuntimeError("a commit before the upload began")
            self._writer.commit()

    def attach(self, *, replace: bool) -> ArtifactInfo:
        """Let the path refer to the bytes."""
        with self._lock:
            if self._blob is None:
                raise RuntimeError("an attach before the upload began")
            self._blob.size, self._blob.sha256 = self._size, self._hash.hexdigest()
            info = attachments.finish_blob(
                self._blob, owner=self.owner, path=self.path, replace=replace
            )
            self._is_over = True
            if info.blob_key != self._blob.key:
                self._remove(self._blob)
            return info

    def discard(self) -> None:
        """Forget bytes and row, unless the upload has ended well.

        What cannot be removed now, because the store or the database does not answer, has a row
        and is swept later.
        """
        with self._lock:
            if self._is_over or self._blob is None:
                return
            self._is_over = True
            self._remove(self._blob)

    def _remove(self, blob: Blob) -> None:
        try:
            if self._writer is not None:
                self._writer.abort()
            self._store.delete(blob.key)
            blob.delete()
        except (BlobError, DatabaseError):
            logger.warning("the bytes of an upload are left to the sweep", exc_info=True)

    def _refuse_beyond_limit(self, size: int) -> None:
        if size > self.limit:
            raise ArtifactTooLarge(
                f"The file {self.path!r} has more than the {self.limit} bytes that are allowed.",
                fix="Split the file, or ask an admin to raise NAIAD_MAX_ARTIFACT_BYTES.",
                size=size,
                limit=self.limit,
            )

    def _incomplete(self, what_came: str) -> UploadIncomplete:
        return UploadIncomplete(
            f"{self.declared_size} bytes of {self.path!r} were announced, {what_came}.",
            fix="Upload the file again.",
        )
