"""From a committed change, in whatever thread, to the open pages."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from apps.core.events import Event


def publish(event: "Event") -> None:
    """Tell every listener of the event's topics, soon and without waiting for them."""
