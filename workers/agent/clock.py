"""The agent's time."""

import time
from dataclasses import replace

from apps.jobs.contracts import Observation


def now_ms() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def timed(ending: Observation, *, started_at_ms: int | None) -> Observation:
    """The ending with the times of the attempt: it ends now."""
    return replace(ending, started_at_ms=started_at_ms, ended_at_ms=now_ms())
