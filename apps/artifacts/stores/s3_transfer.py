"""Transfers between clients and a bucket, past this server."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from apps.artifacts.contracts import BlobMissing, BlobRefused, PartTag, StoredPart
from apps.artifacts.stores.s3_calls import abort, complete, object_name, start, translated

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class S3Transfer:
    """Presigned addresses: whoever has one needs no credential until it expires."""

    def __init__(self, client: "S3Client", bucket: str, prefix: str) -> None:
        self._client = client
        self._bucket = bucket
        self._prefix = prefix

    def download_url(self, key: str, *, headers: Mapping[str, str], expires_in: int) -> str:
        """A GET that is answered with these headers, which the signature covers."""
        parameters = {
            "Bucket": self._bucket,
            "Key": object_name(self._prefix, key),
            "ResponseContentType": headers["Content-Type"],
            "ResponseContentDisposition": headers["Content-Disposition"],
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

    def list_parts(self, key: str, upload_id: str) -> list[StoredPart]:
        """What the bucket has of the upload."""
        name = object_name(self._prefix, key)
        pages = self._client.get_paginator("list_parts").paginate(
            Bucket=self._bucket, Key=name, UploadId=upload_id
        )
        with translated():
            return [
                StoredPart(number=part["PartNumber"], etag=part["ETag"], size=part["Size"])
                for page in pages
                for part in page.get("Parts", [])
            ]

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
