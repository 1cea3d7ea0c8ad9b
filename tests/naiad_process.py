"""A real Naiad in a process of its own, started as its user would, for tests that need one."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from tests.bytecode import keeping_bytecode
from tests.services import free_port

START_SECONDS = 120


@dataclass(kw_only=True)
class NaiadProcess:
    """`naiad up` on a data folder and a free port. `start` and `kill` may be called repeatedly."""

    data_dir: Path
    program: tuple[str, ...] = (sys.executable, "-m", "apps.config.cli")
    environment: dict[str, str] = field(default_factory=dict)
    arguments: tuple[str, ...] = ("--no-example",)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address it serves at."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def output(self) -> str:
        """What it printed so far, over all its starts."""
        return self._log.read_text(errors="replace")

    @property
    def sign_in_link(self) -> str:
        """The newest one-time link that it printed."""
        return str(re.findall(r"http://\S+/signin/link\?token=\S+", self.output)[-1])

    @property
    def _log(self) -> Path:
        return self.data_dir / "output.log"

    def start(self) -> "NaiadProcess":
        """Start it and return when it answers /health.

        Raises:
            RuntimeError: it ended, or did not answer in time; with what it printed.
        """
        self.data_dir.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self.program, "up", *self.arguments],
                env=self._environment(),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            if self.answers():
                return self
            time.sleep(0.05)
        self.kill()
        raise RuntimeError(f"naiad up did not come up:\n{self.output[-4000:]}")

    def answers(self) -> bool:
        """Whether /health says OK."""
        try:
            with urllib.request.urlopen(f"{self.url}/health", timeout=2) as answer:
                return bool(answer.read() == b"OK")
        except (urllib.error.URLError, OSError):
            return False

    def stop(self) -> int:
        """Ctrl-C; its exit code."""
        return self._end(signal.SIGINT)

    def kill(self) -> int:
        """SIGKILL: no time to say goodbye."""
        return self._end(signal.SIGKILL)

    def run(self, *arguments: str) -> str:
        """The output of a `naiad` command on the same data folder.

        Raises:
            subprocess.CalledProcessError: the command failed.
        """
        result = subprocess.run(
            [*self.program, *arguments],
            env=self._environment(),
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        return result.stdout.strip()

    def token(self, *, email: str = "admin@naiad.local", project: str = "demo") -> str:
        """A new API token."""
        return self.run("token", "create", "--user", email, "--project", project)

    def _end(self, how: signal.Signals) -> int:
        if self.process is None:
            return 0
        if self.process.poll() is None:
            self.process.send_signal(how)
        code = self.process.wait(timeout=30)
        self.process = None
        return code

    def _environment(self) -> dict[str, str]:
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("NAIAD_", "DJANGO_"))}
        own = {"NAIAD_DATA_DIR": str(self.data_dir), "NAIAD_PORT": str(self.port)}
        return keeping_bytecode({**inherited, **own, **self.environment})
