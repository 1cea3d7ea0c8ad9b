"""MLflow's client with files in S3: parts and downloads go past the server."""

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
def portal(
    s3: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[NaiadProcess]:
    """A server whose files are in the bucket, and the client pointed at it."""
    environment = {**s3, "NAIAD_BLOB_URL": f"s3://{BUCKET}/files"}
    naiad = NaiadProcess(data_dir=tmp_path / "data", environment=environment).start()
    monkeypatch.setenv("MLFLOW_TRACKING_TOKEN", naiad.token())
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    monkeypatch.setenv("MLFLOW_DISABLE_TELEMETRY", "true")
    monkeypatch.setenv("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
    monkeypatch.setenv("MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE", str(5 * MEBIBYTE))
    monkeypatch.setenv("MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE", str(5 * MEBIBYTE))
    mlflow.set_tracking_uri(naiad.url)
    yield naiad
    naiad.kill()


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
