"""MLflow's own server in a process of its own, the other half of each comparison."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from tests.services import free_port

START_SECONDS = 150


@dataclass(kw_only=True)
class Peer:
    """`mlflow server` on SQLite in a folder, proxying files, with a workspace for each scenario."""

    folder: Path
    arguments: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address it serves at."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> "Peer":
        """Start it and return at once: it takes a while, in which Naiad can start as well."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "mlflow", "server"),
                    *("--backend-store-uri", f"sqlite:///{self.folder / 'mlflow.db'}"),
                    *("--serve-artifacts", "--artifacts-destination", str(self.folder / "files")),
                    *("--host", "127.0.0.1", "--port", str(self.port), "--workers", "1"),
                    *self.arguments,
                ],
                env=self._environment(),
                cwd=self.folder,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self

    def wait(self) -> "Peer":
        """Return when it answers.

        Raises:
            RuntimeError: it ended, or did not answer in time; with what it printed.
        """
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._answers():
                return self
            if self.process is None or self.process.poll() is not None:
                break
            time.sleep(0.1)
        self.stop()
        raise RuntimeError(f"mlflow server did not come up:\n{self.output[-4000:]}")

    def stop(self) -> None:
        """End it and the processes that it started."""
        if self.process is not None:
            if self.process.poll() is None:
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(timeout=30)
            self.process = None

    @property
    def output(self) -> str:
        """What it printed so far."""
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    @property
    def _log(self) -> Path:
        return self.folder / "output.log"

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/health", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _environment(self) -> dict[str, str]:
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("MLFLOW_", "NAIAD_"))}
        return {
            **inherited,
            "MLFLOW_DISABLE_TELEMETRY": "true",
            "MLFLOW_ENABLE_WORKSPACES": "true",
            "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
            # Receivers of webhooks are on this machine, and a new one is told at once.
            "MLFLOW_WEBHOOK_ALLOWED_SCHEMES": "http,https",
            "MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS": "true",
            "MLFLOW_WEBHOOK_CACHE_TTL": "0",
            **self.environment,
        }
