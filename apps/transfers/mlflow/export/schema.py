"""MLflow's tables, made by MLflow itself: the one of this environment, on PATH, or of uvx."""

import importlib.util
import os
import shutil
import subprocess
import sys

import sqlalchemy as sa

from apps.transfers.mlflow.export.errors import MlflowMissing, TargetRefused
from apps.transfers.mlflow.export.target import with_driver

_SECONDS = 600


def create_tables(url: str) -> None:
    """Let MLflow make its tables, or bring older ones up to date.

    Raises:
        MlflowMissing: there is no MLflow.
        TargetRefused: it could not do it; with the last line that it printed.
    """
    command = _program(url)
    environment = {**os.environ, "MLFLOW_DISABLE_TELEMETRY": "true"}
    done = subprocess.run(  # noqa: S603  # our own words and the address that was given
        command,
        env=environment,
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()] or ["it said nothing"]
        raise TargetRefused(
            f"MLflow could not make its tables: {lines[-1].strip()[:300]}",
            fix=f"See what `{' '.join([*command[:-1], '<database URL>'])}` says.",
        )


def _program(url: str) -> list[str]:
    if importlib.util.find_spec("mlflow") and importlib.util.find_spec("alembic"):
        return [sys.executable, "-m", "mlflow", "db", "upgrade", with_driver(url)]
    if found := shutil.which("mlflow"):
        return [found, "db", "upgrade", url]
    if found := shutil.which("uvx"):
        return [found, *_with(url), "mlflow", "db", "upgrade", url]
    raise MlflowMissing(
        "There is no MLflow here to make its tables.",
        fix="Run `pip install mlflow`, and then this again.",
    )


def _with(url: str) -> list[str]:
    """What MLflow alone has no driver for."""
    drivers = {"postgresql": "psycopg2-binary", "mysql": "pymysql"}
    kind = sa.engine.make_url(url).get_backend_name()
    return ["--with", drivers[kind]] if kind in drivers else []
