"""Blob stores for tests: a folder of its own, a bucket of its own, a disk that is nearly full."""

import resource
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer
from pytest_django.fixtures import Settings

import workers.celery  # noqa: F401  # services ring at this app, as they do at run time

TINY_DISK = 4 * 2**20


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """An S3 server over HTTP."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    yield f"http://127.0.0.1:{port}"
    server.stop()


@pytest.fixture
def bucket(s3_server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty bucket, which boto3 finds by its own settings."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", s3_server)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    name = f"bucket-{uuid.uuid4().hex}"
    boto3.session.Session().client("s3").create_bucket(Bucket=name)
    return name


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    """The blobs lie in this folder."""
    root = tmp_path / "blobs"
    settings.NAIAD_BLOB_URL = root.as_uri()
    return root


@pytest.fixture
def s3(bucket: str, settings: Settings) -> str:
    """The blobs lie in this bucket, under a prefix."""
    settings.NAIAD_BLOB_URL = f"s3://{bucket}/some/prefix"
    return bucket


@pytest.fixture(params=["folder", "s3"])
def any_store(request: pytest.FixtureRequest) -> Any:
    """Both kinds of store, one after the other."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def tiny_disk(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """The blobs lie on a disk of 4 MiB; where we may not mount one, no file can be larger."""
    root = tmp_path / "tiny"
    root.mkdir()
    settings.NAIAD_BLOB_URL = root.as_uri()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={TINY_DISK}", "tmpfs", str(root)]
    if subprocess.run(mount, capture_output=True, check=False).returncode == 0:
        yield root
        subprocess.run(["umount", str(root)], check=True)
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (TINY_DISK, hard))
    yield root
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
