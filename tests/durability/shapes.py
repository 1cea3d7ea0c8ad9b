"""The installations that are disturbed, and what is done to each."""

import os
import random
import shutil
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path

from tests import services
from tests.naiad_process import NaiadProcess

SECRET = "a-secret-key-for-durability-0123456789"


class Shape(ABC):
    """A running installation. `disturb` does one thing to it and brings it back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.done: dict[str, int] = {}

    @abstractmethod
    def start(self, stack: ExitStack) -> None:
        """Start it; the stack ends it."""

    @abstractmethod
    def address(self) -> str:
        """Where a client finds it now."""

    @abstractmethod
    def token(self) -> str:
        """A token for it."""

    @abstractmethod
    def faults(self) -> dict[str, Callable[[], None]]:
        """What can be done to it, by name."""

    def disturb(self, chance: random.Random) -> str:
        """Do one of them; which."""
        found = self.faults()
        name = chance.choice(sorted(found))
        found[name]()
        self.done[name] = self.done.get(name, 0) + 1
        return name


class OneServer(Shape):
    """`naiad up` on SQLite."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.naiad = NaiadProcess(data_dir=folder / "data", environment=self.environment())

    def environment(self) -> dict[str, str]:
        return {"NAIAD_SECRET_KEY": SECRET}

    def start(self, stack: ExitStack) -> None:
        self.naiad.start()
        stack.callback(self.naiad.kill)

    def address(self) -> str:
        return self.naiad.url

    def token(self) -> str:
        return self.naiad.token()

    def faults(self) -> dict[str, Callable[[], None]]:
        return {"kill": self._kill, "stop": self._stop}

    def _kill(self) -> None:
        self.naiad.kill()
        self.naiad.start()

    def _stop(self) -> None:
        self.naiad.stop()
        self.naiad.start()


class OneServerOnPostgresql(OneServer):
    """`naiad up` on PostgreSQL, which is restarted underneath it at times."""

    def __init__(self, folder: Path) -> None:
        self._database: services.Postgres | None = None
        super().__init__(folder)

    def environment(self) -> dict[str, str]:
        url = {"NAIAD_DATABASE_URL": self._database.url} if self._database else {}
        return {**super().environment(), **url}

    def start(self, stack: ExitStack) -> None:
        self._database = stack.enter_context(services.postgres_server(durable=True))
        self.naiad.environment = self.environment()
        super().start(stack)

    def faults(self) -> dict[str, Callable[[], None]]:
        assert self._database is not None
        return {**super().faults(), "restart PostgreSQL": self._database.crash}


class TwoWebs(Shape):
    """Two `naiad web`, a worker and a beat, over PostgreSQL and Redis. Any of them is killed."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._ports = [services.free_port() for _ in range(2)]
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._asked = 0

    def start(self, stack: ExitStack) -> None:
        self._environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("NAIAD_", "DJANGO_"))},
            "NAIAD_SECRET_KEY": SECRET,
            "NAIAD_DATA_DIR": str(self.folder / "data"),
            "NAIAD_DATABASE_URL": stack.enter_context(services.postgres(durable=True)),
            "NAIAD_REDIS_URL": stack.enter_context(services.redis()),
        }
        (self.folder / "data").mkdir(parents=True)
        self._run("user", "create", "admin@naiad.local", "--admin")
        self._run("project", "create", "demo", "--name", "Demo")
        stack.callback(self._end_all)
        for name in self._commands():
            self._begin(name)
        self._wait()

    def address(self) -> str:
        self._asked += 1
        return f"http://127.0.0.1:{self._ports[self._asked % 2]}"

    def token(self) -> str:
        return self._run("token", "create", "--user", "admin@naiad.local", "--project", "demo")

    def faults(self) -> dict[str, Callable[[], None]]:
        return {f"kill {name}": partial(self._again, name) for name in self._commands()}

    def _commands(self) -> dict[str, list[str]]:
        webs = {f"web {port}": ["web", "--port", str(port)] for port in self._ports}
        return {**webs, "worker": ["worker"], "beat": ["beat"]}

    def _begin(self, name: str) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(
                [sys.executable, "-m", "apps.config.cli", *self._commands()[name]],
                env=self._environment,
                stdout=log,
                stderr=log,
            )

    def _again(self, name: str) -> None:
        self._running[name].kill()
        self._running[name].wait()
        self._begin(name)
        self._wait()

    def _wait(self) -> None:
        for port in self._ports:
            services.wait_for(port, seconds=120)

    def _end_all(self) -> None:
        for process in self._running.values():
            process.kill()
            process.wait()

    def _run(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "apps.config.cli", *arguments],
            env=self._environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()


class FullDisk(OneServer):
    """`naiad up` on SQLite, on a disk of its own that somebody else fills at times."""

    SIZE = "192m"

    def start(self, stack: ExitStack) -> None:
        stack.enter_context(_disk(self.folder / "data", self.SIZE))
        super().start(stack)

    def faults(self) -> dict[str, Callable[[], None]]:
        return {"fill the disk": self._fill, "fill the disk and kill": self._fill_and_kill}

    def _fill(self) -> None:
        filler = self._filled()
        time.sleep(2)
        filler.unlink()

    def _fill_and_kill(self) -> None:
        filler = self._filled()
        time.sleep(1)
        self.naiad.kill()
        filler.unlink()
        self.naiad.start()

    def _filled(self) -> Path:
        filler = self.folder / "data" / "somebody-elses"
        # Without a buffer, or what is left in it fails again when the file is closed.
        with filler.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(64 * 1024))
        return filler


@contextmanager
def _disk(folder: Path, size: str) -> Iterator[None]:
    """A disk of this size at the folder.

    Raises:
        PermissionError: this user may not mount one.
    """
    folder.mkdir(parents=True)
    if os.geteuid() != 0 or shutil.which("mount") is None:
        raise PermissionError("only root can mount a small disk")
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


SHAPES: dict[str, type[Shape]] = {
    "sqlite": OneServer,
    "postgresql": OneServerOnPostgresql,
    "two-webs": TwoWebs,
    "full-disk": FullDisk,
}
