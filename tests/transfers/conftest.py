"""A real MLflow, filled once, in each of its three shapes; and Naiad's command to import it."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from apps.transfers.mlflow.export import schema
from tests.naiad_process import NaiadProcess
from tests.transfers import fill, snapshot
from tests.transfers.leaving import Leaving
from tests.transfers.servers import serving

RUNS = 200


@dataclass(frozen=True)
class Filled:
    """An MLflow: its folder, what was put into it, and its server's address if there is one."""

    folder: Path
    made: dict[str, int]
    url: str = ""

    @property
    def database(self) -> str:
        return f"sqlite:///{self.folder}/mlflow.db"

    @property
    def files(self) -> Path:
        return self.folder / "files"


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """A tracking server on SQLite that hands out files, filled through its own protocol."""
    folder = tmp_path_factory.mktemp("mlflow")
    with serving(f"sqlite:///{folder}/mlflow.db", folder / "files") as url:
        yield Filled(folder, fill.fill(url, runs=RUNS), url)


@pytest.fixture(scope="session")
def served_seen(served: Filled) -> dict[str, Any]:
    """What the client sees of the filled server."""
    return snapshot.take(served.url)


@pytest.fixture(scope="session")
def foldered(tmp_path_factory: pytest.TempPathFactory) -> Filled:
    """An `mlruns` folder, as people have who never started a server."""
    folder = tmp_path_factory.mktemp("mlruns")
    return Filled(folder, fill.fill(str(folder / "mlruns"), runs=40))


@dataclass(frozen=True)
class Home:
    """A Naiad on a data folder of its own, run by its command line."""

    process: NaiadProcess
    imported: dict[str, Any] = field(default_factory=dict)

    def import_(self, *arguments: str) -> dict[str, Any]:
        """What `naiad import mlflow` reports at its end; `code` is its exit code."""
        done = self.command(*arguments, "--json")
        if done.returncode not in {0, 1} or not done.stdout.strip():
            raise AssertionError(done.stderr[-3000:])
        return {**json.loads(done.stdout.splitlines()[-1]), "code": done.returncode}

    def command(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """`naiad import mlflow` with these arguments."""
        return self._run(*self.program, *arguments)

    def export(self, *arguments: str) -> dict[str, Any]:
        """What `naiad export mlflow` reports at its end, its exit `code`, and what it `said`."""
        done = self._run(*self.process.program, "export", "mlflow", *arguments, "--json")
        report = json.loads(done.stdout.splitlines()[-1]) if done.stdout.strip() else {}
        return {**report, "code": done.returncode, "said": done.stderr}

    def _run(self, *command: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            command,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    @property
    def program(self) -> list[str]:
        return [*self.process.program, "import", "mlflow", "--project", "demo"]

    @property
    def environment(self) -> dict[str, str]:
        return self.process._environment()


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """An empty Naiad with its first admin, not started."""
    with _new_home(tmp_path / "data") as made:
        yield made


@pytest.fixture(scope="session")
def moved(served: Filled, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A Naiad with all of the filled server, imported from its database."""
    with _new_home(tmp_path_factory.mktemp("moved") / "data") as made:
        ended = made.import_("--from", served.database, "--artifacts-from", str(served.files))
        assert (ended["code"], ended["matches"]) == (0, True), ended
        yield Home(made.process, imported=ended)


@contextmanager
def _new_home(data: Path) -> Iterator[Home]:
    process = NaiadProcess(data_dir=data)
    process.data_dir.mkdir(parents=True)
    process.run("user", "create", "admin@naiad.local", "--admin")
    try:
        yield Home(process)
    finally:
        process.kill()


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The address of an empty database with the fewest tables that an export needs."""
    address = f"sqlite:///{tmp_path / 'mlflow.db'}"
    engine = sa.create_engine(address)
    with engine.begin() as connection:
        for statement in (
            "CREATE TABLE experiments (experiment_id INTEGER PRIMARY KEY, name TEXT, workspace TEXT NOT NULL)",
            "CREATE TABLE runs (run_uuid VARCHAR(32) PRIMARY KEY, name VARCHAR(5))",
            "CREATE TABLE metrics (key VARCHAR(250), value FLOAT, twice FLOAT AS (value * 2))",
            "CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY)",
            "INSERT INTO alembic_version VALUES ('abc123')",
        ):
            connection.execute(sa.text(statement))
    engine.dispose()
    return address


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database that MLflow made."""
    path = tmp_path_factory.mktemp("template") / "mlflow.db"
    schema.create_tables(f"sqlite:///{path}")
    return path


@pytest.fixture
def leaving(template: Path, tmp_path: Path) -> Leaving:
    """An export into a copy of the template."""
    shutil.copy(template, tmp_path / "mlflow.db")
    return Leaving(tmp_path)


def counts(ended: dict[str, Any]) -> dict[str, dict[str, int]]:
    """The numbers of a report by kind."""
    return {each["kind"]: each for each in ended["report"]["counts"]}
