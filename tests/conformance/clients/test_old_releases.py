"""MLflow's clients of earlier releases, unmodified, each in an environment of its own."""

from pathlib import Path

import pytest

from tests.conformance.clients.environments import Environment
from tests.conformance.clients.script import run_script
from tests.naiad_process import NaiadProcess

pytestmark = [pytest.mark.clients, pytest.mark.slow, pytest.mark.timeout(600)]

FLOW = Path(__file__).parent / "smoke_flow.py"
STEPS_OF_ALL = 8


@pytest.mark.parametrize(
    ("release", "more"), [("2.9", set()), ("2.22", {"traces"}), ("3.0", {"traces"})]
)
def test_a_release_does_what_its_users_do(
    release: str, more: set[str], naiad: NaiadProcess, token: str, tmp_path: Path
) -> None:
    environment = Environment(name=f"mlflow-{release}").prepare()
    printed = run_script(environment, FLOW, naiad=naiad, token=token, folder=tmp_path)
    done = {line.removeprefix("done ") for line in printed if line.startswith("done ")}
    assert more <= done
    assert len(done) == STEPS_OF_ALL + len(more)
