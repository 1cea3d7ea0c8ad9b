"""Files that go past Naiad where they are kept in S3: who gets an address, and for what."""

import json
import uuid
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
import urllib3
from moto.server import ThreadedMotoServer

from apps.projects.permissions import Role
from tests.mlflow_api.make import Client, Refused, make_client, make_run
from tests.projects.make import make_project

pytestmark = pytest.mark.django_db(transaction=True)

FILES = "/api/2.0/mlflow-artifacts"


@pytest.fixture(scope="module")
def s3_server() -> Iterator[str]:
    """An S3 server over HTTP."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    yield f"http://127.0.0.1:{port}"
    server.stop()


@pytest.fixture(autouse=True)
def _bucket(s3_server: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", s3_server)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    name = f"bucket-{uuid.uuid4().hex}"
    boto3.session.Session().client("s3").create_bucket(Bucket=name)
    settings.NAIAD_BLOB_URL = f"s3://{name}/files"


def root_of(client: Client, run_id: str) -> str:
    uri = str(client.get("runs/get", run_id=run_id)["run"]["info"]["artifact_uri"])
    return uri.removeprefix("mlflow-artifacts:/")


def upload(client: Client, path: str, body: bytes, **owner: str) -> None:
    """PUT a file where the server says."""
    answer = client.post("artifacts/presigned-upload-url", path=path, **owner)
    assert urllib3.request("PUT", answer["presigned_url"], body=body).status == 200


def test_a_run_s_file_goes_up_in_one_piece_and_is_listed_and_had() -> None:
    client = make_client()
    run_id = make_run(client)
    upload(client, "model/a.txt", b"bytes", run_id=run_id)

    listed = client.get("artifacts/list", run_id=run_id, path="model")["files"]

    assert listed == [{"path": "model/a.txt", "is_dir": False, "file_size": 5}]
    assert client.download(f"{root_of(client, run_id)}/model/a.txt") == b"bytes"


def test_what_was_put_is_had_without_a_listing_before() -> None:
    client = make_client()
    run_id = make_run(client)
    upload(client, "a.txt", b"bytes", run_id=run_id)

    direct = client.post("artifacts/presigned-download-url", run_id=run_id, path="a.txt")

    assert direct["file_size"] == 5
    assert urllib3.request("GET", direct["presigned_url"]).data == b"bytes"


def test_a_logged_model_s_file_goes_up_in_one_piece() -> None:
    client = make_client()
    model = client.post("logged-models", experiment_id="0", name="m")["model"]["info"]
    upload(client, "MLmodel", b"flavors: {}", model_id=model["model_id"])

    listed = client.get(f"logged-models/{model['model_id']}/artifacts/directories")["files"]

    assert [file["path"] for file in listed] == ["MLmodel"]


@pytest.mark.parametrize(
    ("name", "media"),
    [
        ("page.html", "text/html; charset=utf-8"),
        ("notes.md", "text/plain; charset=utf-8"),
        ("plot.png", "image/png"),
        ("weights.bin", "application/octet-stream"),
        ("größe.json", "application/json"),
    ],
)
def test_what_is_downloaded_from_the_bucket_is_saved_under_its_name(name: str, media: str) -> None:
    client = make_client()
    run_id = make_run(client)
    client.put(f"{root_of(client, run_id)}/{name}", b"bytes")

    direct = client.post("artifacts/presigned-download-url", run_id=run_id, path=name)
    answer = urllib3.request("GET", direct["presigned_url"])

    assert answer.headers["Content-Type"] == media
    assert answer.headers["Content-Disposition"].startswith("attachment; filename")


def test_an_address_lasts_as_long_as_was_asked_for() -> None:
    client = make_client()
    run_id = make_run(client)
    client.put(f"{root_of(client, run_id)}/a", b"x")
    asked = {"run_id": run_id, "path": "a"}

    urls = [
        client.post("artifacts/presigned-download-url", **asked)["presigned_url"],
        client.post("artifacts/presigned-download-url", **asked, expiration=77)["presigned_url"],
        client.post("artifacts/presigned-upload-url", **asked)["presigned_url"],
        client.post("artifacts/presigned-upload-url", **asked, expiration=78)["presigned_url"],
    ]

    lasting = [urllib3.util.parse_url(url).query or "" for url in urls]
    for query, seconds in zip(lasting, (300, 77, 900, 78), strict=True):
        assert f"X-Amz-Expires={seconds}&" in f"{query}&"


@pytest.mark.parametrize("kind", ["download", "upload"])
@pytest.mark.parametrize("seconds", [0, -5, 604801])
def test_a_time_that_no_address_lasts_is_refused(kind: str, seconds: int) -> None:
    client = make_client()
    run_id = make_run(client)
    client.put(f"{root_of(client, run_id)}/a", b"x")

    with pytest.raises(Refused) as refused:
        client.post(f"artifacts/presigned-{kind}-url", run_id=run_id, path="a", expiration=seconds)

    assert refused.value.code == "INVALID_PARAMETER_VALUE"


@pytest.mark.parametrize("path", ["../other/artifacts/a", "/a", "a/../../b", "%2e%2e/a", ""])
def test_nothing_outside_of_the_run_is_signed(path: str) -> None:
    client = make_client()
    run_id = make_run(client)

    for kind in ("upload", "download"):
        with pytest.raises(Refused) as refused:
            client.post(f"artifacts/presigned-{kind}-url", run_id=run_id, path=path)
        assert refused.value.code == "INVALID_PARAMETER_VALUE"


def test_a_reader_gets_addresses_to_read_and_none_to_write() -> None:
    project = make_project()
    author, reader = make_client(Role.CONTRIBUTOR, project), make_client(Role.VIEWER, project)
    stranger = make_client()
    run_id = make_run(author)
    root = root_of(author, run_id)
    author.put(f"{root}/a", b"x")
    asked = {"run_id": run_id, "path": "a"}

    assert reader.post("artifacts/presigned-download-url", **asked)["presigned_url"]
    assert reader.get(f"{FILES}/presigned/{root}/a")["url"]
    for client, status in ((reader, 403), (stranger, 404)):
        with pytest.raises(Refused) as refused:
            client.post("artifacts/presigned-upload-url", **asked)
        assert refused.value.status == status
        with pytest.raises(Refused) as refused:
            client.post(f"{FILES}/mpu/create/{root}", path="b", num_parts=1)
        assert refused.value.status == status
    with pytest.raises(Refused) as refused:
        stranger.get(f"{FILES}/presigned/{root}/a")
    assert refused.value.status == 404


@pytest.mark.parametrize("owner", [{}, {"run_id": "a", "model_id": "b"}])
def test_a_file_is_of_a_run_or_of_a_model(owner: dict[str, str]) -> None:
    with pytest.raises(Refused) as refused:
        make_client().post("artifacts/presigned-upload-url", path="a", **owner)

    assert refused.value.code == "INVALID_PARAMETER_VALUE"


def test_a_file_goes_up_in_parts_by_the_name_that_old_clients_send() -> None:
    client = make_client()
    run_id = make_run(client)
    root = root_of(client, run_id)
    begun = client.post(f"{FILES}/mpu/create/{root}/deep", path="C:\\Users\\a.bin", num_parts=1)
    (credential,) = begun["credentials"]
    etag = urllib3.request("PUT", credential["url"], body=b"bytes").headers["ETag"]
    part = {"part_number": 1, "etag": etag, "url": credential["url"]}
    told = {"path": "a.bin", "upload_id": begun["upload_id"], "parts": [part]}

    for _ in range(2):
        client.post(f"{FILES}/mpu/complete/{root}/deep", **told)

    assert client.download(f"{root}/deep/a.bin") == b"bytes"


def test_parts_that_did_not_come_are_refused_and_the_upload_can_be_aborted() -> None:
    client = make_client()
    root = root_of(client, make_run(client))
    begun = client.post(f"{FILES}/mpu/create/{root}", path="a", num_parts=2)
    told = {"path": "a", "upload_id": begun["upload_id"]}

    with pytest.raises(Refused) as refused:
        client.post(f"{FILES}/mpu/complete/{root}", **told, parts=[{"part_number": 1}])
    assert refused.value.code == "INVALID_PARAMETER_VALUE"
    for _ in range(2):
        client.post(f"{FILES}/mpu/abort/{root}", **told)

    with pytest.raises(Refused) as refused:
        client.post(f"{FILES}/mpu/complete/{root}", **told, parts=[])
    assert refused.value.status == 404


def test_a_version_s_file_may_be_had_from_the_bucket() -> None:
    client = make_client()
    run_id = make_run(client)
    root = root_of(client, run_id)
    client.put(f"{root}/model/MLmodel", b"flavors: {}")
    client.post("registered-models/create", name="m")
    client.post("model-versions/create", name="m", source=f"runs:/{run_id}/model", run_id=run_id)

    direct = client.get(
        "/model-versions/get-artifact", name="m", version="1", path="MLmodel", presigned="true"
    )

    assert direct["file_size"] == 11
    assert urllib3.request("GET", direct["url"]).data == b"flavors: {}"


@pytest.mark.parametrize(
    ("setting", "direct", "only"),
    [("allowed", True, False), ("always", True, True), ("never", False, False)],
)
def test_the_server_says_what_goes_past_it(
    settings: Any, setting: str, direct: bool, only: bool
) -> None:
    settings.NAIAD_DIRECT_TRANSFERS = setting

    info = make_client().get("/api/3.0/mlflow/server-info")

    assert {
        info["multipart_uploads_enabled"],
        info["multipart_downloads_enabled"],
        info["presigned_upload_run_id_supported"],
        info["presigned_upload_model_id_supported"],
        info["model_artifact_presigned_downloads_supported"],
    } == {direct}
    assert info["artifacts_presigned_only"] is only


def test_where_all_goes_through_naiad_clients_are_told_to_fall_back(settings: Any) -> None:
    settings.NAIAD_DIRECT_TRANSFERS = "never"
    client = make_client()
    run_id = make_run(client)
    root = root_of(client, run_id)
    client.put(f"{root}/a", b"x")
    asked = json.dumps({"run_id": run_id, "path": "a", "num_parts": 1}).encode()
    answers = [
        client.send("POST", "artifacts/presigned-upload-url", body=asked),
        client.send("POST", "artifacts/presigned-download-url", body=asked),
        client.send("POST", f"{FILES}/mpu/create/{root}", body=asked),
        client.send("GET", f"{FILES}/presigned/{root}/a"),
    ]

    assert [answer.status for answer in answers] == [501] * 4
