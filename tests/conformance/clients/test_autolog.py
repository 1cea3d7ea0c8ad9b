"""What MLflow logs by itself of other libraries' trainings, here and on its own server."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.clients.environments import Environment
from tests.conformance.clients.script import run_script
from tests.conformance.differential.peer import Peer
from tests.naiad_process import NaiadProcess

pytestmark = [pytest.mark.clients, pytest.mark.slow, pytest.mark.timeout(900)]

FLOW = Path(__file__).parent / "autolog_flow.py"
ROUNDS = 5
LIBRARIES = ("sklearn", "xgboost", "lightgbm", "lightning", "statsmodels")
# By pip and not by uv: pip looks where this machine is told to, which may be a build without CUDA
# (PIP_EXTRA_INDEX_URL or PIP_FIND_LINKS name it). PyPI's own works as well and is some gigabytes.
TORCH = "torch==2.13.0"

Facts = dict[str, Any]


@pytest.fixture(scope="module")
def told(
    naiad: NaiadProcess, token: str, tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[str, int], Facts]:
    """What each server says of each library's run: Naiad is server 0, MLflow's own 1."""
    peer = Peer(folder=tmp_path_factory.mktemp("mlflow")).start()
    try:
        environment = Environment(name="autolog", by_pip=(TORCH,)).prepare()
        peer.wait()
        folder = tmp_path_factory.mktemp("flow")
        lines = run_script(
            environment, FLOW, naiad.url, peer.url, naiad=naiad, token=token, folder=folder
        )
    finally:
        peer.stop()
    found = [json.loads(line) for line in lines if line.startswith("[")]
    return {(name, server): facts for name, server, facts in found}


@pytest.mark.parametrize("library", LIBRARIES)
def test_naiad_says_what_mlflows_server_says(
    library: str, told: dict[tuple[str, int], Facts]
) -> None:
    assert told[library, 0] == told[library, 1]


@pytest.mark.parametrize("library", LIBRARIES)
def test_the_model_is_logged_and_loaded(library: str, told: dict[tuple[str, int], Facts]) -> None:
    facts = told[library, 0]
    assert facts["status"] == "FINISHED"
    assert facts["params"]
    (model, *_) = facts["models"]
    assert model["status"] == "READY"
    assert "python_function" in model["flavors"]
    assert model["predicted"][0] == 60


@pytest.mark.parametrize(
    ("library", "metric"),
    [
        ("xgboost", "train-logloss"),
        ("lightgbm", "train-binary_logloss"),
        ("lightning", "loss_epoch"),
    ],
)
def test_every_round_is_a_point(
    library: str, metric: str, told: dict[tuple[str, int], Facts]
) -> None:
    points = told[library, 0]["metrics"][metric]
    assert len(points) == ROUNDS
    assert points[-1] < points[0]


@pytest.mark.parametrize("library", ["xgboost", "lightgbm"])
def test_what_mattered_is_drawn(library: str, told: dict[tuple[str, int], Facts]) -> None:
    files = told[library, 0]["files"]
    assert any(name.startswith("feature_importance") and name.endswith(".png") for name in files)
    assert any(name.startswith("feature_importance") and name.endswith(".json") for name in files)
    assert told[library, 0]["datasets"]


def test_each_candidate_of_a_search_is_a_run(told: dict[tuple[str, int], Facts]) -> None:
    assert told["sklearn", 0]["children"] == 2
    assert told["sklearn", 0]["datasets"]
