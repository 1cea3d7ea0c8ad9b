"""Facts that open pages want to hear of. An event is a doorbell: it says what changed, not how.

The browser refetches what an event names, through the same gate as ever, so an event carries no
data that a role could hide, and a lost one costs at most a moment's staleness.
"""

from dataclasses import dataclass
from typing import ClassVar

from django.db import transaction

from apps.core.realtime import publisher


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """Something changed. `topics` are the rooms whose listeners are told.

    Fields are strings, numbers, booleans and tuples of these; a tuple that may become too long to
    be sent is declared ``| None``, which stands for everything.
    """

    type: ClassVar[str]

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics that hear of it, such as ``run:4f…`` and ``project:digits``."""
        raise NotImplementedError

    @property
    def merge_key(self) -> str:
        """Events of one type and key within the same moment become one: their tuples unite, of
        other fields the newest counts."""
        raise NotImplementedError


def publish_on_commit(event: Event) -> None:
    """Tell the open pages once the surrounding transaction is committed."""
    transaction.on_commit(lambda: publisher.publish(event))
