"""Files PUT to the bucket in one piece are files as soon as somebody looks."""

from pathlib import Path

import boto3
import pytest
import urllib3

from apps.artifacts import stores
from apps.artifacts.contracts import BlobStoreUnavailable, DirectUpload, Owner, PartTag
from apps.artifacts.errors import InvalidPath, PathTaken
from apps.artifacts.models import Artifact, Blob, Upload
from apps.artifacts.selectors import downloads, listing
from apps.artifacts.services import arrivals, multipart, removals
from apps.artifacts.stores.s3 import S3Store
from apps.artifacts.stores.s3_transfer import S3Transfer
from apps.core.errors import Invalid
from tests.artifacts.make import OTHER_RUN, RUN, make_artifact

pytestmark = pytest.mark.django_db


def expect(
    path: str = "a.bin", *, owner: Owner = RUN, expires_in: int = 60, limit: int | None = None
) -> DirectUpload:
    expected = arrivals.expect(owner=owner, path=path, expires_in=expires_in, limit=limit)
    assert expected is not None
    return expected


def put(expected: DirectUpload, body: bytes) -> int:
    answer = urllib3.request("PUT", expected.url, body=body, headers={"Content-Type": "text/html"})
    return answer.status


def read(path: str = "a.bin") -> bytes:
    return downloads.read_bytes(owner=RUN, path=path, limit=100)


def test_what_was_put_is_a_file_with_its_size_once_somebody_looks(s3: str) -> None:
    assert put(expect("deep/a.bin"), b"bytes") == 200
    assert listing.find_artifact(owner=RUN, path="deep/a.bin") is None

    assert arrivals.settle(owners=[RUN]) == 1
    assert arrivals.settle(owners=[RUN]) == 0

    (entry,) = listing.list_directory(owner=RUN, path="deep").entries
    assert (entry.path, entry.size) == ("deep/a.bin", 5)
    assert read("deep/a.bin") == b"bytes"


def test_what_has_not_come_is_waited_for(s3: str) -> None:
    expected = expect()

    assert arrivals.settle(owners=[RUN]) == 0
    put(expected, b"bytes")

    assert arrivals.settle() == 1


def test_an_empty_file_is_a_file(s3: str) -> None:
    put(expect(), b"")
    arrivals.settle(owners=[RUN])

    assert read() == b""


def test_an_address_is_worth_nothing_once_its_file_was_seen(s3: str) -> None:
    """Or whoever has it could change a model that was approved."""
    expected = expect()
    put(expected, b"first")
    assert put(expected, b"again") == 200
    arrivals.settle(owners=[RUN])

    assert put(expected, b"other") >= 400

    assert arrivals.settle(owners=[RUN]) == 0
    assert read() == b"again"


def test_the_address_that_was_given_last_counts(s3: str) -> None:
    make_artifact("a.bin", b"before")
    first, second = expect(), expect()
    put(second, b"second")
    put(first, b"first")

    assert arrivals.settle(owners=[RUN]) == 2

    assert read() == b"second"


def test_nobody_elses_files_are_looked_for(s3: str) -> None:
    put(expect(owner=OTHER_RUN), b"theirs")

    assert arrivals.settle(owners=[RUN]) == 0
    assert arrivals.settle(owners=[OTHER_RUN]) == 1


def test_a_signature_is_for_one_object_that_no_path_chooses(s3: str) -> None:
    address = urllib3.util.parse_url(expect("model/weights.bin").url)

    key = Blob.objects.get().key
    assert address.path == f"/{s3}/some/prefix/{key[:2]}/{key}"
    assert "partNumber=1&" in (address.query or "")


@pytest.mark.parametrize("path", ["", "../a", "/etc/passwd", "a//b", "%2e%2e/a", "a\0"])
def test_a_path_that_leads_out_is_not_signed(s3: str, path: str) -> None:
    with pytest.raises(InvalidPath):
        expect(path)

    assert not Blob.objects.exists()


def test_a_path_that_is_a_directory_is_not_signed(s3: str) -> None:
    make_artifact("a/b")

    with pytest.raises(PathTaken):
        expect("a")


@pytest.mark.parametrize("seconds", [0, -1, 48 * 3600 + 1])
def test_an_address_works_for_a_while_only(s3: str, seconds: int) -> None:
    with pytest.raises(Invalid):
        expect(expires_in=seconds)
    assert "X-Amz-Expires=60&" in expect(expires_in=60).url


def test_more_bytes_than_allowed_do_not_become_a_file(s3: str) -> None:
    make_artifact("a.bin", b"before")
    put(expect(limit=3), b"1234")

    assert arrivals.settle(owners=[RUN]) == 0

    assert read() == b"before"
    assert not Upload.objects.exists()


def test_a_file_that_cannot_lie_there_any_more_is_forgotten(s3: str) -> None:
    put(expect("a"), b"file")
    make_artifact("a/b")

    assert arrivals.settle(owners=[RUN]) == 0

    assert not Upload.objects.exists()
    assert [file.path for file in listing.walk(owner=RUN)] == ["a/b"]


def test_what_was_put_before_a_deletion_stays_deleted(s3: str) -> None:
    put(expect("a/b"), b"bytes")
    kept = expect("c")
    make_artifact("a/d")

    removals.delete(owner=RUN, path="a")
    put(kept, b"kept")

    assert arrivals.settle(owners=[RUN]) == 1
    assert [file.path for file in listing.walk(owner=RUN)] == ["c"]
    removals.delete_owners(owners=[RUN])
    removals.sweep()
    assert objects_in(s3) == []


def test_what_was_put_is_found_by_the_periodic_task_and_what_never_came_is_forgotten(
    s3: str,
) -> None:
    put(expect("came"), b"bytes")
    expect("never")
    Blob.objects.update(created_at="2020-01-01T00:00:00Z")

    removals.sweep()

    assert [file.path for file in listing.walk(owner=RUN)] == ["came"]
    assert not Upload.objects.exists()
    assert len(objects_in(s3)) == 1


def test_an_upload_that_is_awaited_cannot_be_completed_by_hand(s3: str) -> None:
    put(expect(), b"bytes")
    key = Blob.objects.get().key

    multipart.abort(owner=RUN, path="a.bin", upload_id=key)

    assert arrivals.settle(owners=[RUN]) == 1


def test_a_file_that_another_look_assembled_is_taken_up(s3: str) -> None:
    """That look was killed between the store's answer and the row."""
    put(expect(), b"bytes")
    row = Upload.objects.select_related("blob").get()
    direct = stores.direct()
    assert direct is not None
    (part,) = direct.list_parts(row.blob.key, row.store_upload_id)
    tag = PartTag(number=part.number, etag=part.etag)
    direct.complete_parts(row.blob.key, row.store_upload_id, [tag])

    assert arrivals.settle(owners=[RUN]) == 1
    assert read() == b"bytes"


def test_a_store_that_is_away_does_not_hold_up_a_listing(
    s3: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_arguments: object) -> None:
        raise BlobStoreUnavailable("the bucket does not answer")

    put(expect(), b"bytes")
    with monkeypatch.context() as outage:
        outage.setattr(S3Transfer, "list_parts", away)
        assert arrivals.settle(owners=[RUN]) == 0

    assert arrivals.settle(owners=[RUN]) == 1


def test_bytes_that_cannot_be_removed_now_are_left_to_the_sweep(
    s3: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_arguments: object) -> None:
        raise BlobStoreUnavailable("the bucket does not answer")

    put(expect(limit=3), b"1234")
    with monkeypatch.context() as outage:
        outage.setattr(S3Store, "delete", away)
        assert arrivals.settle(owners=[RUN]) == 0
    Blob.objects.update(created_at="2020-01-01T00:00:00Z")

    removals.sweep()

    assert objects_in(s3) == []


def test_a_folder_has_no_addresses_and_asks_nothing(
    folder: Path, django_assert_num_queries: object
) -> None:
    assert arrivals.expect(owner=RUN, path="a", expires_in=60) is None
    with django_assert_num_queries(0):  # type: ignore[operator]  # a fixture without a type
        assert arrivals.settle(owners=[RUN]) == 0
        assert not arrivals.may_arrive()
    assert not Artifact.objects.exists()


def objects_in(bucket: str) -> list[str]:
    """Every object and every unfinished upload."""
    client = boto3.session.Session().client("s3")
    uploads = client.list_multipart_uploads(Bucket=bucket).get("Uploads", [])
    objects = client.list_objects_v2(Bucket=bucket).get("Contents", [])
    return [each["Key"] for each in (*uploads, *objects)]
