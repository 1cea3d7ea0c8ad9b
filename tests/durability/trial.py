"""The trial: write, disturb, look; until time is up."""

import random
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.durability.shapes import SHAPES, Shape
from tests.durability.writers import Writer

WRITERS = 4
CALM = (0.2, 3.0)
"""Seconds between two disturbances, between these."""


@dataclass
class Outcome:
    """What was done, and what was found wrong."""

    calls: int = 0
    runs: int = 0
    points: int = 0
    disturbed: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def hold(
    shape: str, folder: Path, *, seconds: float, seed: int, say: Callable[[str], None]
) -> Outcome:
    """Disturb an installation for so long while writers write, then compare all that it has.

    Raises:
        PermissionError: the shape needs what this user may not do.
    """
    chance = random.Random(seed)
    with ExitStack() as stack:
        installation = SHAPES[shape](folder)
        installation.start(stack)
        token = installation.token()
        writers = [Writer(installation.address, token, seed * 100 + n) for n in range(WRITERS)]
        for writer in writers:
            writer.start()
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            time.sleep(chance.uniform(*CALM))
            done = installation.disturb(chance)
            say(f"{shape}: {done}; {sum(writer.calls for writer in writers)} calls so far")
        for writer in writers:
            writer.stop()
        for writer in writers:
            writer.join()
        return _compared(installation, token, writers)


def _compared(installation: Shape, token: str, writers: list[Writer]) -> Outcome:
    outcome = Outcome(disturbed=dict(sorted(installation.done.items())))
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(
        base_url=installation.address(), headers=headers, timeout=120, trust_env=False
    ) as http:
        for writer in writers:
            outcome.calls += writer.calls
            outcome.faults += [f"refused: {line}" for line in writer.refused]
            for ledger in writer.ledgers:
                outcome.runs += 1
                outcome.points += ledger.acknowledged_steps * 3
                outcome.faults += ledger.faults(http)
    return outcome
