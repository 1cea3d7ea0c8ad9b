"""What this machine has for jobs, and which of their limits hold here. Detected, never assumed."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psutil

from apps.jobs.contracts import Resources, TargetReport
from workers.agent import fence, gpu

_LIMIT_FILES = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)


def describe(settings: Mapping[str, Any]) -> TargetReport:
    """The capacity, as far as the target's settings do not say less or more, and the limits."""
    detected = {"cpus": _processors(), "memory_mb": _memory_mb(), "gpus": gpu.count()}
    chosen = {name: settings.get(name) or value for name, value in detected.items()}
    kills_tree, limits_memory = fence.probe()
    memory = "memory (control group)" if limits_memory else "memory (watched twice a second)"
    tree = "whole process tree (control group)" if kills_tree else "whole process tree (followed)"
    return TargetReport(
        capacity=Resources(
            cpus=float(chosen["cpus"]),
            memory_mb=int(chosen["memory_mb"]),
            gpus=int(chosen["gpus"]),
        ),
        enforced=(memory, tree, "time", "console size"),
        message="Processors are counted, not fenced: a job is told how many threads to use.",
    )


def _processors() -> float:
    if hasattr(os, "sched_getaffinity"):
        return float(len(os.sched_getaffinity(0)))
    return float(os.cpu_count() or 1)


def _memory_mb() -> int:
    total = psutil.virtual_memory().total
    for file in _LIMIT_FILES:
        try:
            total = min(total, int(file.read_text()))
        except (OSError, ValueError):  # not there, or "max"
            continue
    return int(total // 2**20)
