"""A small HTTP server that stands for somebody's receiver of webhooks."""

import ssl
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass(frozen=True)
class Told:
    """One request that came in."""

    path: str
    headers: dict[str, str]
    body: str


def answers(status: int, body: str = "", **headers: str) -> Answer:
    """Answer with this."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        content = body.encode()
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(content)

    return answer


def hangs_up(handler: BaseHTTPRequestHandler) -> None:
    """Say nothing at all."""
    handler.connection.close()


@dataclass
class Receiver:
    """Answers 200 to everything, or as `plan` says of the next requests; `told` is what came."""

    told: list[Told] = field(default_factory=list)
    plan: deque[Answer] = field(default_factory=deque)
    context: ssl.SSLContext | None = None

    def start(self) -> None:
        """Listen on a free port."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        if self.context is not None:
            self._server.socket = self.context.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Listen no longer."""
        self._server.shutdown()
        self._server.server_close()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """The address to give to a webhook."""
        return f"http://127.0.0.1:{self.port}/hook?from=naiad"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # as http.server calls it
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                receiver.told.append(Told(self.path, dict(self.headers), body))
                answer = receiver.plan.popleft() if receiver.plan else answers(200, "thanks")
                answer(self)

            def log_message(self, *_: Any) -> None:
                """Nothing: it would stand between the tests' dots."""

        return Handler
