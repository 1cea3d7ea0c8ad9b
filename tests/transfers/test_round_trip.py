"""In from MLflow and out again: what leaves Naiad is what came, to a server that knows no Naiad."""

from pathlib import Path
from typing import Any

import pytest

from tests.transfers import snapshot, tables
from tests.transfers.conftest import Filled, Home
from tests.transfers.servers import serving

pytestmark = [
    pytest.mark.slow,
    pytest.mark.any_database,
    pytest.mark.timeout(900),
    pytest.mark.xdist_group("transfers"),
]


@pytest.fixture
def exported(moved: Home, tmp_path: Path) -> Path:
    """The folder of a database and of files that `naiad export mlflow` has filled."""
    to = ("--to", f"sqlite:///{tmp_path / 'mlflow.db'}", "--artifacts-to", str(tmp_path / "files"))
    ended = moved.export("--project", "demo", *to)
    assert (ended["code"], ended["matches"]) == (0, True), ended
    return tmp_path


def test_round_trip(served: Filled, served_seen: dict[str, Any], exported: Path) -> None:
    with serving(f"sqlite:///{exported / 'mlflow.db'}", exported / "files") as url:
        assert snapshot.differences(served_seen, snapshot.take(url)) == []
    # What no client shows, but what another version of MLflow may come to show
    assert tables.differences(served.folder / "mlflow.db", exported / "mlflow.db") == []
