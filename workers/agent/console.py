"""Hands a job's console over to the server while it is written.

The file on disk is the buffer: the server may be away for hours, and memory stays flat.
"""

import threading
import time
from pathlib import Path

from workers.agent.server import Server, ServerRefused, ServerUnreachable

_PIECE = 2**20
_PAUSE = 0.3
_LONGEST_PAUSE = 5.0
# At the end, a server that is away is not waited for: it reads the file when it is back.
_LAST_TRIES_SECONDS = 1.0


def say(console: Path, line: str) -> None:
    """Print a line of our own among the job's."""
    with console.open("ab") as file:
        file.write(f"[naiad] {line}\n".encode())


class ConsoleShipper:
    """A thread that follows the console file and sends what is new, by offset."""

    def __init__(self, server: Server, console: Path) -> None:
        self._server = server
        self._console = console
        self._offset = 0
        self._finishing_since = 0.0
        self._finishing = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="console", daemon=True)

    def start(self) -> None:
        """Begin to follow."""
        self._thread.start()

    def finish(self, *, seconds: float) -> None:
        """Send what is left, as far as the server is there and takes it within this time."""
        self._finishing_since = time.monotonic()
        self._finishing.set()
        self._thread.join(seconds)

    def _follow(self) -> None:
        pause = _PAUSE
        while True:
            last = self._finishing.is_set()
            try:
                if not self._send_new() or last:
                    return
                pause = _PAUSE
            except ServerUnreachable:
                pause = min(pause * 2, _LONGEST_PAUSE)
            except ServerRefused:
                return
            if last and time.monotonic() - self._finishing_since > _LAST_TRIES_SECONDS:
                return
            if last:
                time.sleep(_PAUSE)
            else:
                self._finishing.wait(pause)

    def _send_new(self) -> bool:
        """Send until nothing is left; False when the server has had enough."""
        with self._console.open("rb") as file:
            while True:
                file.seek(self._offset)
                data = file.read(_PIECE)
                if not data:
                    return True
                size, full = self._server.send_log(data, offset=self._offset)
                if full:
                    return False
                self._offset = size
