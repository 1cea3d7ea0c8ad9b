"""MLflow's own server and Naiad, side by side."""

import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.conformance.differential import calls
from tests.conformance.differential.both import Both, Side
from tests.conformance.differential.peer import Peer
from tests.naiad_process import NaiadProcess


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What was called is known when all has run."""
    items.sort(key=lambda item: item.path == Path(__file__).with_name("test_coverage.py"))


@pytest.fixture(scope="session", autouse=True)
def called() -> Iterator[set[str]]:
    """The public functions of MLflow's client that were called so far."""
    names: set[str] = set()
    undo = calls.record(names)
    yield names
    undo()


@pytest.fixture(scope="session")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peer]:
    """MLflow's server, starting; or one that runs already, at NAIAD_TEST_MLFLOW_PORT."""
    if port := os.environ.get("NAIAD_TEST_MLFLOW_PORT"):
        yield Peer(folder=tmp_path_factory.mktemp("mlflow"), port=int(port))
        return
    peer = Peer(folder=tmp_path_factory.mktemp("mlflow")).start()
    yield peer
    peer.stop()


@pytest.fixture(scope="session")
def sides(peer: Peer, naiad: NaiadProcess, token: str) -> tuple[Side, Side]:
    """MLflow's server and Naiad, both ready."""
    peer.wait()
    return Side(name="mlflow", url=peer.url), Side(name="naiad", url=naiad.url, token=token)


@pytest.fixture(scope="session")
def http() -> Iterator[httpx.Client]:
    """A client for whichever server."""
    with httpx.Client(timeout=60, trust_env=False) as client:
        yield client


@pytest.fixture
def both(
    sides: tuple[Side, Side],
    http: httpx.Client,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Both:
    """Runs a scenario against both and compares."""
    for name, value in (
        ("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0"),
        ("MLFLOW_DISABLE_TELEMETRY", "true"),
        ("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false"),
        ("MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT", "true"),
        ("GIT_PYTHON_REFRESH", "quiet"),
    ):
        monkeypatch.setenv(name, value)
    theirs, ours = sides
    return Both(theirs=theirs, ours=ours, folder=tmp_path, http=http, monkeypatch=monkeypatch)
