"""The two that are compared: Naiad and MLflow's own server, each on a database of its own."""

import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests import services
from tests.naiad_process import NaiadProcess

SQLITE, POSTGRESQL = "sqlite", "postgresql"
DATABASES = (SQLITE, POSTGRESQL)
SECRET = "a-secret-key-for-benchmarks-0123456789"


@dataclass(frozen=True, kw_only=True)
class Store:
    """Where one server keeps its rows. `roots` are the processes of its database server."""

    url: str
    folder: Path
    roots: tuple[psutil.Process, ...] = ()

    @property
    def is_sqlite(self) -> bool:
        return self.url.startswith("sqlite")

    def size(self) -> int:
        """Bytes on disk, write-ahead logs that can be reused left out."""
        if not self.is_sqlite:
            return _postgres_size(self.url)
        with_log = self.folder.glob(f"{Path(self.url.removeprefix('sqlite:///')).name}*")
        return sum(file.stat().st_size for file in with_log)


@dataclass(frozen=True, kw_only=True)
class Server:
    """One that answers: its address, its processes, and the token it wants."""

    name: str
    url: str
    process: psutil.Process
    store: Store
    token: str = ""

    def cpu(self) -> float:
        """CPU seconds of the server, of all that it started, and of its database server."""
        return sum(_cpu_of(process) for process in self._family())

    def resident(self) -> int:
        """Bytes of memory that its processes hold; pages that they share count once for each."""
        return sum(_resident_of(process) for process in self._family())

    def unshared(self) -> int:
        """Bytes of memory that would be free if its own processes (no database server) ended."""
        own = (self.process, *self.process.children(recursive=True))
        return sum(process.memory_full_info().uss for process in own)

    def _family(self) -> list[psutil.Process]:
        roots = (self.process, *self.store.roots)
        return [each for root in roots for each in (root, *root.children(recursive=True))]


@contextmanager
def make_store(kind: str, folder: Path, name: str) -> Iterator[Store]:
    """An empty database: a file, or one of a PostgreSQL started for it, which keeps its promises."""
    folder.mkdir(parents=True, exist_ok=True)
    if kind == SQLITE:
        yield Store(url=f"sqlite:///{folder / name}", folder=folder)
        return
    with services.postgres(durable=True) as url:
        yield Store(url=url, folder=folder, roots=(_postmaster(url),))


@contextmanager
def start_naiad(store: Store) -> Iterator[Server]:
    """`naiad up` as its user starts it, on this database."""
    naiad = naiad_process(store)
    naiad.start()
    assert naiad.process is not None
    try:
        process = psutil.Process(naiad.process.pid)
        yield Server(name="naiad", url=naiad.url, process=process, store=store, token=naiad.token())
    finally:
        naiad.stop()


def naiad_process(store: Store) -> NaiadProcess:
    """A Naiad on this database, not started yet."""
    own = {} if store.is_sqlite else {"NAIAD_DATABASE_URL": store.url}
    # Benchmarks ask more often than people do.
    return NaiadProcess(data_dir=store.folder, environment={"NAIAD_SECRET_KEY": SECRET, **own})


@contextmanager
def start_mlflow(store: Store, *, jobs: bool = False) -> Iterator[Server]:
    """`mlflow server` on this database.

    Without its consumers of `jobs`, which idle at half a core and would be counted against it.
    """
    port = services.free_port()
    command = [
        *(sys.executable, "-m", "mlflow", "server", "--host", "127.0.0.1", "--port", str(port)),
        *("--backend-store-uri", mlflow_url(store)),
        *("--artifacts-destination", str(store.folder / "files")),
    ]
    environment = {
        **os.environ,
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": str(jobs).lower(),
    }
    with (store.folder / "mlflow.log").open("wb") as log:
        started = subprocess.Popen(
            command, stdout=log, stderr=log, env=environment, cwd=store.folder
        )
    process = psutil.Process(started.pid)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(url)
        yield Server(name="mlflow", url=url, process=process, store=store)
    finally:
        for child in process.children(recursive=True):
            child.kill()
        started.kill()
        started.wait()


def mlflow_url(store: Store) -> str:
    """The address of the store as MLflow's SQLAlchemy wants it, with the driver that is installed."""
    return store.url.replace("postgresql://", "postgresql+psycopg://")


def wait_for(url: str, seconds: float = 600) -> None:
    """Return when /health answers.

    Raises:
        SystemExit: it did not in time.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.02)
    raise SystemExit(f"{url} did not come up")


def remove(folder: Path) -> None:
    """Remove what a server left."""
    shutil.rmtree(folder, ignore_errors=True)


def _cpu_of(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system + times.children_user + times.children_system)


def _resident_of(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def _postmaster(url: str) -> psutil.Process:
    port = url.rsplit(":", 1)[1].split("/", maxsplit=1)[0]
    for process in psutil.process_iter(["name", "cmdline"]):
        words = process.info["cmdline"] or []
        if process.info["name"] == "postgres" and port in words and "-D" in words:
            return process
    raise SystemExit(f"the PostgreSQL on port {port} is not among the processes")


def _postgres_size(url: str) -> int:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        found = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    assert found is not None
    return int(found[0])
