"""A real MLflow, filled once, in each of its three shapes; and Naiad's command to import it."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.naiad_process import NaiadProcess
from tests.services import free_port
from tests.transfers import fill

RUNS = 200


@dataclass(frozen=True)
class Filled:
    """An MLflow: its folder, what was put into it, and its server's address if there is one."""

    folder: Path
    made: dict[str, int]
    url: str = ""

    @property
    def database(self) -> str:
        return f"sqlite:///{self.folder}/mlflow.db"

    @property
    def files(self) -> Path:
        return self.folder / "files"


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """A tracking server on SQLite that hands out files, filled through its own protocol."""
    folder = tmp_path_factory.mktemp("mlflow")
    port = free_port()
    arguments = [
        "server",
        "--backend-store-uri", f"sqlite:///{folder}/mlflow.db",
        "--artifacts-destination", str(folder / "files"),
        "--host", "127.0.0.1", "--port", str(port), "--workers", "1",
    ]  # fmt: skip
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "mlflow", *arguments],
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=folder,
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
        yield Filled(folder, fill.fill(url, runs=RUNS), url)
    finally:
        server.terminate()
        server.wait(timeout=30)


@pytest.fixture(scope="session")
def foldered(tmp_path_factory: pytest.TempPathFactory) -> Filled:
    """An `mlruns` folder, as people have who never started a server."""
    folder = tmp_path_factory.mktemp("mlruns")
    return Filled(folder, fill.fill(str(folder / "mlruns"), runs=40))


@dataclass(frozen=True)
class Home:
    """A Naiad on a data folder of its own, run by its command line."""

    process: NaiadProcess

    def import_(self, *arguments: str) -> dict[str, Any]:
        """What `naiad import mlflow` reports at its end; `code` is its exit code."""
        done = self.command(*arguments, "--json")
        if done.returncode not in {0, 1} or not done.stdout.strip():
            raise AssertionError(done.stderr[-3000:])
        return {**json.loads(done.stdout.splitlines()[-1]), "code": done.returncode}

    def command(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """`naiad import mlflow` with these arguments."""
        return subprocess.run(
            [*self.program, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=240,
        )

    @property
    def program(self) -> list[str]:
        return [*self.process.program, "import", "mlflow", "--project", "demo"]

    @property
    def environment(self) -> dict[str, str]:
        return self.process._environment()


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """An empty Naiad with its first admin, not started."""
    process = NaiadProcess(data_dir=tmp_path / "data")
    process.data_dir.mkdir(parents=True)
    process.run("user", "create", "admin@naiad.local", "--admin")
    yield Home(process)
    process.kill()


def counts(ended: dict[str, Any]) -> dict[str, dict[str, int]]:
    """The numbers of a report by kind."""
    return {each["kind"]: each for each in ended["report"]["counts"]}


def _wait(url: str) -> None:
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError("MLflow's server did not come up")
