"""Attempts to run."""

import time
import uuid
from typing import Any

from apps.jobs.contracts import JobSpec


def make_spec(command: tuple[str, ...] | str = ("true",), **fields: Any) -> JobSpec:
    """A spec with an attempt id of its own."""
    attempt = uuid.uuid4()
    values: dict[str, Any] = {
        "job_id": str(uuid.uuid4()),
        "attempt_id": str(attempt),
        "attempt_number": 1,
        "external_name": f"naiad-{attempt.hex}",
        "run_id": uuid.uuid4().hex,
        "project_key": "digits",
        "name": "train",
        "command": command,
        "server_url": "http://127.0.0.1:9",
        "created_at_ms": time.time_ns() // 1_000_000,
        "token": "nai_run-token",
        "grace_seconds": 1.0,
    }
    return JobSpec(**values | fields)


def python(source: str) -> tuple[str, ...]:
    """The command that runs a piece of Python."""
    return ("python", "-c", source)
