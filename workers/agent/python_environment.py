"""The job's Python environment: one made by uv once per list of requirements, and a layer of its own.

The layer is what the command sees. Whatever it installs (`pip install …`) goes there, and neither
into the environment that other jobs share nor into the server's own.
"""

import fcntl
import hashlib
import os
import platform
import shutil
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uv

from apps.jobs.contracts import JobSpec
from workers.agent import console
from workers.agent.fence import Fence
from workers.agent.supervision import Supervisor, deadline_watch, stop_watch

_NOTHING = Fence(groups=())
_PREPARE_SECONDS = 3600.0
_COMPLETE = ".naiad-complete"


class EnvironmentFailed(Exception):
    """The environment cannot be made; the console has the reason in full."""


class Stopped(Exception):
    """Somebody wanted the attempt stopped meanwhile."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Environment:
    """A layer of the job's own, and the environment below it."""

    layer: Path
    base: Path


def prepare(
    spec: JobSpec, *, root: Path, supervisor: Supervisor, stop: threading.Event
) -> Environment:
    """An environment with the job's requirements, or upon the server's own without any.

    Raises:
        EnvironmentFailed: a requirement cannot be installed.
        Stopped: the attempt was stopped while it waited or installed.
    """
    base = _base(spec.requirements, root=root, supervisor=supervisor, stop=stop)
    layer = supervisor.console.parent / "venv"
    _uv(["venv", "--quiet", "--python", sys.executable, str(layer)], supervisor, stop)
    [packages] = layer.glob("lib/python*/site-packages")
    lines = [f"import site; site.addsitedir({str(path)!r})\n" for path in _packages_of(base)]
    (packages / "_naiad_base.pth").write_text("".join(lines), encoding="utf-8")
    for name in ("pip", "pip3"):
        shim = layer / "bin" / name
        shim.write_text(f'#!/bin/sh\nexec "{uv.find_uv_bin()}" pip "$@"\n', encoding="utf-8")
        shim.chmod(0o755)
    return Environment(layer=layer, base=base)


def _packages_of(base: Path) -> list[Path]:
    if base == Path(sys.prefix):
        return [Path(entry) for entry in sys.path if entry.endswith("-packages")]
    return list(base.glob("lib/python*/site-packages"))


def _base(requirements: str, *, root: Path, supervisor: Supervisor, stop: threading.Event) -> Path:
    """The prefix of an environment with these requirements; the server's own without any."""
    if not requirements.strip():
        return Path(sys.prefix)
    prefix = root / _name(requirements)
    root.mkdir(parents=True, exist_ok=True)
    with _lock(root / f"{prefix.name}.lock", supervisor=supervisor, stop=stop):
        if not _complete(prefix).exists():
            _install(requirements, prefix=prefix, supervisor=supervisor, stop=stop)
    _complete(prefix).touch()  # its age is the time of its last use
    return prefix


def remove_unused(root: Path, *, unused_for: float) -> int:
    """Remove the environments that no job has used for so many seconds; how many."""
    removed = 0
    for mark in root.glob(f"*/{_COMPLETE}"):
        prefix = mark.parent
        with (root / f"{prefix.name}.lock").open("w") as lock:
            if time.time() - mark.stat().st_mtime < unused_for or not _try_lock(lock.fileno()):
                continue
            # The mark goes first: whoever comes now makes the environment anew.
            mark.unlink()
            shutil.rmtree(prefix, ignore_errors=True)
            removed += 1
    return removed


def is_complete_list(requirements: str) -> bool:
    """Whether the text names every package itself: marked as locked, or with hashes."""
    return requirements.lstrip().startswith("# locked") or "--hash=" in requirements


def _name(requirements: str) -> str:
    version = f"{platform.python_implementation()} {platform.python_version()} {sys.platform}"
    return hashlib.sha256(f"{version}\n{requirements}".encode()).hexdigest()


def _complete(prefix: Path) -> Path:
    # A virtual environment holds its own path, so it is made in place and marked when whole.
    return prefix / _COMPLETE


def _install(
    requirements: str, *, prefix: Path, supervisor: Supervisor, stop: threading.Event
) -> None:
    console.say(supervisor.console, "Preparing the Python environment (kept for the next job).")
    shutil.rmtree(prefix, ignore_errors=True)
    listed = prefix.with_suffix(".txt")
    listed.write_text(requirements, encoding="utf-8")
    _uv(["venv", "--python", sys.executable, str(prefix)], supervisor, stop)
    install = ["pip", "install", "--python", str(prefix / "bin" / "python")]
    if is_complete_list(requirements):
        install.append("--no-deps")
    if "--hash=" in requirements:
        install.append("--require-hashes")
    _uv([*install, "--requirement", str(listed)], supervisor, stop)
    _complete(prefix).touch()
    console.say(supervisor.console, "The Python environment is ready.")


def _uv(arguments: list[str], supervisor: Supervisor, stop: threading.Event) -> None:
    ended = supervisor.run(
        [uv.find_uv_bin(), *arguments],
        cwd=supervisor.console.parent,
        environment=_uv_variables(os.environ),
        fence=_NOTHING,
        watches=[stop_watch(stop), deadline_watch(_PREPARE_SECONDS)],
    )
    if stop.is_set():
        raise Stopped
    if ended.stopped_for is not None:
        raise EnvironmentFailed("Preparing the environment took more than an hour.")
    if ended.code != 0:
        raise EnvironmentFailed("The requirements could not be installed; see the console.")


def _uv_variables(source: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in source.items() if name != "VIRTUAL_ENV"}
    return kept | {"NO_COLOR": "1", "UV_NO_PROGRESS": "1"}


@contextmanager
def _lock(path: Path, *, supervisor: Supervisor, stop: threading.Event) -> Iterator[None]:
    waiting = False
    with path.open("w") as file:
        while not _try_lock(file.fileno()):
            if not waiting:
                console.say(supervisor.console, "Another job prepares this environment; waiting.")
            waiting = True
            if stop.wait(0.2):
                raise Stopped
        yield


def _try_lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
