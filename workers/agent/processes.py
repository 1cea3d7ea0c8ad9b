"""Processes by identity: a pid alone may mean another process by now."""

import ctypes
import os
import signal
import sys
from collections.abc import Iterable
from pathlib import Path

import psutil

_PR_SET_CHILD_SUBREAPER = 36
MARKER = "NAIAD_ATTEMPT_ID"


def identity_of(pid: int) -> str | None:
    """What tells this process from a later one with its pid; None when it does not run."""
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        # Ticks since boot: unlike a wall-clock start time, no clock change moves them.
        stat = Path(f"/proc/{pid}/stat")
        if stat.exists():
            return f"ticks:{stat.read_text().rpartition(')')[2].split()[19]}"
        return f"started:{process.create_time():.3f}"
    except (psutil.Error, OSError):
        return None


def is_running(pid: int, identity: str) -> bool:
    """Whether that very process still runs."""
    return pid > 0 and identity_of(pid) == identity


def adopt_orphans() -> bool:
    """Become the parent of whatever descendants leave behind; False where the system cannot.

    A child that calls setsid twice over would else escape to process 1, out of our tree.
    """
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0)


def reap_orphans(*, but: int) -> None:
    """Bury adopted children that have ended, except the one somebody else waits for."""
    for child in psutil.Process().children():
        try:
            if child.pid != but and child.status() == psutil.STATUS_ZOMBIE:
                os.waitpid(child.pid, os.WNOHANG)
        except (psutil.Error, ChildProcessError):
            continue


def descendants() -> list[psutil.Process]:
    """The living processes below this one."""
    found = psutil.Process().children(recursive=True)
    return [process for process in found if _lives(process)]


def marked(attempt_id: str) -> list[psutil.Process]:
    """The living processes that carry the attempt's id in their environment."""
    return [process for process in psutil.process_iter() if _carries(process, attempt_id)]


def send(processes: Iterable[psutil.Process], number: signal.Signals) -> None:
    """Signal each; one that is gone is no error."""
    for process in processes:
        try:
            process.send_signal(number)
        except psutil.Error:
            continue


def kill_marked(attempt_id: str) -> None:
    """Kill what is left of an attempt, until a look finds nothing (forks may outrun one look)."""
    for _ in range(20):
        left = marked(attempt_id)
        if not left:
            return
        send(left, signal.SIGKILL)
        psutil.wait_procs(left, timeout=0.5)


def _carries(process: psutil.Process, attempt_id: str) -> bool:
    try:
        return process.environ().get(MARKER) == attempt_id and _lives(process)
    except (psutil.Error, OSError):
        return False


def _lives(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False
