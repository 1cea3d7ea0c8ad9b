"""Limits where the machine lets nobody make control groups.

A supervisor owns every process below its own, hence a process for each test.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from workers.agent import fence
from workers.agent.fence import Fence

_SCRIPT = """
import sys
from pathlib import Path
from workers.agent import processes
from workers.agent.fence import Fence
from workers.agent.supervision import MemoryWatch, Supervisor
processes.adopt_orphans()
supervisor = Supervisor(console=Path(sys.argv[1]), grace_seconds=0.1)
ended = supervisor.run(
    [sys.executable, "-c", sys.argv[2]],
    cwd=Path.cwd(), environment={{}}, fence=Fence(groups=()), watches=[MemoryWatch({limit})],
)
print(ended.stopped_for, len(processes.descendants()))
"""
_CHILD_THAT_EATS = """
import subprocess, sys
subprocess.run([sys.executable, "-c", "x = bytearray(400 * 2**20); import time; time.sleep(60)"])
"""


def supervise(source: str, *, console: Path, limit: int) -> str:
    command = [sys.executable, "-c", _SCRIPT.format(limit=limit), str(console), source]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_memory_of_the_whole_tree_is_watched(tmp_path: Path) -> None:
    said = supervise(_CHILD_THAT_EATS, console=tmp_path / "log", limit=128)
    assert said == "OUT_OF_MEMORY 0"


def test_job_within_its_memory_is_left_alone(tmp_path: Path) -> None:
    assert supervise("pass", console=tmp_path / "log", limit=512) == "None 0"


def test_machine_without_control_groups_has_an_empty_fence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(fence, "_MOUNTS", tmp_path / "none")
    built = fence.build("naiad-test", memory_mb=64)
    assert built == Fence(groups=())
    assert built.out_of_memory_kills() == 0
    assert fence.probe() == (False, False)
    built.kill()
    built.remove()
