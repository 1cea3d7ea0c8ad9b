"""The access epoch: how every process hears at once that somebody's access changed."""

import secrets

from django.db import connection, transaction

from apps.accounts.models import AccessEpoch

_TABLE = AccessEpoch._meta.db_table  # noqa: SLF001  # documented by Django
_BUMP_SQL = (
    f"INSERT INTO {_TABLE} (id, epoch) VALUES (1, %s) "  # noqa: S608  # our own table's name
    f"ON CONFLICT (id) DO UPDATE SET epoch = {_TABLE}.epoch + excluded.epoch"
)


def bump_access_epoch() -> None:
    """Make every process forget what it knows of tokens and roles when this transaction commits.

    Call it first in the transaction that changes the access: what is read after it, inside the
    same transaction, is then remembered under a number that nobody else sees. The step is random,
    so that a number that was rolled back never comes again with another meaning.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "bump_access_epoch() belongs into the transaction that changes the access."
        )
    with connection.cursor() as cursor:
        cursor.execute(_BUMP_SQL, [secrets.randbelow(2**32) + 1])
