"""Which addresses a captured page may make this machine connect to: those of the public internet, and what was granted.

Judged from the address alone, after the name was looked up. An IPv6 address that carries an IPv4 address, for some
translator on the way to unpack, is judged by that as well.
"""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# The IANA registries of special-purpose addresses (RFC 6890 and after), and of multicast (RFC 5771, RFC 4291). Written
# out, as Python's `is_global` calls 224.0.0.0/4 and fec0::/10 global and changes from version to version. First match
# wins. What metadata services of clouds listen on is in private ranges, but for one.
_REFUSED: tuple[tuple[Network, str], ...] = tuple(
    (ip_network(network), why)
    for network, why in (
        ("169.254.169.254/32", "a cloud's metadata address"),
        ("168.63.129.16/32", "a cloud's metadata address"),
        ("0.0.0.0/8", "unspecified"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "behind a carrier's NAT"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved"),
        ("192.0.2.0/24", "reserved"),
        ("192.31.196.0/24", "reserved"),
        ("192.52.193.0/24", "reserved"),
        ("192.88.99.0/24", "reserved"),
        ("192.168.0.0/16", "private"),
        ("192.175.48.0/24", "reserved"),
        ("198.18.0.0/15", "reserved"),
        ("198.51.100.0/24", "reserved"),
        ("203.0.113.0/24", "reserved"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
        ("::/128", "unspecified"),
        ("::1/128", "loopback"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "private"),
        ("ff00::/8", "multicast"),
        ("2001::/23", "reserved"),
        ("2001:db8::/32", "reserved"),
        ("2620:4f:8000::/48", "reserved"),
        ("3fff::/20", "reserved"),
    )
)
_GLOBAL_UNICAST = IPv6Network("2000::/3")
"""All that IANA has given out so far (RFC 4291, 2.4)."""
_NAT64 = IPv6Network("64:ff9b::/96")
"""RFC 6052; what a machine without IPv4 reaches the rest of the internet by."""
_6TO4 = IPv6Network("2002::/16")
"""RFC 3056."""


def why_refused(address: Address, granted: Iterable[Network] = ()) -> str | None:
    """Why no connection may be made to `address`, in a word or two; None if one may.

    An address within `granted` is allowed whatever it is. What a translator may make of another address is not granted
    with it.
    """
    address = plain(address)
    if any(address in network for network in granted):
        return None
    carried = _carried(address)
    for network, why in _REFUSED:
        if address in network:
            return why
        if carried is not None and carried in network:
            return f"{why}, as IPv4 in IPv6"
    if isinstance(address, IPv6Address) and address not in _GLOBAL_UNICAST and carried is None:
        return "reserved"
    return None


def plain(address: Address) -> Address:
    """`address` itself; of an IPv4-mapped one the IPv4 address, which is what the system connects to."""
    return (isinstance(address, IPv6Address) and address.ipv4_mapped) or address


def _carried(address: Address) -> IPv4Address | None:
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return IPv4Address(int(address) >> 80 & 0xFFFFFFFF) if address in _6TO4 else None
