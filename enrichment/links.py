"""Which account a network belongs to, learnt from work mail domains that visitors gave with consent.  [pure]

A sighting is one visitor on one day on one network with one domain. A link needs more than one of them before
it decides anything, most of its network's sightings, and renewal: it ends 90 days after the last. Networks
that many share (providers, phones, clouds, VPNs) are never linked, save a small registered block.
Given the same sightings in any order, the same links.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Final

from enrichment.mail import work_domain
from enrichment.model import PROVIDERS, BadData

FILE: Final = "enrichment/links.json"
KEEP_DAYS: Final = 90
DAY_MS: Final = 86_400_000
#: Wider blocks are many organisations': (IPv4, IPv6) prefix lengths.
WIDEST: Final = {4: 22, 6: 40}
#: From here on a block is small; it is kept so fine only where it is registered to somebody.
SMALL: Final = {4: 25, 6: 49}
#: Of all sightings on a network, the least share one domain must have.
MOST: Final = 0.6
#: Distinct pairs of visitor and day → how sure. One visit alone stays below what decides (resolve.FLOOR).
SURE: Final = ((1, 0.4), (2, 0.6), (3, 0.7), (4, 0.78), (6, 0.86), (10, 0.92))
#: One person may be a guest, or at home: however often they come. So may be who calls himself ten on one day.
ONE_PERSON: Final = 0.65


@dataclass(frozen=True, slots=True, order=True)
class Sighting:
    """``network``: CIDR as it is kept; ``kind``: of its verdict; ``at``: UTC ms."""

    network: str
    domain: str
    visitor: str
    at: int
    kind: str = "unknown"


@dataclass(frozen=True, slots=True)
class Link:
    """``confidence`` 0..1; ``first``, ``last``: UTC ms of the sightings; ``expires``: UTC ms."""

    network: str
    domain: str
    visitors: int
    days: int
    first: int
    last: int
    confidence: float
    name: str = ""

    @property
    def id(self) -> str:
        return f"{self.network} {self.domain}"

    @property
    def expires(self) -> int:
        return self.last + KEEP_DAYS * DAY_MS


def learn(
    sightings: Iterable[Sighting],
    *,
    now: int,
    removed: frozenset[str] = frozenset(),
    names: Mapping[str, str] | None = None,
) -> list[Link]:
    """The links of the last 90 days, by network and domain. ``removed``: ids never to be learnt again."""
    fresh = sorted({item for item in sightings if now - KEEP_DAYS * DAY_MS < item.at <= now and _fit(item)})
    pairs: dict[str, dict[str, set[tuple[str, int]]]] = {}
    for item in fresh:
        seen = pairs.setdefault(item.network, {}).setdefault(item.domain, set())
        seen.add((item.visitor, item.at // DAY_MS))
    times: dict[tuple[str, str], list[int]] = {}
    for item in fresh:
        times.setdefault((item.network, item.domain), []).append(item.at)
    found = [
        _link(network, domain, domains, times[network, domain], (names or {}).get(domain, ""))
        for network, domains in sorted(pairs.items())
        for domain in sorted(domains)
    ]
    return [link for link in found if link is not None and link.id not in removed]


def _link(
    network: str, domain: str, domains: Mapping[str, set[tuple[str, int]]], times: list[int], name: str
) -> Link | None:
    own = domains[domain]
    if len(own) / sum(map(len, domains.values())) < MOST:
        return None
    visitors, days = len({visitor for visitor, _ in own}), len({day for _, day in own})
    sure = max(value for least, value in SURE if len(own) >= least)
    sure = min(sure, ONE_PERSON) if visitors == 1 or days == 1 else sure
    return Link(network, domain, visitors, days, min(times), max(times), sure, name)


def _fit(item: Sighting) -> bool:
    """A work domain on a block that can be one organisation's."""
    try:
        block = ip_network(item.network)
    except ValueError:
        return False
    if item.kind in PROVIDERS and block.prefixlen < SMALL[block.version]:
        return False
    return block.prefixlen >= WIDEST[block.version] and work_domain(item.domain) == item.domain != ""


def write(links: Iterable[Link]) -> str:
    """The file identification reads."""
    rows: list[dict[str, Any]] = [asdict(link) for link in links]
    return json.dumps(rows, ensure_ascii=False, indent=0) + "\n" if rows else ""


def read(path: Path) -> list[Link]:
    """Raises ``BadData``; no file, no links."""
    try:
        text = path.read_text("utf-8")
        return [Link(**row) for row in json.loads(text or "[]")]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError) as error:
        raise BadData(f"{path}: not a file of links ({error}); it is written anew by itself") from None
