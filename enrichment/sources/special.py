"""Addresses that are nobody's on the public internet: private, loopback, documentation, shared (RFC 6890)."""

from __future__ import annotations

from collections.abc import Hashable
from ipaddress import ip_network

from enrichment.model import Evidence, Subject
from enrichment.networks import PrefixTable
from enrichment.source import Options

#: Block → what it is for. From the IANA special-purpose address registries.
BLOCKS = {
    "0.0.0.0/8": "this network (RFC 791)",
    "10.0.0.0/8": "private use (RFC 1918)",
    "100.64.0.0/10": "shared carrier address space (RFC 6598)",
    "127.0.0.0/8": "loopback (RFC 1122)",
    "169.254.0.0/16": "link-local (RFC 3927)",
    "172.16.0.0/12": "private use (RFC 1918)",
    "192.0.0.0/24": "protocol assignments (RFC 6890)",
    "192.0.2.0/24": "documentation (RFC 5737)",
    "192.88.99.0/24": "6to4 relay, deprecated (RFC 7526)",
    "192.168.0.0/16": "private use (RFC 1918)",
    "198.18.0.0/15": "benchmarking (RFC 2544)",
    "198.51.100.0/24": "documentation (RFC 5737)",
    "203.0.113.0/24": "documentation (RFC 5737)",
    "224.0.0.0/4": "multicast (RFC 5771)",
    "240.0.0.0/4": "reserved (RFC 1112)",
    "::/128": "unspecified (RFC 4291)",
    "::1/128": "loopback (RFC 4291)",
    "64:ff9b:1::/48": "local translation (RFC 8215)",
    "100::/64": "discard-only (RFC 6666)",
    "2001:2::/48": "benchmarking (RFC 5180)",
    "2001:db8::/32": "documentation (RFC 3849)",
    "3fff::/20": "documentation (RFC 9637)",
    "5f00::/16": "segment routing (RFC 9602)",
    "fc00::/7": "unique local (RFC 4193)",
    "fe80::/10": "link-local (RFC 4291)",
    "ff00::/8": "multicast (RFC 4291)",
}


class SpecialSource:
    name = "special"
    version = ""

    def __init__(self) -> None:
        self._table = PrefixTable((ip_network(block), why) for block, why in BLOCKS.items())

    def token(self, subject: Subject) -> Hashable:
        return self._table.find(subject.version, subject.number)

    def look(self, subject: Subject) -> tuple[Evidence, ...]:
        found = self._table.find(subject.version, subject.number)
        if found is None:
            return ()
        network, why = found
        return (
            Evidence(
                self.name,
                "kind",
                "private",
                f"special: {why}",
                1.0,
                scope="block",
                network=network,
                detail=why,
            ),
        )


def build(_options: Options) -> SpecialSource:
    return SpecialSource()
