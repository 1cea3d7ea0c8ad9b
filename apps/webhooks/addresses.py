"""Where Naiad may be sent by somebody's URL, and where not.

A name is resolved once; what was checked is what is connected to, so that a name that means
another address a moment later leads nowhere else.
"""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from apps.core.addresses import Address, is_of_the_cloud, is_public
from apps.webhooks.constants import URL_LENGTH
from apps.webhooks.errors import AddressRefused

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, kw_only=True, slots=True)
class Destination:
    """A URL whose host has been resolved and found to be allowed."""

    scheme: str
    host: str
    port: int
    target: str
    addresses: tuple[str, ...]

    @property
    def host_header(self) -> str:
        """The host as the receiver knows itself."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == _PORTS[self.scheme] else f"{name}:{self.port}"


def resolve(url: str) -> Destination:
    """The URL's destination, if Naiad may go there. Asks the resolver, so it may take a while.

    Raises:
        AddressRefused: the URL is none, or leads to where this installation does not go.
    """
    parts, port = _split(url)
    host = parts.hostname or ""
    return Destination(
        scheme=parts.scheme,
        host=host,
        port=port,
        target=f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}",
        addresses=tuple(str(address) for address in _allowed_addresses(host, port)),
    )


def _split(url: str) -> tuple[SplitResult, int]:
    try:
        parts = urlsplit(url.strip())
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError as exc:
        raise _refused(f"{url!r} is not a URL: {exc}.") from exc
    if parts.scheme not in _PORTS:
        raise _refused(f"Invalid webhook URL scheme: {parts.scheme!r}.", "Use https:// or http://.")
    if not parts.hostname:
        raise _refused(f"The webhook's URL {url!r} names no host.")
    if parts.username is not None or parts.password is not None:
        raise _refused("The webhook's URL carries a password.", "Sign with a secret instead.")
    if len(url) > URL_LENGTH or any(ord(letter) < 33 or ord(letter) > 126 for letter in url):
        raise _refused(
            f"A webhook's URL is up to {URL_LENGTH} visible ASCII characters.",
            "Write other characters as %XX.",
        )
    return parts, port


def _allowed_addresses(host: str, port: int) -> list[Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as exc:
        raise _refused(f"The webhook's host {host!r} cannot be resolved.") from exc
    # The order is the resolver's; of several addresses one that is refused is enough.
    addresses = list(
        dict.fromkeys(ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in found)
    )
    for address in addresses:
        _check(host, address)
    return addresses


def _check(host: str, address: Address) -> None:
    if is_of_the_cloud(address):
        raise _refused(f"{host!r} leads to {address}, which belongs to the machine's own cloud.")
    if not settings.NAIAD_WEBHOOK_ALLOW_PRIVATE and not is_public(address):
        raise _refused(
            f"{host!r} leads to {address}, which is not a public address.",
            "Use a public address, or ask whoever runs Naiad to set NAIAD_WEBHOOK_ALLOW_PRIVATE.",
        )


def _refused(message: str, fix: str = "") -> AddressRefused:
    return AddressRefused(
        message, fix=fix or "Use another address.", errors={"url": [f"{message} {fix}".strip()]}
    )
