"""What kind of place an IP address is, whatever it is wrapped in. Pure."""

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Where clouds tell a machine its own credentials.
_METADATA = frozenset(
    ipaddress.ip_address(text) for text in ("169.254.169.254", "fd00:ec2::254", "100.100.100.200")
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def is_public(address: Address) -> bool:
    """Whether the address lies in the open internet."""
    inner = _unwrapped(address)
    return inner.is_global and not inner.is_multicast and inner not in _METADATA


def is_of_the_cloud(address: Address) -> bool:
    """Whether the address is the machine's own cloud, or its own link: never a server of people."""
    inner = _unwrapped(address)
    return inner in _METADATA or inner.is_link_local


def _unwrapped(address: Address) -> Address:
    """The IPv4 address that an IPv6 one only carries."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    carried = address.ipv4_mapped or address.sixtofour
    if carried is None and address.teredo is not None:
        carried = address.teredo[1]
    if carried is None and address in _NAT64:
        carried = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return carried or address
