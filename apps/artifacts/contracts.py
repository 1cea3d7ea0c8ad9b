"""What other apps pass in and get back, and the port that every blob store fits. Pure."""

import mimetypes
import re
from collections.abc import AsyncGenerator, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol, Self

from apps.artifacts.sockets import LocalSpan

# Python's own table, so that the answer does not depend on the machine.
_TYPES = mimetypes.MimeTypes()
for _extension in (".log", ".md", ".toml", ".yaml", ".yml"):
    _TYPES.add_type("text/plain", _extension)

_OWNER_KIND = re.compile(r"[a-z]{1,16}")
_OWNER_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}")


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose artifacts: a noun and its id, such as ``Owner("run", run_id)``."""

    kind: str
    id: str

    def __post_init__(self) -> None:
        if not _OWNER_KIND.fullmatch(self.kind) or not _OWNER_ID.fullmatch(self.id):
            raise ValueError(f"not an owner: {self.kind!r} {self.id!r}")

    @property
    def key(self) -> str:
        """The owner as it stands in the table."""
        return f"{self.kind}:{self.id}"

    @classmethod
    def of_key(cls, key: str) -> Self:
        """The owner that `key` was made of."""
        kind, _, id_ = key.partition(":")
        return cls(kind, id_)


@dataclass(frozen=True, kw_only=True, slots=True)
class ArtifactInfo:
    """One file. `sha256` is empty when its bytes went straight to S3."""

    owner: Owner
    path: str
    size: int
    sha256: str
    blob_key: str
    created_at: datetime

    @property
    def name(self) -> str:
        """The last segment of the path."""
        return self.path.rpartition("/")[2]

    @property
    def content_type(self) -> str:
        """The media type that the name suggests; what an uploader claims is never believed."""
        guessed, encoding = _TYPES.guess_type(self.name)
        return guessed if guessed and not encoding else "application/octet-stream"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A line of a directory listing; a directory has no size, digest or time."""

    path: str
    is_dir: bool
    size: int | None = None
    sha256: str = ""
    modified_at: datetime | None = None

    @property
    def name(self) -> str:
        """The last segment of the path."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """Entries in the order of their paths' bytes; an empty token means there are no more."""

    entries: tuple[Entry, ...]
    next_token: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Usage:
    """How much somebody's artifacts take."""

    files: int
    bytes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class DownloadRequest:
    """The headers of a request that a download heeds, and whether it is to be saved as a file."""

    range: str = ""
    if_range: str = ""
    if_none_match: str = ""
    attachment: bool = False

    @classmethod
    def of_headers(cls, headers: Mapping[str, str], *, attachment: bool = False) -> Self:
        """From a request's headers, whatever the case of their names."""
        known = {name.lower(): value for name, value in headers.items()}
        return cls(
            range=known.get("range", ""),
            if_range=known.get("if-range", ""),
            if_none_match=known.get("if-none-match", ""),
            attachment=attachment,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Download:
    """An answer ready to be sent: status, every header it needs, and the bytes in pieces."""

    status: int
    headers: dict[str, str]
    chunks: AsyncGenerator[bytes, None]
    local: LocalSpan | None = None
    """The same bytes in a file of this machine, for a server that sends files by itself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DirectUrl:
    """An address at the store itself that gives the bytes without any further credential."""

    url: str
    size: int
    expires_in: int


@dataclass(frozen=True, kw_only=True, slots=True)
class DirectUpload:
    """An address at the store to which a file may be PUT without any further credential."""

    url: str
    expires_in: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PartUrl:
    """Where one part of a multipart upload is to be PUT."""

    number: int
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class PartTag:
    """What the store answered for one part."""

    number: int
    etag: str


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredPart:
    """A part as the store has it."""

    number: int
    etag: str
    size: int


@dataclass(frozen=True, kw_only=True, slots=True)
class MultipartUpload:
    """An upload whose parts go straight to the store."""

    upload_id: str
    parts: tuple[PartUrl, ...]


class BlobError(Exception):
    """A store could not do what was asked; the message is for people."""


class BlobMissing(BlobError):
    """There is no blob under this key."""


class BlobStoreFull(BlobError):
    """The store has no room left for these bytes."""


class BlobStoreUnavailable(BlobError):
    """The store does not answer, or refuses us; it may work later."""


class BlobRefused(BlobError):
    """The store will never do this: a key that is none, parts that do not fit."""


class BlobWriter(Protocol):
    """Bytes on their way into a store. Nothing is to be seen of them before `commit`."""

    def write(self, data: bytes | memoryview) -> None:
        """Take the next bytes; the memory is the caller's again afterwards. Raises BlobStoreFull or BlobStoreUnavailable."""

    def commit(self) -> None:
        """Make the blob visible, whole and durable: it survives a killed process and a power cut."""

    def abort(self) -> None:
        """Forget everything. After `commit`, or twice, it does nothing."""


class DirectTransfer(Protocol):
    """What a store may offer besides: transfers that do not pass through this server."""

    def download_url(self, key: str, *, headers: Mapping[str, str], expires_in: int) -> str:
        """An address that gives the blob with this Content-Type and Content-Disposition."""

    def start_parts(self, key: str) -> str:
        """Begin a blob of parts; its upload id."""

    def part_url(self, key: str, upload_id: str, number: int, *, expires_in: int) -> str:
        """The address to which a part, numbered from 1, is PUT; the answer carries an ETag."""

    def list_parts(self, key: str, upload_id: str) -> Sequence[StoredPart]:
        """The parts that have come, by number. Raises BlobMissing when the upload has ended."""

    def complete_parts(self, key: str, upload_id: str, parts: Sequence[PartTag]) -> None:
        """Make the parts one visible blob. Raises BlobRefused when they do not fit together."""

    def abort_parts(self, key: str, upload_id: str) -> None:
        """Forget the parts. An upload that is gone already is no error."""


class BlobStore(Protocol):
    """Bytes under keys. Every implementation passes one conformance suite.

    Keys are 32 lower-case hexadecimal digits; anything else is BlobRefused, so that no path of a
    user ever reaches a disk or a bucket.
    """

    @property
    def direct(self) -> DirectTransfer | None:
        """Transfers past this server, where the store has them."""

    def open_writer(self, key: str, *, expected_size: int | None) -> BlobWriter:
        """Begin a blob. Raises BlobStoreFull at once when the expected size cannot fit."""

    def read(
        self, key: str, *, start: int = 0, end: int | None = None
    ) -> Generator[bytes, None, None]:
        """The bytes from `start` to before `end`, in pieces. Raises BlobMissing when called."""

    def size(self, key: str) -> int:
        """The number of bytes. Raises BlobMissing."""

    def local_path(self, key: str) -> Path | None:
        """The file of this machine that is the blob, where the store keeps files."""

    def delete(self, key: str) -> None:
        """The blob is gone afterwards, unfinished writes too. One that is missing is no error."""

    def remove_abandoned(self) -> Sequence[str]:
        """Remove what processes that died left of their writes, as far as the store can tell; the keys."""

    def check(self) -> None:
        """Return if blobs could be written now. Raises BlobStoreUnavailable."""
