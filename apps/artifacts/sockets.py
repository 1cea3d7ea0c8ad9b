"""Files between a socket and a disk without passing through the event loop. Pure.

The web server offers both as extensions of the ASGI scope; another server does not, and everything
works through `receive` and `send` all the same.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, cast

ZERO_COPY = "http.response.zerocopysend"
"""ASGI's own: a part of an open file is the next piece of the answer."""

BODY = "naiad.body"
"""Ours: what remains of the request's body, read by a thread."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LocalSpan:
    """Bytes of a file of this machine."""

    path: Path
    start: int
    end: int

    def open(self) -> int | None:
        """A descriptor; None if the file has gone meanwhile."""
        try:
            return os.open(self.path, os.O_RDONLY)
        except FileNotFoundError:
            return None


class BodySource(Protocol):
    """A request's body on its way in, for one thread."""

    def read_into(self, buffer: memoryview) -> int:
        """Fill the buffer with the next bytes; fewer are the last ones, 0 is the end.

        Raises:
            UploadIncomplete: the client went away.
        """

    def stop(self) -> None:
        """From another thread: let `read_into` raise soon."""


class BodyTaker(Protocol):
    """How the body is taken from the server."""

    def __call__(self) -> BodySource | None:
        """The body, which `receive` gives no longer; None if the server has it all already."""


def body_taker(scope: Mapping[str, Any]) -> BodyTaker | None:
    """What the server offers for this request."""
    return cast("BodyTaker | None", _extensions(scope).get(BODY))


def has_zero_copy(scope: Mapping[str, Any]) -> bool:
    """Whether the server sends parts of files by itself."""
    return ZERO_COPY in _extensions(scope)


def _extensions(scope: Mapping[str, Any]) -> Mapping[str, Any]:
    return scope.get("extensions") or {}
