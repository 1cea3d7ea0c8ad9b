"""NVIDIA GPUs, through the tool that comes with their driver; none without it."""

import shutil
import subprocess

_FIELDS = "index,utilization.gpu,memory.used,memory.total,power.draw"


def count() -> int:
    """How many GPUs this machine has."""
    return len(_query("index"))


def sample(devices: tuple[int, ...]) -> dict[str, float]:
    """The state of a job's GPUs, named like MLflow's own system metrics."""
    if not devices:
        return {}
    values: dict[str, float] = {}
    for row in _query(_FIELDS):
        index, used_percent, used, total, watts = (_number(cell) for cell in row.split(","))
        if index is None or int(index) not in devices:
            continue
        name = f"gpu_{int(index)}"
        share = 100 * used / total if used is not None and total else None
        found = {
            f"{name}_utilization_percentage": used_percent,
            f"{name}_memory_usage_megabytes": used,
            f"{name}_memory_usage_percentage": share,
            f"{name}_power_usage_watts": watts,
        }
        values |= {key: value for key, value in found.items() if value is not None}
    return values


def _query(fields: str) -> list[str]:
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return []
    command = [tool, f"--query-gpu={fields}", "--format=csv,noheader,nounits"]
    try:
        answer = subprocess.run(  # noqa: S603  # a fixed command
            command, capture_output=True, text=True, timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return []
    return answer.stdout.splitlines()


def _number(cell: str) -> float | None:
    try:
        return float(cell)
    except ValueError:  # "[N/A]"
        return None
