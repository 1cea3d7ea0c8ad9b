"""The body of a request, read from its socket by a thread."""

import select
import socket
import time
from contextlib import suppress

from apps.artifacts.errors import UploadIncomplete

POLL_SECONDS = 1.0
"""How often a waiting read looks whether it is to stop."""

PATIENCE_SECONDS = 600.0
"""A client that sends nothing for so long has gone."""


DRAIN_SECONDS = 10.0
DRAIN_BYTES = 256 * 1024


class SocketBody:
    """What the server had of the body already, and then the socket, up to the declared size."""

    def __init__(self, source: socket.socket, *, begun: bytes, size: int) -> None:
        self._socket = source
        self._begun = memoryview(begun)
        self._rest = size
        self._is_stopped = False
        self._poll = select.poll()
        self._poll.register(source, select.POLLIN)

    @property
    def is_whole(self) -> bool:
        """Whether all of it was read."""
        return self._rest == 0

    def read_into(self, buffer: memoryview) -> int:
        """Fill the buffer, as far as the body goes."""
        wanted = min(len(buffer), self._rest)
        filled = 0
        while filled < wanted:
            filled += self._read_some(buffer[filled:wanted])
        self._rest -= filled
        return filled

    def stop(self) -> None:
        """Let the reading thread give up within a second."""
        self._is_stopped = True

    def drain(self) -> None:
        """Read on for nothing: a client that still sends would not see why it was refused."""
        scratch = memoryview(bytearray(DRAIN_BYTES))
        deadline = time.monotonic() + DRAIN_SECONDS
        with suppress(UploadIncomplete):
            while self._rest and time.monotonic() < deadline:
                self.read_into(scratch)

    def close(self) -> None:
        """Give the descriptor back."""
        self._socket.close()

    def _read_some(self, buffer: memoryview) -> int:
        if self._begun:
            count = min(len(buffer), len(self._begun))
            buffer[:count] = self._begun[:count]
            self._begun = self._begun[count:]
            return count
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                count = self._socket.recv_into(buffer)
            except BlockingIOError:
                self._wait(deadline)
                continue
            except OSError as exc:
                raise _gone() from exc
            if not count:
                raise _gone()
            return count

    def _wait(self, deadline: float) -> None:
        self._poll.poll(POLL_SECONDS * 1000)
        if self._is_stopped or time.monotonic() > deadline:
            raise _gone()


def _gone() -> UploadIncomplete:
    return UploadIncomplete("The client went away during the upload.", fix="Upload it again.")
