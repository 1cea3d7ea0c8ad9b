"""Blobs in a bucket: S3, or what speaks its protocol. Only this file and `s3_calls` import the SDK."""

import base64
import hashlib
from collections.abc import Generator
from contextlib import closing
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from apps.artifacts.constants import PIECE
from apps.artifacts.contracts import BlobMissing, BlobStoreUnavailable, PartTag
from apps.artifacts.stores.s3_calls import abort, complete, object_name, start, translated
from apps.artifacts.stores.s3_transfer import S3Transfer

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# 10,000 parts are allowed: 8 GB in small ones, then 560 GB in large ones.
_PART = 8 * 2**20
_LARGE_PART = 64 * 2**20
_SMALL_PARTS = 1000


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
    def direct(self) -> S3Transfer:
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

    def remove_abandoned(self) -> tuple[str, ...]:
        """A bucket does not tell whether who sends it parts is alive."""
        return ()

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
