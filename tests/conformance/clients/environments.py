"""Virtual environments of other clients, made once from their lock files and kept between runs.

They lie in `.naiad-clients/` of the checkout, or where NAIAD_TEST_CLIENTS_DIR says. A lock is made
anew from its list beside it, away from this project's own settings for uv:

    uv pip compile mlflow-2.9.in --no-config --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-annotate --no-header -o mlflow-2.9.lock
"""

import fcntl
import hashlib
import os
import platform
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import uv

LOCKS = Path(__file__).parent / "locks"
ROOT = Path(__file__).resolve().parents[3]
PYTHON = "3.11"
_COMPLETE = ".complete"
_PREPARE_SECONDS = 900


@dataclass(frozen=True, kw_only=True)
class Environment:
    """The packages of a lock file; `by_pip` are more, which uv would look for elsewhere."""

    name: str
    by_pip: Sequence[str] = field(default=())

    @property
    def python(self) -> Path:
        """Its interpreter, once `prepare` has made it."""
        return self._prefix / "bin" / "python"

    def prepare(self) -> "Environment":
        """Make it, unless it is there as its lock has it.

        Raises:
            RuntimeError: it cannot be made; with what uv or pip said.
        """
        _folder().mkdir(parents=True, exist_ok=True)
        with _locked(_folder() / f"{self.name}.lock"):
            if not (self._prefix / _COMPLETE).exists():
                self._make()
        return self

    def run(self, script: Path, *arguments: str, **environment: str) -> str:
        """What the script printed.

        Raises:
            AssertionError: it failed; with all that it printed.
        """
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("MLFLOW_", "PYTHON"))}
        result = subprocess.run(
            [str(self.python), str(script), *arguments],
            env={**kept, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, f"{result.stdout}\n{result.stderr}"
        return result.stdout

    @property
    def _prefix(self) -> Path:
        return _folder() / f"{self.name}-{self._mark}"

    @property
    def _lock(self) -> Path:
        return LOCKS / f"{self.name}.lock"

    @property
    def _mark(self) -> str:
        """What it depends on: another lock makes another environment."""
        made_of = (PYTHON, platform.machine(), self._lock.read_text(), *self.by_pip)
        return hashlib.sha256("\n".join(made_of).encode()).hexdigest()[:12]

    def _make(self) -> None:
        for old in _folder().glob(f"{self.name}-*"):
            shutil.rmtree(old)
        seed = ["--seed"] if self.by_pip else []
        _call([uv.find_uv_bin(), "venv", "--no-config", "--python", PYTHON, *seed, self._prefix])
        if self.by_pip:
            # Before the rest, which then finds what it needs in place.
            _call([self.python, "-m", "pip", "install", "-q", "--no-input", *self.by_pip])
        exactly = ["--no-config", "--no-deps", "--require-hashes"]
        _call(
            [
                uv.find_uv_bin(),
                "pip",
                "install",
                *exactly,
                "--python",
                self.python,
                "-r",
                self._lock,
            ]
        )
        (self._prefix / _COMPLETE).touch()


def _folder() -> Path:
    return Path(os.environ.get("NAIAD_TEST_CLIENTS_DIR") or ROOT / ".naiad-clients")


def _call(command: Sequence[str | Path]) -> None:
    plain = {k: v for k, v in os.environ.items() if k not in {"VIRTUAL_ENV", "PYTHONPATH"}}
    result = subprocess.run(
        [str(each) for each in command],
        env=plain,
        capture_output=True,
        text=True,
        check=False,
        timeout=_PREPARE_SECONDS,
    )
    if result.returncode != 0:
        raise RuntimeError(f"{command[0]} failed:\n{result.stdout}{result.stderr}")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Two runs of the tests at a time make an environment once."""
    with path.open("w") as file:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX)
        yield
