"""One server for all of it, and MLflow's client set up as its users do: by the environment."""

from collections.abc import Iterator
from pathlib import Path

import mlflow
import pytest

from tests.conformance.portal import Portal, environment
from tests.naiad_process import NaiadProcess

# The receivers of webhooks are on this machine.
WEBHOOKS = {"NAIAD_WEBHOOK_ALLOW_PRIVATE": "true"}


@pytest.fixture(scope="session")
def naiad(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NaiadProcess]:
    """A running Naiad with its example project `demo`."""
    folder = tmp_path_factory.mktemp("naiad")
    process = NaiadProcess(data_dir=folder / "data", environment=environment() | WEBHOOKS)
    process.start()
    yield process
    process.kill()


@pytest.fixture(scope="session")
def token(naiad: NaiadProcess) -> str:
    """An admin's API token that may do everything, and whose project is `demo`."""
    arguments = (
        "--user",
        "admin@naiad.local",
        "--project",
        "demo",
        "--scopes",
        "read,write,manage",
    )
    return naiad.run("token", "create", *arguments)


@pytest.fixture
def portal(
    naiad: NaiadProcess, token: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Portal]:
    """The server, and MLflow's client pointed at it by a Bearer token."""
    for name, value in (
        ("MLFLOW_TRACKING_TOKEN", token),
        # A refusal is to be seen at once, and nothing is to be told to anybody.
        ("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0"),
        ("MLFLOW_DISABLE_TELEMETRY", "true"),
        ("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false"),
        ("GIT_PYTHON_REFRESH", "quiet"),
    ):
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    mlflow.set_tracking_uri(naiad.url)
    mlflow.set_registry_uri(naiad.url)
    yield Portal(naiad=naiad, token=token)
    while mlflow.active_run() is not None:
        mlflow.end_run()
    mlflow.autolog(disable=True, silent=True)
