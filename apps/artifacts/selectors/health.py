"""Whether the store of the files answers."""

from apps.artifacts import stores
from apps.artifacts.store_errors import translated


def check() -> None:
    """Return if files could be stored now.

    Raises:
        Unavailable, StorageFull: they could not.
    """
    with translated():
        stores.current().check()
