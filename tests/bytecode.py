"""Compiled modules that the processes of tests keep for one another.

Where an environment forbids Python to keep them, every process that a test starts compiles some
1,700 modules anew: 4 seconds.
"""

from collections.abc import Mapping
from pathlib import Path

KEPT = Path(__file__).resolve().parent.parent / "build" / "bytecode"


def keeping_bytecode(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of a process that reads and leaves compiled modules in `build/`."""
    kept = {k: v for k, v in environment.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(KEPT)}
