"""GPUs, by a stand-in for the driver's tool that answers what the real one does."""

from pathlib import Path

import pytest

from workers.agent import gpu

_TOOL = """#!/bin/sh
case "$1" in
  --query-gpu=index) printf '0\\n1\\n' ;;
  *) printf '0, 37, 1024, 4096, 80.5\\n1, [N/A], 512, 4096, [N/A]\\n' ;;
esac
"""


@pytest.fixture
def _two_gpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = tmp_path / "nvidia-smi"
    tool.write_text(_TOOL)
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")


@pytest.mark.usefixtures("_two_gpus")
def test_gpus_are_counted() -> None:
    assert gpu.count() == 2


@pytest.mark.usefixtures("_two_gpus")
def test_only_a_job_s_own_gpus_are_sampled_and_what_is_not_known_is_left_out() -> None:
    assert gpu.sample((1,)) == {
        "gpu_1_memory_usage_megabytes": 512,
        "gpu_1_memory_usage_percentage": 12.5,
    }
    assert gpu.sample((0,))["gpu_0_utilization_percentage"] == 37
    assert gpu.sample(()) == {}


def test_a_machine_without_the_tool_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert gpu.count() == 0
    assert gpu.sample((0,)) == {}


def test_a_tool_that_fails_is_like_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nvidia-smi").write_text("#!/bin/sh\nexit 9\n")
    (tmp_path / "nvidia-smi").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert gpu.count() == 0
