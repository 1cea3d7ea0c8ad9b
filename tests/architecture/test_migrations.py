"""Migrations stand by themselves and say what the models say."""

import ast
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

APPS = Path(__file__).parent.parent.parent / "apps"
MIGRATIONS = sorted(APPS.glob("*/migrations/[0-9]*.py"))


def imports_of(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("file", MIGRATIONS, ids=lambda file: f"{file.parts[-3]}.{file.stem}")
def test_a_migration_imports_no_code_that_will_change(file: Path) -> None:
    ours = [name for name in imports_of(file) if name.split(".")[0] in {"apps", "workers"}]
    assert ours == []


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    out = StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=out)
    assert "No changes detected" in out.getvalue()


@pytest.mark.django_db
def test_every_migration_can_be_undone() -> None:
    loader = MigrationLoader(connection)
    one_way = [
        f"{key}: {operation}"
        for key, migration in loader.disk_migrations.items()
        if migration.__module__.startswith("apps.")
        for operation in migration.operations
        if not operation.reversible
    ]
    assert one_way == []
