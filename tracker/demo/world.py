"""The demonstration's world: fictional companies and providers on reserved address blocks.  [pure]

No real firm is ever shown as a made-up visitor: names are invented, domains end in ``.example`` and
addresses come from blocks that are reserved for benchmarks and documentation (RFC 2544, RFC 3849).
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from random import Random

OWN_LIST_COLUMNS = (
    "network",
    "company",
    "domain",
    "kind",
    "country",
    "city",
    "industry",
    "employees",
    "revenue_eur",
)


@dataclass(frozen=True, slots=True)
class Party:
    """A company, authority, university or provider, and the story its visits tell."""

    network: IPv4Network | IPv6Network
    name: str
    domain: str
    kind: str
    country: str
    story: str

    def address(self, rng: Random) -> str:
        """A host address of its block."""
        span = min(self.network.num_addresses - 2, 2**20)
        return str(self.network[1 + rng.randrange(span)])


def parse_world(text: str) -> list[Party]:
    """Parties from the CSV that ships beside this file."""
    return [
        Party(
            network=ip_network(row["network"]),
            name=row["company"],
            domain=row["domain"],
            kind=row["kind"],
            country=row["country"],
            story=row["story"],
        )
        for row in csv.DictReader(io.StringIO(text))
    ]


def own_list(text: str) -> str:
    """The same CSV as an own list: what the identification is told. The story stays out."""
    out = io.StringIO()
    writer = csv.DictWriter(out, OWN_LIST_COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(csv.DictReader(io.StringIO(text)))
    return out.getvalue()
