"""The page "From MLflow in ten minutes", line by line, as somebody who follows it.

Every fenced block is run by a shell in the order of the page, in a folder that looks like a checkout;
only addresses and folders are put in the place of the page's.
"""

import os
import re
import shlex
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from mlflow import MlflowClient

from tests.naiad_process import NaiadProcess
from tests.services import free_port

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

PAGE = Path(__file__).resolve().parents[2] / "docs" / "from-mlflow.md"
TEXT = PAGE.read_text()
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
START_SECONDS = 120
LINK = re.compile(r"\]\(([^)\s]+)\)")

# A team's past: each of its homes has a run that only it has.
PAST = """
import sys, mlflow
uri, name = sys.argv[1:]
mlflow.set_tracking_uri(uri)
mlflow.set_experiment("past")
with mlflow.start_run(run_name=name):
    mlflow.log_metrics({"loss": 0.5}, step=1)
    mlflow.log_text(name, "notes.txt")
"""
# What a team runs already: no line of it knows Naiad.
TRAIN = """
import mlflow
import mlflow.sklearn
from sklearn.linear_model import LogisticRegression

mlflow.sklearn.autolog(log_models=False)
mlflow.set_experiment("today")
with mlflow.start_run(run_name="today"):
    LogisticRegression().fit([[0.0], [1.0], [2.0], [3.0]], [0, 0, 1, 1])
    mlflow.log_text("today", "notes.txt")
"""


@dataclass(frozen=True, kw_only=True)
class Shell:
    """Runs what the page says, in its folder, with our addresses in the place of its own."""

    folder: Path
    naiad: NaiadProcess
    server: str = ""

    def run(self, block: str) -> str:
        """What the lines printed.

        Raises:
            AssertionError: one of them failed.
        """
        done = subprocess.run(
            ["bash", "-euc", self.here(block)],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr[-3000:]}"
        return done.stdout + done.stderr

    def here(self, text: str) -> str:
        """The page's text with our places in it."""
        return (
            text.replace("http://127.0.0.1:8700", self.naiad.url)
            .replace("http://mlflow.example.org:5000", self.server)
            .replace("/srv/", f"{self.folder}/srv/")
        )

    @property
    def environment(self) -> dict[str, str]:
        """A new terminal's, of a machine where `python` and `mlflow` are found."""
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("NAIAD_", "MLFLOW_"))}
        return {
            **inherited,
            "PATH": f"{self.folder}/bin:{os.environ['PATH']}",
            "NAIAD_DATA_DIR": str(self.naiad.data_dir),
            "NAIAD_PORT": str(self.naiad.port),
            "MLFLOW_DISABLE_TELEMETRY": "true",
            "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
        }


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    """A checkout with its command, a team's past in three shapes, and Naiad, just started."""
    command(tmp_path / ".venv" / "bin" / "naiad", "-m", "apps.config.cli")
    command(tmp_path / "bin" / "mlflow", "-m", "mlflow")
    command(tmp_path / "bin" / "python")
    (tmp_path / "train.py").write_text(TRAIN)
    past = tmp_path / "srv" / "mlflow"
    past.mkdir(parents=True)
    (tmp_path / "srv" / "experiments").mkdir()
    naiad = NaiadProcess(data_dir=tmp_path / "data")
    shell = Shell(folder=tmp_path, naiad=naiad)
    line = (
        "mlflow server --backend-store-uri sqlite:////srv/mlflow/mlflow.db "
        "--artifacts-destination /srv/mlflow/artifacts"
    )
    try:
        with in_background(shell, line) as server:
            naiad.start()
            remember(server, "of the server")
            remember(str(tmp_path / "srv" / "experiments" / "mlruns"), "of the folder")
            yield replace(shell, server=server)
    finally:
        naiad.kill()


def command(path: Path, *arguments: str) -> None:
    """A program at the path that is this Python with these arguments."""
    path.parent.mkdir(parents=True, exist_ok=True)
    words = shlex.join([sys.executable, *arguments])
    path.write_text(f'#!/bin/sh\nexec env PYTHONPATH={PAGE.parents[1]} {words} "$@"\n')
    path.chmod(0o755)


def remember(uri: str, name: str) -> None:
    """A run of the past at this MLflow."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MLFLOW_")}
    environment |= {"MLFLOW_DISABLE_TELEMETRY": "true", "MLFLOW_ALLOW_FILE_STORE": "true"}
    made = [sys.executable, "-c", PAST, uri, name]
    subprocess.run(made, env=environment, check=True, capture_output=True, timeout=120)


def test_every_line_of_the_page_holds(shell: Shell) -> None:
    start, project, imports, train, team, back = BLOCKS
    assert start.strip() == "make up"
    shell.run(project)
    shell.run(imports)
    assert shell.naiad.url in shell.run(train)
    assert f"{shell.naiad.url}/signin/link?token=" in shell.run(team)
    *away, server = back.strip().splitlines()
    shell.run("\n".join(away))
    with in_background(shell, server) as url:
        names = assert_all_is_there(url)
    assert sorted(names) == ["of the folder", "of the server", "today"]


@contextmanager
def in_background(shell: Shell, line: str) -> Iterator[str]:
    """A line that starts MLflow's server; its address."""
    port = free_port()
    process = subprocess.Popen(
        ["bash", "-euc", f"exec {shell.here(line)} --port {port} --workers 1"],
        cwd=shell.folder,
        env=shell.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/health")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_for(address: str) -> None:
    """Return when it answers.

    Raises:
        RuntimeError: it does not.
    """
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"{address} did not answer")


def assert_all_is_there(url: str) -> list[str]:
    """The names of the runs at MLflow's server, each with its file."""
    client = MlflowClient(url)
    experiments = [each.experiment_id for each in client.search_experiments()]
    runs = client.search_runs(experiments)
    for run in runs:
        address = f"{url}/get-artifact?run_uuid={run.info.run_id}&path=notes.txt"
        with urllib.request.urlopen(address) as answer:
            assert answer.read().decode() == run.info.run_name
    return [str(run.info.run_name) for run in runs]


def test_every_link_of_the_page_leads_somewhere() -> None:
    headings = {
        re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-")
        for title in re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)
    }
    links = LINK.findall(TEXT)
    assert links
    for link in links:
        target, _, anchor = link.partition("#")
        assert not target or (PAGE.parent / target).exists(), link
        assert target or anchor in headings, link
