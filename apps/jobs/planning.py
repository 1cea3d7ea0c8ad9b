"""Which queued jobs start now, and why the others wait. Pure: no database, no clock."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from apps.jobs.constants import OVERTAKEN_FOR
from apps.jobs.contracts import Resources


@dataclass(frozen=True, kw_only=True, slots=True)
class Holder:
    """A job that holds resources of the target."""

    project_id: int
    name: str
    needs: Resources
    gpu_devices: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A job that waits for resources of the target."""

    job_id: UUID
    project_id: int
    name: str
    needs: Resources
    priority: int
    queued_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Start:
    """A job that starts, and on which GPUs."""

    job_id: UUID
    gpu_devices: tuple[int, ...]


@dataclass(kw_only=True, slots=True)
class Plan:
    """What to do: starts in order, and a reason for everybody who waits on."""

    starts: list[Start] = field(default_factory=list)
    reasons: dict[UUID, str] = field(default_factory=dict)


def plan(
    capacity: Resources,
    *,
    holders: Sequence[Holder],
    queue: Sequence[Candidate],
    now: datetime,
) -> Plan:
    """Start what fits: by priority, then the project that holds least, then age.

    Smaller jobs may overtake one that does not fit, until that one has waited for long.
    """
    floor = _Floor(capacity, list(holders))
    waiting = list(queue)
    result = Plan()
    blocker: Candidate | None = None
    while waiting:
        waiting.sort(key=lambda job: (-job.priority, floor.share(job.project_id), job.queued_at))
        job = waiting.pop(0)
        if blocker is not None:
            result.reasons[job.job_id] = _behind(blocker, job)
        elif lack := floor.lack(job):
            result.reasons[job.job_id] = lack
            if now - job.queued_at >= OVERTAKEN_FOR:
                blocker = job
        else:
            result.starts.append(Start(job_id=job.job_id, gpu_devices=floor.take(job)))
    return result


class _Floor:
    """The target's resources and who holds them."""

    def __init__(self, capacity: Resources, holders: list[Holder]) -> None:
        self._capacity = capacity
        self._holders = holders
        self._shares: dict[int, float] = defaultdict(float)
        for holder in holders:
            self._shares[holder.project_id] += _share(holder.needs, capacity)

    def share(self, project_id: int) -> float:
        """How much of the target a project holds, by what it holds most of."""
        return self._shares[project_id]

    def take(self, job: Candidate) -> tuple[int, ...]:
        """Give a job what it needs; the GPUs it is given."""
        taken = {device for holder in self._holders for device in holder.gpu_devices}
        free = [device for device in range(self._capacity.gpus) if device not in taken]
        devices = tuple(free[: job.needs.gpus])
        self._holders.append(
            Holder(project_id=job.project_id, name=job.name, needs=job.needs, gpu_devices=devices)
        )
        self._shares[job.project_id] += _share(job.needs, self._capacity)
        return devices

    def lack(self, job: Candidate) -> str:
        """What the job waits for, in words; empty when it fits."""
        lacking = [
            self._sentence(job, need, capacity, name, one)
            for need, capacity, name, one in _amounts(job.needs, self._capacity)
            if need > capacity - sum(getattr(holder.needs, name) for holder in self._holders)
        ]
        return " ".join(lacking)

    def _sentence(self, job: Candidate, need: float, capacity: float, name: str, one: str) -> str:
        used = sum(getattr(holder.needs, name) for holder in self._holders)
        wanted = _amount(need, one)
        if need > capacity:
            return f"Waiting for {wanted}: the target has {capacity:g} in all."
        users = [holder for holder in self._holders if getattr(holder.needs, name)]
        held_by = _names(job.project_id, users)
        return f"Waiting for {wanted}: {used:g} of {capacity:g} in use by {held_by}."


def _amounts(needs: Resources, capacity: Resources) -> list[tuple[float, float, str, str]]:
    return [
        (needs.cpus, capacity.cpus, "cpus", "CPU"),
        (needs.memory_mb, capacity.memory_mb, "memory_mb", "MB of memory"),
        (needs.gpus, capacity.gpus, "gpus", "GPU"),
    ]


def _amount(need: float, one: str) -> str:
    plural = "" if need == 1 or "of" in one else "s"
    return f"{need:g} {one}{plural}"


def _share(needs: Resources, capacity: Resources) -> float:
    return max(need / total if total else 0.0 for need, total, *_ in _amounts(needs, capacity))


def _names(project_id: int, users: list[Holder]) -> str:
    """Who holds it: by name in one's own project, by number elsewhere."""
    own = [holder.name for holder in users if holder.project_id == project_id]
    others = len(users) - len(own)
    parts = own[:3]
    if len(own) > 3:
        parts.append(f"{len(own) - 3} more of this project")
    if others:
        parts.append(
            "1 job of another project" if others == 1 else f"{others} jobs of other projects"
        )
    return ", ".join(parts)


def _behind(blocker: Candidate, job: Candidate) -> str:
    name = blocker.name if blocker.project_id == job.project_id else "a job of another project"
    return f"Waiting behind {name}, which has waited longer and needs what is being freed."
