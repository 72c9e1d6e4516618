"""Which addresses may be visited, judged without a connection."""

from ipaddress import ip_address, ip_network

import pytest

from capture.egress_rules import why_refused


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.1", "126.255.255.255", "128.0.0.1", "172.15.255.255",
        "172.32.0.1", "192.0.1.1", "192.167.1.1", "192.169.1.1", "198.17.0.1", "198.20.0.1", "223.255.255.255",
        "2606:4700::1111", "2a00:1450::1", "2001:4860::8888", "3ffe::1", "::ffff:8.8.8.8", "64:ff9b::808:808",
        "2002:808:808::1",
    ],
)  # fmt: skip
def test_the_public_internet_may_be_visited(address: str) -> None:
    assert why_refused(ip_address(address)) is None


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("0.0.0.0", "unspecified"), ("0.1.2.3", "unspecified"), ("10.0.0.1", "private"), ("10.255.255.255", "private"),
        ("100.64.0.1", "behind a carrier's NAT"), ("100.100.100.200", "behind a carrier's NAT"),
        ("127.0.0.1", "loopback"), ("127.255.255.254", "loopback"), ("169.254.1.1", "link-local"),
        ("169.254.169.254", "a cloud's metadata address"), ("168.63.129.16", "a cloud's metadata address"),
        ("172.16.0.1", "private"), ("172.31.255.255", "private"), ("192.0.0.192", "reserved"),
        ("192.0.2.1", "reserved"), ("192.88.99.1", "reserved"), ("192.168.0.1", "private"), ("198.18.0.1", "reserved"),
        ("198.19.255.255", "reserved"), ("198.51.100.1", "reserved"), ("203.0.113.1", "reserved"),
        ("224.0.0.1", "multicast"), ("239.255.255.250", "multicast"), ("240.0.0.1", "reserved"),
        ("255.255.255.255", "reserved"),
        ("::", "unspecified"), ("::1", "loopback"), ("fc00::1", "private"), ("fd00:ec2::254", "private"),
        ("fe80::1", "link-local"), ("fe80::1%eth0", "link-local"), ("fec0::1", "private"), ("ff02::1", "multicast"),
        ("100::1", "reserved"), ("2001:db8::1", "reserved"), ("3fff::1", "reserved"), ("2001::1", "reserved"),
        ("5f00::1", "reserved"), ("4000::1", "reserved"), ("64:ff9b:1::a00:1", "reserved"),
    ],
)  # fmt: skip
def test_all_else_may_not(address: str, why: str) -> None:
    assert why_refused(ip_address(address)) == why


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("::ffff:10.0.0.1", "private"), ("::ffff:127.0.0.1", "loopback"),
        ("::ffff:a9fe:a9fe", "a cloud's metadata address"),
        ("::127.0.0.1", "reserved"), ("::ffff:0:7f00:1", "reserved"),
        ("64:ff9b::7f00:1", "loopback, as IPv4 in IPv6"), ("64:ff9b::a00:1", "private, as IPv4 in IPv6"),
        ("2002:7f00:1::", "loopback, as IPv4 in IPv6"),
        ("2002:a9fe:a9fe::1", "a cloud's metadata address, as IPv4 in IPv6"),
        ("2001:0:a00:1::f5ff:fffe", "reserved"),
    ],
)  # fmt: skip
def test_ipv4_in_ipv6_is_seen_through(address: str, why: str) -> None:
    assert why_refused(ip_address(address)) == why


def test_what_is_granted_may_be_visited_and_nothing_beside_it() -> None:
    granted = [ip_network("10.1.0.0/16"), ip_network("fd00::/64"), ip_network("127.0.0.1")]
    for address in ("10.1.2.3", "fd00::5", "127.0.0.1", "::ffff:10.1.2.3", "8.8.8.8"):
        assert why_refused(ip_address(address), granted) is None
    for address in ("10.2.0.1", "fd00:0:0:1::5", "127.0.0.2", "::1", "64:ff9b::a01:203", "2002:a01:203::"):
        assert why_refused(ip_address(address), granted) is not None
