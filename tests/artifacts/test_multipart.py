"""Uploads whose parts go straight to a bucket."""

from collections.abc import Sequence
from pathlib import Path

import pytest
import urllib3

from apps.artifacts.contracts import MultipartUpload, PartTag
from apps.artifacts.errors import (
    ArtifactTooLarge,
    InvalidPath,
    MultipartNotSupported,
    PathTaken,
    UploadIncomplete,
    UploadNotFound,
)
from apps.artifacts.models import Artifact, Blob, Upload
from apps.artifacts.selectors import downloads
from apps.artifacts.services import multipart, removals
from apps.core.errors import Invalid
from tests.artifacts.make import OTHER_RUN, RUN, make_artifact

pytestmark = pytest.mark.django_db

BODIES = [bytes(5 * 2**20), b"the end"]


def send(upload: MultipartUpload, bodies: Sequence[bytes] = BODIES) -> list[PartTag]:
    """PUT each part where it belongs, as a client does."""
    return [
        PartTag(
            number=part.number,
            etag=urllib3.request("PUT", part.url, body=body).headers["ETag"],
        )
        for part, body in zip(upload.parts, bodies, strict=True)
    ]


def test_parts_become_a_file(s3: str) -> None:
    upload = multipart.start(owner=RUN, path="a/big.bin", part_count=2)

    stored = multipart.complete(
        owner=RUN, path="a/big.bin", upload_id=upload.upload_id, parts=send(upload)
    )

    assert (stored.size, stored.sha256) == (5 * 2**20 + 7, "")
    content = b"".join(downloads.open_pieces(owner=RUN, path="a/big.bin"))
    assert content == b"".join(BODIES)
    assert not Upload.objects.exists()


def test_a_folder_takes_no_parts(folder: Path) -> None:
    with pytest.raises(MultipartNotSupported) as refusal:
        multipart.start(owner=RUN, path="a", part_count=1)

    assert refusal.value.status == 501
    assert not Blob.objects.exists()


def test_too_many_bytes_are_deleted_again(s3: str) -> None:
    upload = multipart.start(owner=RUN, path="a", part_count=2, limit=1000)

    with pytest.raises(ArtifactTooLarge):
        multipart.complete(owner=RUN, path="a", upload_id=upload.upload_id, parts=send(upload))

    assert not Blob.objects.exists()
    assert not Artifact.objects.exists()


def test_an_upload_is_of_one_owner_and_path(s3: str) -> None:
    upload = multipart.start(owner=RUN, path="a", part_count=1)

    for owner, path in [(OTHER_RUN, "a"), (RUN, "b")]:
        with pytest.raises(UploadNotFound):
            multipart.complete(owner=owner, path=path, upload_id=upload.upload_id, parts=[])


def test_parts_that_do_not_fit_are_refused_and_can_be_forgotten(s3: str) -> None:
    upload = multipart.start(owner=RUN, path="a", part_count=1)
    wrong = [PartTag(number=1, etag='"0"')]

    with pytest.raises(UploadIncomplete):
        multipart.complete(owner=RUN, path="a", upload_id=upload.upload_id, parts=wrong)
    multipart.abort(owner=RUN, path="a", upload_id=upload.upload_id)
    multipart.abort(owner=RUN, path="a", upload_id=upload.upload_id)

    assert not Blob.objects.exists()


def test_an_upload_that_nobody_completes_is_swept(s3: str) -> None:
    upload = multipart.start(owner=RUN, path="a", part_count=2)
    send(upload)
    Blob.objects.update(created_at="2020-01-01T00:00:00Z")

    assert removals.sweep() == 1

    assert not Upload.objects.exists()


def test_a_directory_is_not_replaced_by_a_file(s3: str) -> None:
    make_artifact("a/b")
    upload = multipart.start(owner=RUN, path="a", part_count=2)

    with pytest.raises(PathTaken):
        multipart.complete(owner=RUN, path="a", upload_id=upload.upload_id, parts=send(upload))


def test_paths_and_counts_are_checked_first(s3: str) -> None:
    with pytest.raises(InvalidPath):
        multipart.start(owner=RUN, path="../a", part_count=1)
    with pytest.raises(Invalid):
        multipart.start(owner=RUN, path="a", part_count=0)
