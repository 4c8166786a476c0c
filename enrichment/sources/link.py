"""Source: networks this installation has learnt belong to an account (enrichment/links.py).

What a visitor said with consent is the installation's own truth, but one about a person's whereabouts: it
counts as a registered block does, no more, and ends where it is not renewed.
"""

from __future__ import annotations

from collections.abc import Hashable
from datetime import UTC, datetime
from ipaddress import ip_network
from zlib import crc32

from enrichment import links
from enrichment.model import Evidence, Subject
from enrichment.networks import PrefixTable
from enrichment.source import Options


class LinkSource:
    name = "link"

    def __init__(self, found: list[links.Link]) -> None:
        self.version = f"links {len(found)} {crc32(repr(found).encode()):08x}"
        self.links = tuple(found)
        best: dict[str, links.Link] = {}
        for link in sorted(found, key=lambda item: (item.confidence, item.domain)):
            best[link.network] = link
        self._table = PrefixTable((ip_network(network), link) for network, link in best.items())

    def token(self, subject: Subject) -> Hashable:
        found = self._table.find(subject.version, subject.number)
        return found[1].id if found else None

    def look(self, subject: Subject) -> tuple[Evidence, ...]:
        found = self._table.find(subject.version, subject.number)
        if found is None:
            return ()
        network, link = found
        return (
            Evidence(
                self.name,
                "company",
                link.name or link.domain,
                "work mail given on this network",
                link.confidence,
                scope="block",
                network=network,
                domain=link.domain,
                dated=datetime.fromtimestamp(link.last / 1000, UTC).strftime("%Y-%m-%d"),
                detail=f"{link.visitors} visitor(s) on {link.days} day(s)",
            ),
        )


def build(options: Options) -> LinkSource | None:
    found = links.read(options.data_dir / links.FILE) if options.data_dir else []
    return LinkSource(found) if found else None
