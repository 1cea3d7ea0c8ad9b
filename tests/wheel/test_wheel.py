"""A wheel in an empty virtual environment, without Node, is the same portal."""

import os
import re
import subprocess
import sys
import time
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.naiad_process import NaiadProcess

pytestmark = [pytest.mark.wheel, pytest.mark.timeout(600)]

ROOT = Path(__file__).resolve().parent.parent.parent
MAX_COLD_START_SECONDS = 5
MAX_IDLE_BYTES = 300 * 2**20


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("naiad-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` folder of a fresh environment with the wheel and nothing else."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    install = [
        *(str(python), "-m", "pip", "install", "-q"),
        *("-c", str(_versions(folder)), str(wheel)),
    ]
    subprocess.run(install, check=True)
    return folder / "bin"


@pytest.fixture(scope="module")
def naiad(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[NaiadProcess]:
    empty = tmp_path_factory.mktemp("no-node")
    process = NaiadProcess(
        data_dir=tmp_path_factory.mktemp("data"),
        program=(str(installed / "naiad"),),
        environment={"PATH": str(empty), "PYTHONPATH": ""},
    )
    process.start()
    yield process
    process.stop()


def test_wheel_carries_the_built_portal(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "apps/config/portal/dist/index.html" in names
    assert any(name.startswith("apps/config/portal/dist/assets/") for name in names)


def test_wheel_carries_no_tests_and_no_sources_of_the_portal(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert not [name for name in names if name.startswith(("tests/", "frontend/"))]


def test_installed_naiad_serves_the_portal_and_its_files(naiad: NaiadProcess) -> None:
    page = _get(f"{naiad.url}/")
    script = re.search(r'src="(/static/app/assets/[^"]+\.js)"', page)
    assert script is not None
    assert len(_get(naiad.url + script[1])) > 1000


def test_installed_naiad_checks_itself(naiad: NaiadProcess) -> None:
    lines = naiad.run("check").splitlines()
    assert len(lines) == 5
    assert all(line.startswith("ok") for line in lines)


def test_second_start_answers_within_five_seconds(naiad: NaiadProcess) -> None:
    naiad.stop()
    started = time.monotonic()
    naiad.start()
    assert time.monotonic() - started < MAX_COLD_START_SECONDS


def test_idle_server_stays_small(naiad: NaiadProcess) -> None:
    assert naiad.process is not None
    assert psutil.Process(naiad.process.pid).memory_info().rss < MAX_IDLE_BYTES


def _versions(folder: Path) -> Path:
    """The lock's versions as pip constraints, without hashes, since a wheel's file has none."""
    lock = (ROOT / "requirements.lock").read_text()
    constraints = folder / "constraints.txt"
    pins = re.findall(r"^[\w.-]+==[^\\\n]+", lock, re.MULTILINE)
    constraints.write_text("".join(f"{pin.strip()}{os.linesep}" for pin in pins))
    return constraints


def _get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return str(answer.read().decode())
