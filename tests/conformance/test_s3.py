"""MLflow's client with files in S3: parts and downloads go past the server."""

import os
from collections.abc import Iterator
from pathlib import Path

import boto3
import httpx
import mlflow
import pytest
from moto.server import ThreadedMotoServer

from tests.naiad_process import NaiadProcess

pytestmark = [pytest.mark.slow, pytest.mark.any_database]

BUCKET = "naiad"
MEBIBYTE = 2**20


@pytest.fixture(scope="module")
def s3() -> Iterator[dict[str, str]]:
    """An S3 server with a bucket; how it is reached."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    reached = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    client = boto3.client(
        "s3",
        endpoint_url=reached["AWS_ENDPOINT_URL"],
        aws_access_key_id="test",
        aws_secret_access_key="test",
        region_name="us-east-1",
    )
    client.create_bucket(Bucket=BUCKET)
    yield reached
    server.stop()


@pytest.fixture
def transfers(request: pytest.FixtureRequest) -> str:
    """What goes past the server."""
    return str(getattr(request, "param", "allowed"))


@pytest.fixture
def portal(
    s3: dict[str, str], transfers: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[NaiadProcess]:
    """A server whose files are in the bucket, and the client pointed at it."""
    environment = {
        **s3,
        "NAIAD_BLOB_URL": f"s3://{BUCKET}/files",
        "NAIAD_DIRECT_TRANSFERS": transfers,
    }
    naiad = NaiadProcess(data_dir=tmp_path / "data", environment=environment)
    try:
        _point_client_at(naiad.start(), monkeypatch)
        yield naiad
    finally:
        naiad.kill()


def _point_client_at(naiad: NaiadProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_TOKEN", naiad.token())
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    monkeypatch.setenv("MLFLOW_DISABLE_TELEMETRY", "true")
    monkeypatch.setenv("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
    monkeypatch.setenv("MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE", str(5 * MEBIBYTE))
    monkeypatch.setenv("MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE", str(5 * MEBIBYTE))
    mlflow.set_tracking_uri(naiad.url)


def test_large_files_go_up_in_parts_and_all_come_down_from_the_bucket(
    portal: NaiadProcess, tmp_path: Path
) -> None:
    info = httpx.get(f"{portal.url}/api/3.0/mlflow/server-info", trust_env=False).json()
    assert info["multipart_uploads_enabled"] is info["multipart_downloads_enabled"] is True
    large = tmp_path / "large.bin"
    large.write_bytes(bytes(range(256)) * (12 * MEBIBYTE // 256))
    mlflow.set_experiment("files")
    with mlflow.start_run() as run:
        mlflow.log_artifact(str(large), artifact_path="deep")
        mlflow.log_text("small", "small.txt")
    got = mlflow.artifacts.download_artifacts(
        run_id=run.info.run_id, artifact_path="deep/large.bin", dst_path=str(tmp_path / "got")
    )
    assert Path(got).read_bytes() == large.read_bytes()
    assert mlflow.artifacts.load_text(f"{run.info.artifact_uri}/small.txt") == "small"
    listed = mlflow.MlflowClient().list_artifacts(run.info.run_id, "deep")
    assert [(file.path, file.file_size) for file in listed] == [("deep/large.bin", 12 * MEBIBYTE)]


@pytest.mark.parametrize("transfers", ["always"], indirect=True)
def test_every_file_goes_past_the_server_where_it_says_so(
    portal: NaiadProcess, tmp_path: Path
) -> None:
    contents = {"empty.txt": b"", "a/small.txt": b"small", "a/large.bin": bytes(11 * MEBIBYTE)}
    folder = tmp_path / "out"
    for name, content in contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    mlflow.set_experiment("files")
    with mlflow.start_run() as run:
        mlflow.log_artifacts(str(folder), artifact_path="out")
        mlflow.log_text("replaced", "out/a/small.txt")
    got = mlflow.artifacts.download_artifacts(run_id=run.info.run_id, artifact_path="out")
    contents["a/small.txt"] = b"replaced"
    assert {name: (Path(got) / name).read_bytes() for name in contents} == contents
    # What the server has not seen has no digest.
    assert digests(portal, run.info.run_id) == ["", "", ""]


def digests(portal: NaiadProcess, run_id: str) -> list[str]:
    """The digests of a run's files as the portal lists them."""
    headers = {"Authorization": f"Bearer {os.environ['MLFLOW_TRACKING_TOKEN']}"}
    with httpx.Client(base_url=portal.url, headers=headers, trust_env=False) as http:
        pages = [
            http.get(f"/api/v1/runs/{run_id}/artifacts", params={"path": path})
            for path in ("out", "out/a")
        ]
    entries = [entry for page in pages for entry in page.raise_for_status().json()["entries"]]
    return [entry["sha256"] for entry in entries if not entry["is_dir"]]
