"""What a run was sent and what of it was acknowledged, and whether that is what it has."""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

KEYS = ("loss", "train/acc", "odd")
NUMBERS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


@dataclass
class Ledger:
    """One run's. A call is known by the number of the first step in it."""

    run_id: str
    sent_steps: int = 0
    acknowledged_steps: int = 0
    params: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    ended: bool = False

    def faults(self, http: httpx.Client) -> Iterator[str]:
        """A line for each thing that was lost, doubled, out of order or made up."""
        for key in KEYS:
            yield from self._faults_of(key, history(http, self.run_id, key))
        run = http.get("/api/2.0/mlflow/runs/get", params={"run_id": self.run_id})
        found = run.raise_for_status().json()["run"]
        for kind, expected in (("params", self.params), ("tags", self.tags)):
            stored = {each["key"]: each["value"] for each in found["data"].get(kind, [])}
            for name, value in expected.items():
                if stored.get(name) != value:
                    yield f"{self.run_id}: {kind} {name} is {stored.get(name)!r}, not {value!r}"
        if self.ended and found["info"]["status"] != "FINISHED":
            yield f"{self.run_id}: is {found['info']['status']}, not FINISHED"

    def _faults_of(self, key: str, stored: list[tuple[int, float]]) -> Iterator[str]:
        steps = [step for step, _ in stored]
        if steps != sorted(steps):
            yield f"{self.run_id}: {key} is out of order"
        doubled = [step for step, times in Counter(steps).items() if times > 1]
        if doubled:
            yield f"{self.run_id}: {key} has steps {doubled[:5]} more than once"
        lost = set(range(self.acknowledged_steps)) - set(steps)
        if lost:
            yield f"{self.run_id}: {key} lost {len(lost)} steps, the first {min(lost)}"
        made_up = set(steps) - set(range(self.sent_steps))
        if made_up:
            yield f"{self.run_id}: {key} has steps that nobody sent: {sorted(made_up)[:5]}"
        wrong = [step for step, value in stored if not _same(value, value_of(key, step))]
        if wrong:
            yield f"{self.run_id}: {key} has other values at {wrong[:5]}"


def value_of(key: str, step: int) -> float:
    """The value that is logged at a step; of `odd` some are no numbers."""
    if key == "odd" and step % 5 == 0:
        return (math.nan, math.inf, -math.inf)[step % 3]
    return math.sin(step) * len(key)


def as_json(value: float) -> float | str:
    """A value as the protocol's JSON has it."""
    return next((name for name, each in NUMBERS.items() if _same(each, value)), value)


def history(http: httpx.Client, run_id: str, key: str) -> list[tuple[int, float]]:
    """All of a metric, as (step, value), in the order in which the server gives it."""
    found: list[tuple[int, float]] = []
    query: dict[str, Any] = {"run_id": run_id, "metric_key": key, "max_results": 25_000}
    while True:
        answer = http.get("/api/2.0/mlflow/metrics/get-history", params=query)
        page = answer.raise_for_status().json()
        found += [(each["step"], _number(each["value"])) for each in page.get("metrics", [])]
        if not page.get("next_page_token"):
            return found
        query["page_token"] = page["next_page_token"]


def _number(value: float | str) -> float:
    return NUMBERS[value] if isinstance(value, str) else value


def _same(one: float, other: float) -> bool:
    return one == other or (math.isnan(one) and math.isnan(other))
