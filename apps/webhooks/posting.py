"""One POST to a stranger's server: to the address that was checked, no further, and not for long."""

import threading
from http.client import HTTPException
from socket import SHUT_RDWR

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import HTTPResponse

from apps.webhooks import addresses
from apps.webhooks.addresses import Destination
from apps.webhooks.constants import (
    ANSWER_SECONDS,
    CONNECT_SECONDS,
    KEPT_BODY_BYTES,
    LONGEST_WAIT,
    RETRIED_STATUSES,
)
from apps.webhooks.contracts import Parcel, Reply
from apps.webhooks.errors import AddressRefused


def post(parcel: Parcel) -> Reply:
    """What the receiver answers. Never raises for what the network or the receiver does."""
    try:
        destination = addresses.resolve(parcel.url)
    except AddressRefused as refusal:
        return Reply(error=f"{refusal.message} {refusal.fix}".strip())
    error = "The host has no address."
    for address in destination.addresses:
        try:
            connection = _connect(destination, address)
        except (OSError, HTTPError) as exc:
            error = f"No connection: {_words(exc)}"
            continue
        return _exchange(connection, destination, parcel)
    return Reply(error=error)


def _connect(destination: Destination, address: str) -> HTTPConnection:
    connection: HTTPConnection
    if destination.scheme == "https":
        # The certificate is the name's, wherever its address is.
        connection = HTTPSConnection(
            address,
            destination.port,
            timeout=CONNECT_SECONDS,
            server_hostname=destination.host,
        )
    else:
        connection = HTTPConnection(address, destination.port, timeout=CONNECT_SECONDS)
    try:
        connection.connect()
    except BaseException:
        connection.close()
        raise
    return connection


def _exchange(connection: HTTPConnection, destination: Destination, parcel: Parcel) -> Reply:
    # A receiver that sends a byte every few seconds never lets a socket's own time run out.
    over = threading.Event()
    patience = threading.Timer(ANSWER_SECONDS, _hang_up, [connection, over])
    patience.daemon = True
    patience.start()
    try:
        headers = {"Host": destination.host_header, "User-Agent": "Naiad", **parcel.headers}
        connection.request(
            "POST", destination.target, body=parcel.body, headers=headers, preload_content=False
        )
        return _reply(connection.getresponse())
    except (OSError, HTTPError, HTTPException) as exc:
        if over.is_set():
            return Reply(error=f"The receiver took longer than {ANSWER_SECONDS} seconds.")
        return Reply(error=f"The receiver broke off: {_words(exc)}")
    finally:
        patience.cancel()
        connection.close()


def _reply(response: HTTPResponse) -> Reply:
    body = _beginning(response)
    status = response.status
    error = ""
    if 300 <= status < 400:
        error = "The receiver redirects, which is not followed: use the address it leads to."
    return Reply(
        status=status,
        # NUL is a character that no database of ours keeps.
        body=body.decode("utf-8", errors="replace").replace("\0", "\ufffd"),
        error=error,
        retry_after=_seconds(response.headers.get("Retry-After", "")),
        is_final=status not in RETRIED_STATUSES,
    )


def _beginning(response: HTTPResponse) -> bytes:
    """As much of the body as is kept. The status is an answer, even if the rest never comes."""
    body = b""
    try:
        while len(body) < KEPT_BODY_BYTES:
            piece = response.read1(KEPT_BODY_BYTES - len(body), decode_content=False)
            if not piece:
                break
            body += piece
    except (OSError, HTTPError, HTTPException):
        return body
    return body


def _hang_up(connection: HTTPConnection, over: threading.Event) -> None:
    over.set()
    sock = connection.sock
    if sock is not None:
        try:
            sock.shutdown(SHUT_RDWR)
        except OSError:
            # The receiver was quicker.
            return


def _seconds(text: str) -> int | None:
    text = text.strip()
    return min(int(text), LONGEST_WAIT) if text.isascii() and text.isdigit() else None


def _words(exc: Exception) -> str:
    return str(exc).partition(": ")[2] or str(exc) or type(exc).__name__
