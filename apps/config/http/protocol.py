"""The protocol of a connection: uvicorn's own, with `apps.artifacts.sockets`' extensions."""

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from apps.artifacts.sockets import BODY, ZERO_COPY
from apps.config.http.body import SocketBody
from apps.config.http.sending import send_file

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]
# uvicorn names every message; what passes through here is not looked into.
Application = Any


class FileProtocol(HttpToolsProtocol):
    """One connection; may be used wherever uvicorn takes a protocol."""

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Application) -> None:
        """Offer the extensions, where the bytes on the socket are those of the message."""
        exchange = Exchange(self, cycle)
        if self.transport.get_extra_info("sslcontext") is None:
            extensions: dict[str, Any] = {ZERO_COPY: {}, BODY: exchange.take_body}
            cycle.scope["extensions"] = extensions
            super()._start_asgi_task(cycle, exchange.around(app))
        else:
            super()._start_asgi_task(cycle, app)

    def start_over(self) -> None:
        """Expect a request next: the rest of this one was read without the parser."""
        self.parser = httptools.HttpRequestParser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)


class Exchange:
    """One request and its answer."""

    def __init__(self, protocol: FileProtocol, cycle: RequestResponseCycle) -> None:
        self._protocol = protocol
        self._cycle = cycle
        self._body: SocketBody | None = None

    def around(self, app: Application) -> Application:
        """The application, with messages about files understood here."""

        async def serve(scope: Message, receive: Receive, send: Send) -> None:
            async def sending(message: Message) -> None:
                await self._give_back_body()
                if message["type"] == ZERO_COPY:
                    await self._send_file(message, send)
                else:
                    await send(message)

            await app(scope, receive, sending)

        return serve

    def take_body(self) -> SocketBody | None:
        """What remains of the body; the loop reads no more from this connection."""
        cycle, protocol = self._cycle, self._protocol
        size = _declared_size(cycle.scope["headers"])
        if size is None or not cycle.more_body or cycle is not protocol.cycle:
            return None
        protocol.flow.pause_reading()
        if cycle.waiting_for_100_continue:
            protocol.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            cycle.waiting_for_100_continue = False
        begun, cycle.body = bytes(cycle.body), bytearray()
        self._body = SocketBody(_own(protocol.transport), begun=begun, size=size)
        return self._body

    async def _give_back_body(self) -> None:
        """The connection serves further requests if all of the body was read, and ends if not."""
        if self._body is None:
            return
        if not self._body.is_whole:
            await asyncio.to_thread(self._body.drain)
        self._body.close()
        if self._body.is_whole:
            self._protocol.start_over()
        else:
            self._cycle.keep_alive = False
        self._cycle.more_body = False
        self._body = None

    async def _send_file(self, message: Message, send: Send) -> None:
        cycle, protocol = self._cycle, self._protocol
        await _flushed(protocol)
        if cycle.disconnected or protocol.transport.is_closing():
            return
        descriptor, start, count = _stretch(message)
        with _own(protocol.transport) as target:
            sent = await send_file(target, descriptor, start, count)
        if sent < count:
            # Nothing else can follow: the client waits for bytes that will not come, or has gone.
            cycle.disconnected = True
            protocol.transport.abort()
            return
        cycle.expected_content_length -= count
        await send(
            {
                "type": "http.response.body",
                "body": b"",
                "more_body": message.get("more_body", False),
            }
        )


async def _flushed(protocol: FileProtocol) -> None:
    """The head of the answer has left this process, so that the file comes behind it."""
    transport = protocol.transport
    low, high = transport.get_write_buffer_limits()
    transport.set_write_buffer_limits(high=0)
    try:
        while transport.get_write_buffer_size() and not transport.is_closing():
            await protocol.flow.drain()
            await asyncio.sleep(0)
    finally:
        transport.set_write_buffer_limits(high=high, low=low)


def _own(transport: asyncio.Transport) -> socket.socket:
    """The connection's socket under a descriptor of its own, which the loop knows nothing of."""
    shared = transport.get_extra_info("socket")
    return socket.fromfd(shared.fileno(), shared.family, shared.type)


def _declared_size(headers: Iterable[tuple[bytes, bytes]]) -> int | None:
    for name, value in headers:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return None


def _stretch(message: Message) -> tuple[int, int, int]:
    """The descriptor, the offset and the count; ASGI lets a sender leave out the last two."""
    file = message["file"]
    descriptor: int = file if isinstance(file, int) else file.fileno()
    start: int | None = message.get("offset")
    if start is None:
        start = os.lseek(descriptor, 0, os.SEEK_CUR)
    count: int | None = message.get("count")
    return descriptor, start, os.fstat(descriptor).st_size - start if count is None else count
