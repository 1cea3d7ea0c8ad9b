"""Real servers for the tests: a PostgreSQL and a Redis of their own, on free ports of loopback.

`python -m tests.services -- COMMAND…` runs a command with both started and named in
NAIAD_TEST_DATABASE_URL and NAIAD_TEST_REDIS_URL, and stops them afterwards.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

DEBIAN_PACKAGES = {
    "postgres": "postgresql",
    "redis-server": "redis-server",
    "chromium": "chromium",
}


def install_missing(*programs: str) -> None:
    """Install the Debian packages of programs that are not on this machine."""
    missing = [DEBIAN_PACKAGES[name] for name in programs if not find(name)]
    if not missing:
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=True, env=environment)
    subprocess.run(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing],
        check=True,
        env=environment,
        stdout=subprocess.DEVNULL,
    )


def find(program: str) -> str | None:
    """The path of a program; PostgreSQL's are outside of PATH on Debian."""
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), reverse=True)
    return str(versions[0]) if versions else shutil.which(program)


@dataclass(frozen=True, kw_only=True)
class Postgres:
    """A running PostgreSQL: the address of its empty database."""

    url: str
    control: tuple[str, ...]
    options: str
    user: str | None

    def start(self) -> None:
        """Start it and return when it takes connections."""
        _run_as(self.user, [*self.control, "-o", self.options, "start"])

    def stop(self) -> None:
        """End it as a power cut would: it recovers when it is started again."""
        _run_as(self.user, [*self.control, "-m", "immediate", "stop"])

    def crash(self) -> None:
        """Both: connections break, and what was promised must be there."""
        self.stop()
        self.start()


@contextmanager
def postgres(*, durable: bool = False) -> Iterator[str]:
    """The URL of an empty database on a PostgreSQL server started for it."""
    with postgres_server(durable=durable) as server:
        yield server.url


@contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[Postgres]:
    """A PostgreSQL server with an empty database.

    It forgets what it was told when the machine stops, unless it is asked to be `durable`.
    """
    folder = Path(tempfile.mkdtemp(prefix="naiad-pg-"))
    port = free_port()
    user = _unprivileged_user()
    if user:
        shutil.chown(folder, user)
    _run_as(user, [_need("initdb"), "-D", f"{folder}/data", "-A", "trust", "-U", "naiad", "-N"])
    sync = "" if durable else " -c fsync=off"
    server = Postgres(
        url=f"postgresql://naiad@127.0.0.1:{port}/naiad",
        control=(_need("pg_ctl"), "-D", f"{folder}/data", "-w", "-s", "-l", f"{folder}/log"),
        options=f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c max_connections=200{sync}",
        user=user,
    )
    server.start()
    try:
        place = ("-h", "127.0.0.1", "-p", str(port), "-U", "naiad")
        _run_as(user, [_need("createdb"), *place, "naiad"])
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def redis() -> Iterator[str]:
    """A Redis server that keeps nothing on disk; its URL."""
    port = free_port()
    command = [_need("redis-server"), "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    process = subprocess.Popen([*command, "--appendonly", "no"], stdout=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(timeout=10)


def free_port() -> int:
    """A TCP port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, *, seconds: float = 20) -> None:
    """Return when somebody listens on a port of loopback.

    Raises:
        RuntimeError: nobody did in time.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.02)
    raise RuntimeError(f"nothing listens on port {port}")


def _need(program: str) -> str:
    path = find(program)
    if path is None:
        raise RuntimeError(f"{program} is not installed")
    return path


def _unprivileged_user() -> str | None:
    """PostgreSQL refuses to run as root: whom to become instead."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _run_as(user: str | None, command: list[str]) -> None:
    prefix = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"] if user else []
    result = subprocess.run(
        [*prefix, *command], capture_output=True, text=True, check=False, cwd="/", timeout=120
    )
    if result.returncode:
        raise RuntimeError(f"{command[0]}: {result.stderr.strip() or result.stdout.strip()}")


def main() -> int:
    """Run the command of the arguments with both servers."""
    command = sys.argv[sys.argv.index("--") + 1 :]
    install_missing("postgres", "redis-server")
    with postgres() as database_url, redis() as redis_url:
        environment = {
            **os.environ,
            "NAIAD_TEST_DATABASE_URL": database_url,
            "NAIAD_TEST_REDIS_URL": redis_url,
        }
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
