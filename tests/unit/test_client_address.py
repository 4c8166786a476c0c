"""Whose address is it? Threats T04 to T06: only the hop a trusted proxy wrote is believed."""

from __future__ import annotations

from ipaddress import IPv4Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.clientaddress import AddressRule, plain

PROXIES = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))
HUGE = "1" * 10_000

CASES = {
    "no proxy configured: the header is a lie": ("198.51.100.7", ["1.2.3.4"], (), "198.51.100.7", True),
    "the peer is no proxy: the header is a lie": ("198.51.100.7", ["1.2.3.4"], PROXIES, "198.51.100.7", True),
    "one proxy": ("10.0.0.1", ["1.2.3.4"], PROXIES, "1.2.3.4", True),
    "what the client put in front is ignored": ("10.0.0.1", ["6.6.6.6, 1.2.3.4"], PROXIES, "1.2.3.4", True),
    "two proxies": ("10.0.0.1", ["6.6.6.6, 1.2.3.4, 10.9.9.9"], PROXIES, "1.2.3.4", True),
    "repeated headers are one list": (
        "10.0.0.1",
        ["6.6.6.6", "1.2.3.4", "10.0.0.2"],
        PROXIES,
        "1.2.3.4",
        True,
    ),
    "all are proxies: the first of them": ("10.0.0.1", ["10.1.1.1, 10.2.2.2"], PROXIES, "10.1.1.1", True),
    "proxy without header": ("10.0.0.1", [], PROXIES, "10.0.0.1", True),
    "IPv6 client": ("fd00::1", ["2001:DB8:0::7"], PROXIES, "2001:db8::7", True),
    "IPv4 in IPv6 dress": ("::ffff:10.0.0.1", ["::ffff:1.2.3.4"], PROXIES, "1.2.3.4", True),
    "a local socket is behind a proxy": ("", ["1.2.3.4"], PROXIES, "1.2.3.4", True),
    "a local socket, no proxy configured": ("", ["1.2.3.4"], (), "", True),
    "a shell command": ("10.0.0.1", [";rm -rf"], PROXIES, "10.0.0.1", False),
    "markup": ("10.0.0.1", ["<script>"], PROXIES, "10.0.0.1", False),
    "with a port": ("10.0.0.1", ["1.2.3.4:80"], PROXIES, "10.0.0.1", False),
    "bracketed with a port": ("10.0.0.1", ["[::1]:9"], PROXIES, "10.0.0.1", False),
    "unknown": ("10.0.0.1", ["1.2.3.4, unknown"], PROXIES, "10.0.0.1", False),
    "10 kB": ("10.0.0.1", [HUGE], PROXIES, "10.0.0.1", False),
    "NUL": ("10.0.0.1", ["1.2.3.4\0"], PROXIES, "10.0.0.1", False),
    "empty hop": ("10.0.0.1", ["1.2.3.4, "], PROXIES, "10.0.0.1", False),
    "octal is not an address": ("10.0.0.1", ["010.0.0.1"], PROXIES, "10.0.0.1", False),
    "unreadable before a good hop is never reached": ("10.0.0.1", ["<b>, 1.2.3.4"], PROXIES, "1.2.3.4", True),
}


@pytest.mark.parametrize(("peer", "forwarded", "proxies", "address", "well"), CASES.values(), ids=CASES)
def test_the_rightmost_hop_that_is_no_proxy(peer, forwarded, proxies, address, well) -> None:  # type: ignore[no-untyped-def]
    assert AddressRule(proxies).client(peer, forwarded) == (address, well)


@given(st.lists(st.text(max_size=60), max_size=4))
def test_whatever_is_sent_the_answer_is_an_address(forwarded: list[str]) -> None:
    address, _ = AddressRule(PROXIES).client("10.0.0.1", forwarded)
    assert address
    assert plain(address) == address


@given(st.from_regex(r"[0-9]{1,3}(\.[0-9]{1,3}){3}\n?", fullmatch=True))
def test_the_quick_look_agrees_with_the_parser(text: str) -> None:
    try:
        expected = str(IPv4Address(text))
    except ValueError:
        expected = ""
    assert plain(text) == expected
