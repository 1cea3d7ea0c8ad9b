"""Naiad as the agent speaks to it: over HTTP, with the run's token."""

import json
from pathlib import Path
from typing import Any

import urllib3

from apps.jobs.contracts import JobSpec

_TIMEOUT = urllib3.Timeout(connect=5, read=60)
_PIECE = 2**20


class ServerUnreachable(Exception):
    """No answer, or one that says later: worth another try."""


class ServerRefused(Exception):
    """An answer that will not change: the token is revoked, or there is no such thing."""


class Server:
    """The calls of one attempt. Every one of them is safe to repeat."""

    def __init__(self, spec: JobSpec) -> None:
        self._root = spec.server_url.rstrip("/")
        self._attempt = f"/api/v1/agent/attempts/{spec.attempt_id}"
        self._run_id = spec.run_id
        self._http = urllib3.PoolManager(
            retries=False,
            timeout=_TIMEOUT,
            headers={"Authorization": f"Bearer {spec.token}", "User-Agent": "naiad-agent"},
        )

    def send_log(self, data: bytes, *, offset: int) -> tuple[int, bool]:
        """Hand over a piece of the console; how far the server has it, and whether it is full."""
        answer = self._post(
            f"{self._attempt}/log?offset={offset}", data, "application/octet-stream"
        )
        return int(answer["size"]), bool(answer.get("full", False))

    def send_status(self, phase: str, message: str) -> None:
        """Say where the attempt stands, so that nobody waits for the next look."""
        body = json.dumps({"phase": phase, "message": message}).encode()
        self._post(f"{self._attempt}/status", body, "application/json")

    def log_metrics(self, metrics: list[dict[str, Any]]) -> None:
        """Log points to the job's run, through the same door as any client."""
        body = json.dumps({"run_id": self._run_id, "metrics": metrics}).encode()
        self._post("/api/2.0/mlflow/runs/log-batch", body, "application/json")

    def fetch_code(self, into: Path) -> None:
        """Download the job's code to a file."""
        answer = self._request("GET", f"{self._attempt}/code", stream=True)
        try:
            with into.open("wb") as file:
                for piece in answer.stream(_PIECE):
                    file.write(piece)
        except urllib3.exceptions.HTTPError as exc:
            raise ServerUnreachable(str(exc)) from exc
        finally:
            answer.release_conn()

    def _post(self, path: str, body: bytes, content_type: str) -> dict[str, Any]:
        answer = self._request("POST", path, body=body, content_type=content_type)
        try:
            parsed: dict[str, Any] = json.loads(answer.data or b"{}")
        except (ValueError, urllib3.exceptions.HTTPError) as exc:
            raise ServerUnreachable(f"The answer is not JSON: {exc}") from exc
        return parsed

    def _request(
        self,
        method: str,
        path: str,
        *,
        body: bytes | None = None,
        content_type: str = "",
        stream: bool = False,
    ) -> urllib3.BaseHTTPResponse:
        headers = dict(self._http.headers)
        if content_type:
            headers["Content-Type"] = content_type
        try:
            answer = self._http.request(
                method,
                self._root + path,
                body=body,
                headers=headers,
                preload_content=not stream,
                redirect=False,
            )
        except urllib3.exceptions.HTTPError as exc:
            raise ServerUnreachable(str(exc)) from exc
        if answer.status >= 500 or answer.status in {408, 425, 429}:
            raise ServerUnreachable(f"{method} {path}: {answer.status}")
        if answer.status >= 300:
            raise ServerRefused(f"{method} {path}: {answer.status} {answer.data[:300]!r}")
        return answer
