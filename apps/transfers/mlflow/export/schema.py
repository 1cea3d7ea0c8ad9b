"""MLflow's tables, made by MLflow itself: the one of this environment, on PATH, or of uvx."""

import importlib.util
import os
import shutil
import subprocess
import sys

from apps.transfers.mlflow.export.errors import MlflowMissing, TargetRefused

_SECONDS = 600


def create_tables(url: str) -> None:
    """Let MLflow make its tables, or bring older ones up to date.

    Raises:
        MlflowMissing: there is no MLflow.
        TargetRefused: it could not do it; with the last line that it printed.
    """
    command = _program()
    environment = {**os.environ, "MLFLOW_DISABLE_TELEMETRY": "true"}
    done = subprocess.run(  # noqa: S603  # our own words and the address that was given
        [*command, "db", "upgrade", url],
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
            fix=f"See what `{' '.join(command)} db upgrade <database URL>` says.",
        )


def _program() -> list[str]:
    if importlib.util.find_spec("mlflow") and importlib.util.find_spec("alembic"):
        return [sys.executable, "-m", "mlflow"]
    for program, arguments in (("mlflow", []), ("uvx", ["mlflow"])):
        if found := shutil.which(program):
            return [found, *arguments]
    raise MlflowMissing(
        "There is no MLflow here to make its tables.",
        fix="Run `pip install mlflow`, and then this again.",
    )
