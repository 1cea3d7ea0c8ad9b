"""What was measured, as JSON keeps it and as a page shows it."""

import json
import platform
import statistics
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import psutil

from benchmarks.client import Outcome


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One number of each."""

    ours: float
    theirs: float


@dataclass(frozen=True, kw_only=True)
class Side:
    """The medians of one server's rounds."""

    rate: float
    """Calls a second."""
    cpu_ms: float
    """The server's CPU a call."""
    p50_ms: float
    p99_ms: float
    peak_mb: float

    @classmethod
    def of(cls, rounds: list[Outcome]) -> "Side":
        """The medians; the percentiles are of all calls."""
        latencies = sorted(latency for each in rounds for latency in each.latencies_ms)
        return cls(
            rate=statistics.median(each.calls / each.seconds for each in rounds),
            cpu_ms=statistics.median(1000 * each.cpu_seconds / each.calls for each in rounds),
            p50_ms=_percentile(latencies, 50),
            p99_ms=_percentile(latencies, 99),
            peak_mb=max(each.peak_bytes for each in rounds) / 2**20,
        )


@dataclass(frozen=True, kw_only=True)
class Row:
    """A workload on a database: both sides, or one number of each."""

    name: str
    database: str
    unit: str
    target: str
    ours: dict[str, float]
    theirs: dict[str, float]
    ratio: float
    """How many times better ours is."""


@dataclass(kw_only=True)
class Report:
    """One sitting."""

    machine: dict[str, Any]
    rows: list[Row] = field(default_factory=list)

    def save(self, path: Path) -> None:
        """Write it as JSON."""
        path.write_text(json.dumps(asdict(self), indent=2) + "\n")


def machine() -> dict[str, Any]:
    """What it was measured on."""
    return {
        "cores": psutil.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 2**30),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "load": round(psutil.getloadavg()[0], 1),
    }


def medians(reports: list[dict[str, Any]]) -> list[Row]:
    """The rows of several sittings as one: each number the median of theirs."""
    found: dict[tuple[str, str], list[Row]] = {}
    for report in reports:
        for row in report["rows"]:
            found.setdefault((row["name"], row["database"]), []).append(Row(**row))
    return [_median(rows) for rows in found.values()]


def _median(rows: list[Row]) -> Row:
    first = rows[0]
    return Row(
        name=first.name,
        database=first.database,
        unit=first.unit,
        target=first.target,
        ours=_middle([row.ours for row in rows]),
        theirs=_middle([row.theirs for row in rows]),
        ratio=statistics.median(row.ratio for row in rows),
    )


def _middle(sides: list[dict[str, float]]) -> dict[str, float]:
    return {name: statistics.median(side[name] for side in sides) for name in sides[0]}


def _percentile(ordered: list[float], percent: int) -> float:
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]
