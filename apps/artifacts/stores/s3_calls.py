"""What is asked of a bucket in more than one place, with boto3's errors as ours."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

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

_MISSING = {"NoSuchKey", "NotFound", "404", "NoSuchUpload"}
_FULL = {"QuotaExceeded", "InsufficientCapacity", "XMinioStorageFull", "507"}
_REFUSED = {"InvalidPart", "InvalidPartOrder", "EntityTooSmall", "MalformedXML", "InvalidRange"}


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
