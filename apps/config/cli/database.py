"""What every command needs first: Django set up, and a database whose tables are there."""

import django
from click import ClickException
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor


def prepare() -> int:
    """Set Django up and bring the database to this version; the number of migrations applied.

    Raises:
        ClickException: the database does not answer.
    """
    django.setup()
    try:
        executor = MigrationExecutor(connection)
        pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        if pending:
            call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as exc:
        raise ClickException(f"NAIAD_DATABASE_URL: the database does not answer: {exc}") from exc
    return pending
