"""Who runs a transfer: one at a time, and whoever falls silent is succeeded."""

import secrets
import time
from datetime import timedelta
from typing import NoReturn
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from apps.core import clock
from apps.transfers.constants import BEAT_SECONDS, LEASE_SECONDS, State
from apps.transfers.models import Transfer


class Stopped(Exception):
    """Somebody asked the transfer to stop."""


class Overtaken(Exception):
    """Somebody else runs the transfer now."""


class Lease:
    """The right to run a transfer, renewed by `beat`."""

    def __init__(self, transfer_id: UUID, holder: str) -> None:
        self._transfer_id = transfer_id
        self._holder = holder
        self._next = 0.0

    def beat(self) -> None:
        """Say that we are alive, if it is time to.

        Raises:
            Stopped: it is to stop.
            Overtaken: it is not ours any more.
        """
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + BEAT_SECONDS
        mine = Transfer.objects.filter(pk=self._transfer_id, holder=self._holder)
        if not mine.update(beat_at=clock.now()):
            self._lost()
        self.check()

    def check(self) -> None:
        """Look whether it is to stop, whatever the time.

        Raises:
            Stopped: it is.
        """
        if Transfer.objects.filter(pk=self._transfer_id, should_stop=True).exists():
            raise Stopped

    def hold(self) -> None:
        """Inside a transaction: nobody takes it over before that ends.

        Raises:
            Overtaken: it is not ours any more.
        """
        mine = Transfer.objects.filter(pk=self._transfer_id, holder=self._holder)
        if connection.features.has_select_for_update:
            mine = mine.select_for_update()
        if not list(mine.values_list("pk")):
            self._lost()

    def _lost(self) -> NoReturn:
        raise Overtaken


@transaction.atomic
def take(transfer_id: UUID, *, force: bool = False) -> Lease | None:
    """The lease of a transfer that waits, or whose runner fell silent; None if it is not to be had.

    `force` takes it from one who may be alive: for a person who says that they are not.
    """
    silent = clock.now() - timedelta(seconds=LEASE_SECONDS)
    free = Q(state=State.QUEUED) | Q(state=State.RUNNING, beat_at__lt=silent)
    if force:
        free |= Q(state=State.RUNNING)
    holder = secrets.token_hex(8)
    now = clock.now()
    taken = Transfer.objects.filter(free, pk=transfer_id).update(
        state=State.RUNNING, holder=holder, beat_at=now, message=""
    )
    if not taken:
        return None
    Transfer.objects.filter(pk=transfer_id, started_at=None).update(started_at=now)
    return Lease(transfer_id, holder)
