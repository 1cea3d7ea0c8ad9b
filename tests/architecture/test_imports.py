"""The import rules of pyproject.toml hold, and they bite."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.any_database

ROOT = Path(__file__).parent.parent.parent

CONTRACTS = 10

# A file that must not be, and the rule that must say so.
WRONG = {
    "apps/accounts/wrong.py": "from apps.projects import selectors",
    "apps/registry/wrong.py": "from apps.jobs import contracts",
    "apps/unplaced/__init__.py": "",
    "apps/projects/querysets_wrong.py": "from apps.accounts.models import User",
    "apps/projects/services/wrong.py": "from rest_framework.response import Response",
    "apps/jobs/wrong.py": "from workers.agent import folder",
    "apps/experiments/models/wrong.py": "from apps.experiments import selectors",
    "workers/executors/local/wrong.py": "import django",
    "workers/executors/other/__init__.py": "from workers.executors.local import executor",
    "workers/agent/wrong.py": "from apps.jobs import selectors",
    "apps/experiments/series/wrong.py": "from django.db import connection",
    "apps/artifacts/wrong.py": "import boto3",
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).parent / "lint-imports"
    return subprocess.run(
        [program, "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
        timeout=55,
    )


def copy_house(folder: Path) -> None:
    for name in ("apps", "workers", "tests/architecture"):
        shutil.copytree(
            ROOT / name,
            folder / name,
            ignore=shutil.ignore_patterns("__pycache__", "dist", "node_modules"),
        )
    shutil.copy(ROOT / "pyproject.toml", folder)
    shutil.copy(ROOT / "tests" / "__init__.py", folder / "tests")


def contracts_of(report: str) -> dict[str, bool]:
    """Whether each contract was kept, by its name."""
    lines = [line for line in report.splitlines() if " KEPT" in line or " BROKEN" in line]
    return {line.split(" KEPT")[0].split(" BROKEN")[0]: " KEPT" in line for line in lines}


def test_the_house_keeps_its_import_rules() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout
    assert len(contracts_of(result.stdout)) == CONTRACTS


@pytest.mark.slow
def test_every_rule_notices_a_wrong_import(tmp_path: Path) -> None:
    copy_house(tmp_path)
    for name, wrong in WRONG.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"{wrong}\n")
    result = lint(tmp_path)
    assert result.returncode != 0
    assert len(contracts_of(result.stdout)) == CONTRACTS
    kept = [name for name, was_kept in contracts_of(result.stdout).items() if was_kept]
    assert kept == [], result.stdout
