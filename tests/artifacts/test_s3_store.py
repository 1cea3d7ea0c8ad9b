"""The S3 store keeps what every store promises, against a server over HTTP."""

import boto3
import pytest
import urllib3

from apps.artifacts.contracts import (
    BlobMissing,
    BlobRefused,
    BlobStore,
    BlobStoreUnavailable,
    PartTag,
)
from apps.artifacts.stores.keys import new_key
from apps.artifacts.stores.s3 import S3Store
from tests.artifacts.store_conformance import MIB, StoreConformance, write


@pytest.fixture
def store(bucket: str) -> S3Store:
    return S3Store(bucket=bucket, prefix="some/prefix")


class TestS3Store(StoreConformance):
    @pytest.fixture(autouse=True)
    def _bucket(self, bucket: str) -> None:
        self.bucket = bucket

    def leftovers(self, store: BlobStore) -> list[str]:
        client = boto3.session.Session().client("s3")
        uploads = client.list_multipart_uploads(Bucket=self.bucket).get("Uploads", [])
        objects = client.list_objects_v2(Bucket=self.bucket).get("Contents", [])
        return [upload["Key"] for upload in uploads] + [entry["Key"] for entry in objects]


def test_objects_lie_under_the_prefix(store: S3Store, bucket: str) -> None:
    key = write(store, b"bytes")

    listed = boto3.session.Session().client("s3").list_objects_v2(Bucket=bucket)["Contents"]
    assert [entry["Key"] for entry in listed] == [f"some/prefix/{key[:2]}/{key}"]


def test_a_presigned_address_gives_the_blob_as_a_file(store: S3Store) -> None:
    key = write(store, b"<script>")

    headers = {"Content-Type": "text/plain", "Content-Disposition": 'attachment; filename="a.txt"'}
    url = store.direct.download_url(key, headers=headers, expires_in=60)

    answer = urllib3.request("GET", url)
    assert (answer.status, answer.data) == (200, b"<script>")
    assert {name: answer.headers[name] for name in headers} == headers


def test_the_parts_that_came_are_known_with_their_sizes(store: S3Store) -> None:
    key = new_key()
    upload_id = store.direct.start_parts(key)
    assert store.direct.list_parts(key, upload_id) == []
    for number in (2, 1):
        url = store.direct.part_url(key, upload_id, number, expires_in=60)
        urllib3.request("PUT", url, body=b"1" * number)

    listed = store.direct.list_parts(key, upload_id)

    assert [(part.number, part.size) for part in listed] == [(1, 1), (2, 2)]
    store.direct.abort_parts(key, upload_id)
    with pytest.raises(BlobMissing):
        store.direct.list_parts(key, upload_id)


def test_parts_put_to_presigned_addresses_become_a_blob(store: S3Store) -> None:
    key, parts = new_key(), []
    upload_id = store.direct.start_parts(key)
    for number, body in enumerate([bytes(5 * MIB), b"end"], start=1):
        url = store.direct.part_url(key, upload_id, number, expires_in=60)
        etag = urllib3.request("PUT", url, body=body).headers["ETag"]
        parts.append(PartTag(number=number, etag=etag))

    store.direct.complete_parts(key, upload_id, parts[::-1])

    assert store.size(key) == 5 * MIB + 3


def test_parts_that_do_not_fit_are_refused(store: S3Store) -> None:
    key = new_key()
    upload_id = store.direct.start_parts(key)

    with pytest.raises(BlobRefused):
        store.direct.complete_parts(key, upload_id, [PartTag(number=1, etag='"0"')])


def test_parts_may_be_forgotten_twice(store: S3Store) -> None:
    key = new_key()
    upload_id = store.direct.start_parts(key)

    store.direct.abort_parts(key, upload_id)
    store.direct.abort_parts(key, upload_id)

    with pytest.raises(BlobMissing):
        store.size(key)


def test_a_missing_bucket_is_unavailable(bucket: str) -> None:
    with pytest.raises(BlobStoreUnavailable, match="no bucket"):
        S3Store(bucket=f"{bucket}-other", prefix="").check()


def test_a_server_that_is_away_is_unavailable(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")

    with pytest.raises(BlobStoreUnavailable):
        S3Store(bucket=bucket, prefix="").check()
