"""Runs one command and keeps it within its limits, whatever it starts."""

import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from apps.jobs.contracts import ExitReason
from workers.agent import processes
from workers.agent.fence import Fence

# A shell goes through the fence before it becomes the command: nothing ever runs outside.
_ENTER = (
    'count=$1; shift; while [ "$count" -gt 0 ]; do echo 0 > "$1" || exit 125; shift; '
    'count=$((count - 1)); done; exec "$@"'
)
_TICK = 0.2

Watch = Callable[[], ExitReason | None]


class CommandNotFound(Exception):
    """The command's program is not there or may not be run."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ended:
    """How a command ended: its exit code (negative: a signal), and why we stopped it, if we did."""

    code: int
    stopped_for: ExitReason | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Supervisor:
    """Runs commands with their output in one file, and none of their processes left behind."""

    console: Path
    grace_seconds: float

    def run(
        self,
        command: Sequence[str],
        *,
        cwd: Path,
        environment: Mapping[str, str],
        fence: Fence,
        watches: Sequence[Watch],
    ) -> Ended:
        """Run the command to its end, or until a watch names a reason to stop it.

        Raises:
            CommandNotFound: there is no such program.
        """
        program = _find_program(command[0], cwd=cwd, path=environment.get("PATH", ""))
        with self.console.open("ab") as output:
            process = subprocess.Popen(  # noqa: S603  # the job's own command is what we are here for
                _fenced([program, *command[1:]], fence),
                cwd=cwd,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            reason = _wait(process, watches)
            if reason is not None:
                _terminate(process, self.grace_seconds)
        finally:
            _kill_all(process, fence)
        return Ended(code=process.returncode, stopped_for=reason)


class MemoryWatch:
    """Adds up the memory of a tree of processes: the limit where no control group is ours."""

    def __init__(self, limit_mb: int) -> None:
        self._limit = limit_mb * 2**20

    def __call__(self) -> ExitReason | None:
        """The reason to stop, once the tree is over its limit."""
        found = processes.descendants()
        if sum(_resident(process) for process in found) <= self._limit:
            return None
        # Resident sets count shared pages once per process: look closer before killing.
        over = sum(_proportional(process) for process in found) > self._limit
        return ExitReason.OUT_OF_MEMORY if over else None


def deadline_watch(seconds: float) -> Watch:
    """Stops a command that takes longer than this from now."""
    deadline = time.monotonic() + seconds
    return lambda: ExitReason.TIME_LIMIT if time.monotonic() > deadline else None


def size_watch(file: Path, limit: int) -> Watch:
    """Stops a command that fills the disk with what it prints."""
    return lambda: ExitReason.LOG_LIMIT if file.stat().st_size > limit else None


def fence_watch(fence: Fence) -> Watch:
    """Stops a command when the kernel has killed a part of it for memory."""
    return lambda: ExitReason.OUT_OF_MEMORY if fence.out_of_memory_kills() else None


def stop_watch(stop: threading.Event) -> Watch:
    """Stops a command when a person, or the machine, wants it stopped."""
    return lambda: ExitReason.USER_CANCEL if stop.is_set() else None


def _find_program(name: str, *, cwd: Path, path: str) -> str:
    wanted = str(cwd / name) if os.sep in name else name
    program = shutil.which(wanted, path=path)
    if program is None:
        raise CommandNotFound(f"There is no program {name!r} that can be run.")
    return program


def _fenced(command: list[str], fence: Fence) -> list[str]:
    if not fence.groups:
        return command
    entrances = [str(path) for path in fence.entrances]
    return ["/bin/sh", "-c", _ENTER, "naiad", str(len(entrances)), *entrances, *command]


def _wait(process: subprocess.Popen[bytes], watches: Sequence[Watch]) -> ExitReason | None:
    while True:
        try:
            process.wait(timeout=_TICK)
            return None
        except subprocess.TimeoutExpired:
            processes.reap_orphans(but=process.pid)
        for watch in watches:
            if (reason := watch()) is not None:
                return reason


def _terminate(process: subprocess.Popen[bytes], grace_seconds: float) -> None:
    try:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=grace_seconds)
    except (ProcessLookupError, subprocess.TimeoutExpired):
        return


def _kill_all(process: subprocess.Popen[bytes], fence: Fence) -> None:
    """Kill what is left, until a look finds nothing."""
    fence.kill()
    for _ in range(20):
        left = processes.descendants()
        if not left:
            break
        processes.send(left, signal.SIGKILL)
        psutil.wait_procs(left, timeout=0.5)
    process.wait()


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def _proportional(process: psutil.Process) -> int:
    try:
        full = process.memory_full_info()
    except psutil.Error:
        return 0
    return int(getattr(full, "pss", full.rss))
