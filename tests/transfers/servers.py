"""MLflow's own server in a process of its own, on a database and a folder of files."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.services import free_port

START_SECONDS = 240


@contextmanager
def serving(database: str, files: Path, *more: str) -> Iterator[str]:
    """A plain server on these; its address. What it printed is in `server.log` beside the files."""
    port = free_port()
    arguments = [
        "server",
        "--backend-store-uri", database,
        "--artifacts-destination", str(files),
        "--host", "127.0.0.1", "--port", str(port), "--workers", "1",
        *more,
    ]  # fmt: skip
    with (files.parent / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "mlflow", *arguments],
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=files.parent,
            env={
                **os.environ,
                "MLFLOW_DISABLE_TELEMETRY": "true",
                # Its consumers of jobs idle at half a core.
                "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
            },
            start_new_session=True,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError("MLflow's server did not come up")
