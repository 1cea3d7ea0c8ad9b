"""A server with the four calls an agent makes, which keeps what it is told."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


class NaiadServer:
    """Listens on a port of its own. `away` makes it answer 503."""

    def __init__(self) -> None:
        self.log = bytearray()
        self.statuses: list[dict[str, Any]] = []
        self.metrics: list[dict[str, Any]] = []
        self.tokens: set[str] = set()
        self.code = b""
        self.away = threading.Event()
        self.largest_piece = 0
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,))
        self._thread.start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._http.server_port}"

    def stop(self) -> None:
        """Stop listening."""
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def take_log(self, offset: int, data: bytes) -> dict[str, Any]:
        """Append what is new; a piece beyond the end is not taken."""
        self.largest_piece = max(self.largest_piece, len(data))
        if offset <= len(self.log):
            self.log[offset : offset + len(data)] = data
        return {"size": len(self.log)}

    def answer(self, path: str, body: bytes) -> dict[str, Any]:
        """What a POST is answered."""
        url = urlsplit(path)
        if url.path.endswith("/log"):
            return self.take_log(int(parse_qs(url.query)["offset"][0]), body)
        if url.path.endswith("/status"):
            self.statuses.append(json.loads(body))
        else:
            self.metrics.extend(json.loads(body)["metrics"])
        return {}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._say(server.code)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                server.tokens.add(self.headers["Authorization"])
                if server.away.is_set():
                    self._say(b"{}", status=503)
                else:
                    self._say(json.dumps(server.answer(self.path, body)).encode())

            def _say(self, body: bytes, *, status: int = 200) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                return

        return Handler
