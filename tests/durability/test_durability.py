"""A server that is killed has lost nothing that it had acknowledged, and stored nothing twice."""

import os
from pathlib import Path

import pytest

from tests.durability.trial import hold

pytestmark = [pytest.mark.slow, pytest.mark.any_database, pytest.mark.timeout(240)]


@pytest.mark.parametrize(
    ("shape", "seconds"), [("sqlite", 12), ("postgresql", 12), ("full-disk", 6)]
)
def test_what_was_acknowledged_is_there_once(tmp_path: Path, shape: str, seconds: float) -> None:
    if shape == "full-disk" and os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    said: list[str] = []
    outcome = hold(shape, tmp_path, seconds=seconds, seed=7, say=said.append)
    assert outcome.faults == []
    assert outcome.disturbed, said
    assert outcome.points > 0
