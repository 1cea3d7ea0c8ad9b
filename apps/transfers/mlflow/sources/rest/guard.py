"""Connections that end before anything is said where nobody's server can be.

An import may read servers of a private network: most are. But the address at which a cloud tells a
machine its own credentials is no server of anybody's, and what an import finds is shown.
"""

import ipaddress
import socket
from urllib.parse import urlsplit

import urllib3

from apps.core.addresses import is_of_the_cloud
from apps.transfers.errors import InvalidSource


def check_host(url: str) -> None:
    """Refuse a URL whose host is such an address as it stands; names are looked up later.

    Raises:
        InvalidSource: it is.
    """
    _check(urlsplit(url).hostname or "")


def guarded_pool(*, connections: int, insecure: bool) -> urllib3.PoolManager:
    """A pool whose connections look at whom they reached, whatever the name meant before."""
    manager = urllib3.PoolManager(
        maxsize=connections, block=True, cert_reqs="CERT_NONE" if insecure else "CERT_REQUIRED"
    )
    manager.pool_classes_by_scheme = {"http": _HTTPPool, "https": _HTTPSPool}
    return manager


def _check(host: str) -> None:
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return
    if is_of_the_cloud(address):
        message = f"{host} belongs to the machine's own cloud; nothing is imported from there."
        fix = "Give the address of a tracking server."
        raise InvalidSource(message, fix=fix, errors={"source": [f"{message} {fix}"]})


def _checked(connected: socket.socket) -> socket.socket:
    try:
        _check(str(connected.getpeername()[0]))
    except InvalidSource:
        connected.close()
        raise
    return connected


class _HTTPConnection(urllib3.connection.HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _checked(super()._new_conn())


class _HTTPSConnection(urllib3.connection.HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _checked(super()._new_conn())


class _HTTPPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _HTTPConnection


class _HTTPSPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _HTTPSConnection
