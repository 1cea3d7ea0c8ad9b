"""A real MLflow server, small and filled, and servers that only look like one."""

import json
import os
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.bytecode import keeping_bytecode
from tests.services import free_port

RUNS = 3
POINTS = 40
_ENVIRONMENT = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_ALLOW_FILE_STORE": "true",
    # Its job runners are of no use here and cost half a processor.
    "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
}


@contextmanager
def filled_server(folder: Path) -> Iterator[str]:
    """The address of an MLflow on files, with one experiment of three runs and a model."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    arguments = [
        "server",
        "--backend-store-uri", str(folder / "mlruns"),
        "--artifacts-destination", str(folder / "files"),
        "--host", "127.0.0.1", "--port", str(port), "--workers", "1",
    ]  # fmt: skip
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "mlflow", *arguments],
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=keeping_bytecode({**os.environ, **_ENVIRONMENT}),
        )
    try:
        _wait(url)
        _fill(url)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextmanager
def gate() -> Iterator[tuple[str, threading.Event]]:
    """The address of a server that answers a search of experiments only once it is let."""
    opened = threading.Event()

    class Gate(_Answers):
        def answer(self) -> tuple[int, Any]:
            opened.wait(60)
            return 200, {"experiments": []}

    with _serving(Gate) as url:
        yield url, opened
        opened.set()


@contextmanager
def locked() -> Iterator[str]:
    """The address of a server that lets in only who has the right token."""

    class Locked(_Answers):
        def answer(self) -> tuple[int, Any]:
            if self.headers["Authorization"] != "Bearer right":
                return 401, {}
            return 200, {"experiments": []}

    with _serving(Locked) as url:
        yield url


class _Answers(BaseHTTPRequestHandler):
    def answer(self) -> tuple[int, Any]:
        raise NotImplementedError

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"] or 0))
        self._send(*self.answer())

    def do_GET(self) -> None:
        self._send(404, {"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "none"})

    def _send(self, status: int, told: Any) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Silent."""


@contextmanager
def _serving(handler: type[_Answers]) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def _wait(url: str) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError("MLflow's server did not come up")


def _fill(url: str) -> None:
    home = _post(url, "experiments/create", {"name": "moved over"})["experiment_id"]
    for index in range(RUNS):
        body = {
            "experiment_id": home,
            "run_name": f"moved-{index}",
            "start_time": 1_700_000_000_000,
        }
        run_id = _post(url, "runs/create", body)["run"]["info"]["run_id"]
        points = [
            {"key": "loss", "value": 1 / (step + 1), "timestamp": 1_700_000_000_000, "step": step}
            for step in range(POINTS)
        ]
        params = [{"key": "lr", "value": str(index)}]
        _post(url, "runs/log-batch", {"run_id": run_id, "metrics": points, "params": params})
        _put(f"{url}/api/2.0/mlflow-artifacts/artifacts/{home}/{run_id}/artifacts/notes.txt")
        _post(
            url,
            "runs/update",
            {"run_id": run_id, "status": "FINISHED", "end_time": 1_700_000_060_000},
        )
    _post(url, "registered-models/create", {"name": "moved-model"})


def _post(url: str, path: str, body: Any) -> Any:
    return json.loads(_call("POST", f"{url}/api/2.0/mlflow/{path}", json.dumps(body).encode()))


def _put(url: str) -> None:
    _call("PUT", url, b"kept with the run")


def _call(method: str, url: str, body: bytes) -> bytes:
    headers = {"Content-Type": "application/json"} if method == "POST" else {}
    request = urllib.request.Request(url, method=method, data=body, headers=headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return bytes(answer.read())
