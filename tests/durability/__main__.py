"""Disturb an installation for minutes or hours, and say what it lost."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests import services
from tests.durability.shapes import SHAPES
from tests.durability.trial import hold


def main() -> int:
    """Run it; the exit code says whether anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--shape", choices=SHAPES, nargs="+", default=list(SHAPES))
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    services.install_missing("postgres", "redis-server")
    lost = 0
    for shape in options.shape:
        with tempfile.TemporaryDirectory(prefix="naiad-durability-") as folder:
            outcome = hold(
                shape,
                Path(folder),
                seconds=options.minutes * 60,
                seed=options.seed,
                say=_say,
            )
        _say(
            f"{shape}: seed {options.seed}, {outcome.calls} calls acknowledged, "
            f"{outcome.runs} runs, {outcome.points} points; {outcome.disturbed}; "
            f"{len(outcome.faults)} faults"
        )
        for line in outcome.faults[:50]:
            _say(f"  {line}")
        lost += len(outcome.faults)
    return min(lost, 1)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
