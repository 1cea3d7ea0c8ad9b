"""Blobs in a bucket: S3, or what speaks its protocol. The only file that imports boto3."""

import base64
import hashlib
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.utils.http import content_disposition_header

from apps.artifacts.constants import PIECE
from apps.artifacts.contracts import (
    BlobError,
    BlobMissing,
    BlobRefused,
    BlobStoreFull,
    BlobStoreUnavailable,
    PartTag,
)
from apps.artifacts.stores.keys import checked

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# 10,000 parts are allowed: 8 GB in small ones, then 560 GB in large ones.
_PART = 8 * 2**20
_LARGE_PART = 64 * 2**20
_SMALL_PARTS = 1000

_MISSING = {"NoSuchKey", "NotFound", "404", "NoSuchUpload"}
_FULL = {"QuotaExceeded", "InsufficientCapacity", "XMinioStorageFull", "507"}
_REFUSED = {"InvalidPart", "InvalidPartOrder", "EntityTooSmall", "MalformedXML", "InvalidRange"}


class S3Store:
    """Objects `<prefix>/ab/abcd…`. The endpoint and the credentials are boto3's own settings."""

    def __init__(self, *, bucket: str, prefix: str) -> None:
        self._bucket = bucket
        self._prefix = prefix
        # MD5 of every body is sent by us; newer checksums are not understood by every server.
        config = Config(
            signature_version="s3v4",
            retries={"mode": "standard", "max_attempts": 3},
            connect_timeout=5,
            read_timeout=60,
            max_pool_connections=32,
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        self._client: S3Client = boto3.session.Session().client("s3", config=config)

    @property
    def direct(self) -> "S3Transfer":
        """Presigned addresses."""
        return S3Transfer(self._client, self._bucket, self._prefix)

    def open_writer(self, key: str, *, expected_size: int | None) -> "S3Writer":  # noqa: ARG002  # a bucket does not tell what is free
        """Begin an object; it is of one PUT when small and of parts when large."""
        return S3Writer(self._client, self._bucket, object_name(self._prefix, key))

    def read(
        self, key: str, *, start: int = 0, end: int | None = None
    ) -> Generator[bytes, None, None]:
        """The bytes in pieces, by one ranged GET."""
        name = object_name(self._prefix, key)
        if end is not None and end <= start:
            return _nothing()
        span = f"bytes={start}-{'' if end is None else end - 1}"
        with translated():
            pieces = _pieces(self._client, self._bucket, name, None if span == "bytes=0-" else span)
            next(pieces)  # sends the request: a missing object is told here
        return pieces

    def size(self, key: str) -> int:
        """The number of bytes."""
        with translated():
            name = object_name(self._prefix, key)
            return self._client.head_object(Bucket=self._bucket, Key=name)["ContentLength"]

    def local_path(self, key: str) -> None:  # a bucket has no files
        """There is none."""

    def delete(self, key: str) -> None:
        """Delete the object and abort what is unfinished of it."""
        name = object_name(self._prefix, key)
        with translated():
            self._client.delete_object(Bucket=self._bucket, Key=name)
            open_uploads = self._client.list_multipart_uploads(Bucket=self._bucket, Prefix=name)
        for upload in open_uploads.get("Uploads", []):
            self.direct.abort_parts(key, upload["UploadId"])

    def check(self) -> None:
        """Ask for the bucket."""
        try:
            with translated():
                self._client.head_bucket(Bucket=self._bucket)
        except BlobMissing as exc:
            raise BlobStoreUnavailable(f"there is no bucket {self._bucket}") from exc


class S3Writer:
    """Gathers bytes to parts; at most one part is in memory."""

    def __init__(self, client: "S3Client", bucket: str, name: str) -> None:
        self._client = client
        self._bucket = bucket
        self._name = name
        self._buffer = bytearray()
        self._upload_id = ""
        self._parts: list[PartTag] = []

    def write(self, data: bytes | memoryview) -> None:
        """Take the bytes; send a part when one is full."""
        self._buffer += data
        wanted = _PART if len(self._parts) < _SMALL_PARTS else _LARGE_PART
        if len(self._buffer) >= wanted:
            self._send_part()

    def commit(self) -> None:
        """One PUT, or the last part and the completion."""
        with translated():
            if not self._upload_id:
                body = bytes(self._buffer)
                self._client.put_object(
                    Bucket=self._bucket, Key=self._name, Body=body, ContentMD5=_md5(body)
                )
                return
        if self._buffer:
            self._send_part()
        complete(self._client, self._bucket, self._name, self._upload_id, self._parts)
        self._upload_id = ""

    def abort(self) -> None:
        """Forget the parts that were sent."""
        self._buffer.clear()
        if self._upload_id:
            abort(self._client, self._bucket, self._name, self._upload_id)
            self._upload_id = ""

    def _send_part(self) -> None:
        body = bytes(self._buffer)
        self._buffer.clear()
        number = len(self._parts) + 1
        with translated():
            if not self._upload_id:
                self._upload_id = start(self._client, self._bucket, self._name)
            answer = self._client.upload_part(
                Bucket=self._bucket,
                Key=self._name,
                UploadId=self._upload_id,
                PartNumber=number,
                Body=body,
                ContentMD5=_md5(body),
            )
        self._parts.append(PartTag(number=number, etag=answer["ETag"]))


class S3Transfer:
    """Presigned addresses: whoever has one needs no credential until it expires."""

    def __init__(self, client: "S3Client", bucket: str, prefix: str) -> None:
        self._client = client
        self._bucket = bucket
        self._prefix = prefix

    def download_url(self, key: str, *, filename: str, expires_in: int) -> str:
        """A GET that the browser saves as a file of this name, whatever is in it."""
        disposition = content_disposition_header(as_attachment=True, filename=filename)
        parameters = {
            "Bucket": self._bucket,
            "Key": object_name(self._prefix, key),
            "ResponseContentType": "application/octet-stream",
            "ResponseContentDisposition": disposition,
        }
        with translated():
            return self._client.generate_presigned_url(
                "get_object", Params=parameters, ExpiresIn=expires_in
            )

    def start_parts(self, key: str) -> str:
        """Begin a multipart upload."""
        with translated():
            return start(self._client, self._bucket, object_name(self._prefix, key))

    def part_url(self, key: str, upload_id: str, number: int, *, expires_in: int) -> str:
        """A PUT of one part."""
        parameters = {
            "Bucket": self._bucket,
            "Key": object_name(self._prefix, key),
            "UploadId": upload_id,
            "PartNumber": number,
        }
        with translated():
            return self._client.generate_presigned_url(
                "upload_part", Params=parameters, ExpiresIn=expires_in
            )

    def complete_parts(self, key: str, upload_id: str, parts: Sequence[PartTag]) -> None:
        """Make the parts one object."""
        name = object_name(self._prefix, key)
        try:
            complete(self._client, self._bucket, name, upload_id, parts)
        except BlobMissing as exc:
            raise BlobRefused("there is no such upload, or it was completed already") from exc

    def abort_parts(self, key: str, upload_id: str) -> None:
        """Forget the upload."""
        abort(self._client, self._bucket, object_name(self._prefix, key), upload_id)


def object_name(prefix: str, key: str) -> str:
    """Where in the bucket a blob lies. Raises BlobRefused for what is no key."""
    path = f"{checked(key)[:2]}/{key}"
    return f"{prefix}/{path}" if prefix else path


def start(client: "S3Client", bucket: str, name: str) -> str:
    """Begin a multipart upload; its id."""
    answer = client.create_multipart_upload(
        Bucket=bucket, Key=name, ContentType="application/octet-stream"
    )
    return answer["UploadId"]


def complete(
    client: "S3Client", bucket: str, name: str, upload_id: str, parts: Sequence[PartTag]
) -> None:
    """Make the parts one object."""
    listed = sorted(parts, key=lambda part: part.number)
    with translated():
        client.complete_multipart_upload(
            Bucket=bucket,
            Key=name,
            UploadId=upload_id,
            MultipartUpload={
                "Parts": [{"PartNumber": part.number, "ETag": part.etag} for part in listed]
            },
        )


def abort(client: "S3Client", bucket: str, name: str, upload_id: str) -> None:
    """Forget a multipart upload; one that is gone already is no error."""
    try:
        with translated():
            client.abort_multipart_upload(Bucket=bucket, Key=name, UploadId=upload_id)
    except BlobMissing:
        return


@contextmanager
def translated() -> Iterator[None]:
    """boto3's errors as ours."""
    try:
        yield
    except ClientError as exc:
        raise _as_blob_error(exc) from exc
    except BotoCoreError as exc:
        raise BlobStoreUnavailable(f"the bucket does not answer: {exc}") from exc


def _as_blob_error(exc: ClientError) -> BlobError:
    code = str(exc.response.get("Error", {}).get("Code", ""))
    if code in _MISSING:
        return BlobMissing("there is no such object")
    if code in _FULL:
        return BlobStoreFull(f"the bucket is full ({code})")
    if code in _REFUSED:
        return BlobRefused(f"the bucket refused: {exc}")
    return BlobStoreUnavailable(f"the bucket refused: {exc}")


def _pieces(
    client: "S3Client", bucket: str, name: str, span: str | None
) -> Generator[bytes, None, None]:
    """Nothing at first, then the bytes."""
    if span is None:
        answer = client.get_object(Bucket=bucket, Key=name)
    else:
        answer = client.get_object(Bucket=bucket, Key=name, Range=span)
    with closing(answer["Body"]) as body:
        yield b""
        with translated():
            yield from body.iter_chunks(PIECE)


def _nothing() -> Generator[bytes, None, None]:
    yield from ()


def _md5(body: bytes) -> str:
    """What S3 compares the bytes with that arrived."""
    return base64.b64encode(hashlib.md5(body, usedforsecurity=False).digest()).decode()
