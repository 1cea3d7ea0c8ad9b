"""A control group around a job, where this machine lets us make one; detected, never assumed.

Version 2 kills a whole tree at once; either version limits memory when its controller is ours.
"""

import os
import secrets
import signal
import time
from dataclasses import dataclass
from pathlib import Path

_MOUNTS = Path("/proc/self/mounts")
_OWN_GROUPS = Path("/proc/self/cgroup")


@dataclass(frozen=True, kw_only=True, slots=True)
class Fence:
    """The groups of one job; none at all is a fence that holds nothing."""

    groups: tuple[Path, ...]
    limits_memory: bool = False

    @property
    def entrances(self) -> tuple[Path, ...]:
        """The files a process writes 0 to, to come in."""
        return tuple(group / "cgroup.procs" for group in self.groups)

    def kill(self) -> None:
        """Kill everything inside, setsid children included."""
        for group in self.groups:
            if (group / "cgroup.kill").exists():
                _write(group / "cgroup.kill", "1")
            else:
                _kill_one_by_one(group)

    def out_of_memory_kills(self) -> int:
        """How many processes inside the kernel killed for memory."""
        return sum(_oom_kills(group) for group in self.groups)

    def remove(self) -> None:
        """Take the groups down once they are empty; an emptying one gets a moment."""
        deadline = time.monotonic() + 2
        for group in self.groups:
            while group.exists() and time.monotonic() < deadline:
                try:
                    group.rmdir()
                except OSError:
                    time.sleep(0.02)


def build(name: str, *, memory_mb: int) -> Fence:
    """A fence of this name with whatever this machine allows."""
    groups: list[Path] = []
    limited = False
    for parent in _parents():
        group = parent / name
        try:
            group.mkdir(exist_ok=True)
        except OSError:
            continue
        limits = bool(memory_mb) and not limited and _limit_memory(group, memory_mb * 2**20)
        if limits or (group / "cgroup.kill").exists():
            groups.append(group)
        else:
            group.rmdir()
        limited = limited or limits
    return Fence(groups=tuple(groups), limits_memory=limited)


def find(name: str) -> Fence:
    """The fence of this name, as far as it still stands."""
    groups = (parent / name for parent in _parents())
    return Fence(groups=tuple(group for group in groups if group.is_dir()))


def probe() -> tuple[bool, bool]:
    """Whether a fence here kills a whole tree, and whether it limits memory."""
    fence = build(f"naiad-probe-{secrets.token_hex(4)}", memory_mb=64)
    try:
        return bool(fence.groups), fence.limits_memory
    finally:
        fence.remove()


def _parents() -> list[Path]:
    """The groups this process is in, or their hierarchy's root where a container hides them."""
    own = _own_groups()
    parents = []
    for line in _MOUNTS.read_text().splitlines() if _MOUNTS.exists() else []:
        _, mount, kind, options, *_ = line.split()
        if kind == "cgroup2":
            path = own.get("")
        elif kind == "cgroup" and "memory" in options.split(","):
            path = own.get("memory")
        else:
            continue
        inner = Path(mount) / (path or "").lstrip("/")
        parents.append(inner if inner.is_dir() else Path(mount))
    return parents


def _own_groups() -> dict[str, str]:
    groups = {}
    for line in _OWN_GROUPS.read_text().splitlines() if _OWN_GROUPS.exists() else []:
        _, controllers, path = line.split(":", 2)
        for controller in controllers.split(","):
            groups[controller] = path
    return groups


def _limit_memory(group: Path, limit: int) -> bool:
    if (group / "memory.limit_in_bytes").exists():
        held = _write(group / "memory.limit_in_bytes", str(limit))
        _write(group / "memory.memsw.limit_in_bytes", str(limit))
        return held
    if not (group / "memory.max").exists():
        _write(group.parent / "cgroup.subtree_control", "+memory")
    held = (group / "memory.max").exists() and _write(group / "memory.max", str(limit))
    if held and (group / "memory.swap.max").exists():
        _write(group / "memory.swap.max", "0")
    return held


def _oom_kills(group: Path) -> int:
    for name in ("memory.events", "memory.oom_control"):
        if (group / name).exists():
            fields = dict(line.split() for line in (group / name).read_text().splitlines())
            return int(fields.get("oom_kill", 0))
    return 0


def _kill_one_by_one(group: Path) -> None:
    for _ in range(20):
        pids = _pids(group)
        if not pids:
            return
        for pid in pids:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        time.sleep(0.02)


def _pids(group: Path) -> list[int]:
    try:
        return [int(line) for line in (group / "cgroup.procs").read_text().split()]
    except FileNotFoundError:
        return []


def _write(path: Path, text: str) -> bool:
    # A plain open(..., "w") would try to create the file where the kernel has none.
    try:
        handle = os.open(path, os.O_WRONLY)
    except OSError:
        return False
    try:
        os.write(handle, text.encode())
    except OSError:
        return False
    finally:
        os.close(handle)
    return True
