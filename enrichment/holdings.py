"""Networks that names hold, from the local data: whole systems, registered blocks, own list, learnt links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from enrichment.model import Evidence
from enrichment.names import fold, slug, tidy
from enrichment.networks import cidr, length_of
from enrichment.packed import Operators
from enrichment.source import Parts
from enrichment.sources.link import LinkSource
from enrichment.sources.operator import OperatorSource
from enrichment.sources.own_list import OwnListSource
from enrichment.sources.registry import RegistrySource

#: Networks kept for each name and source: enough to try, and to show.
MOST = 20


@dataclass(frozen=True, slots=True)
class Holding:
    """``source``: operator, registry, own-list or link; ``name``: as it stands there; ``asn`` 0 if none."""

    source: str
    name: str
    network: str
    asn: int = 0
    dated: str = ""

    @property
    def addresses(self) -> int:
        """IPv4 addresses; 0 for IPv6."""
        return 0 if ":" in self.network else 1 << 32 - length_of(self.network)

    @property
    def sample(self) -> str:
        """An address of it to try."""
        return self.network.partition("/")[0]


def holdings(parts: Parts, wanted: frozenset[str]) -> dict[str, list[Holding]]:
    """Slug or domain → what it holds. ``wanted``: slugs of names, and domains."""
    found: dict[str, list[Holding]] = {}
    for key, item in _all(parts, wanted):
        kept = found.setdefault(key, [])
        if sum(other.source == item.source for other in kept) < MOST:
            kept.append(item)
    return found


def name_of(parts: Parts, domain: str) -> str:
    """What the lists of this installation (CRM, listed companies, universities) call a domain; "" if none."""
    asked = Evidence("forecast", "holder", domain, "", 0.9, scope="block", domain=domain)
    said = [item for judge in parts.judges for item in judge.judge(asked) if item.claim == "company"]
    known = [item for item in said if item.domain == domain and item.value != domain]
    return max(known, key=lambda item: item.confidence).value if known else ""


def _all(parts: Parts, wanted: frozenset[str]) -> Iterator[tuple[str, Holding]]:
    worth = _worth_a_look(wanted)
    for part in parts.sources:
        if isinstance(part, OperatorSource):
            yield from _systems(part.operators, wanted, worth, part.built)
        elif isinstance(part, RegistrySource):
            yield from _blocks(part, wanted, worth)
        elif isinstance(part, OwnListSource):
            yield from _own(part, wanted)
        elif isinstance(part, LinkSource):
            yield from _learnt(part, wanted)


def _worth_a_look(wanted: Iterable[str]) -> re.Pattern[str]:
    """Names that begin with a wanted first word: the rest need not be normalised, which takes long."""
    words = sorted({re.split(r"[-.]", item)[0] for item in wanted if item} - {""})
    return re.compile("|".join(map(re.escape, words)) or r"(?!)")


def _systems(
    operators: Operators, wanted: frozenset[str], worth: re.Pattern[str], built: str
) -> Iterator[tuple[str, Holding]]:
    names = {
        index: key
        for index, system in enumerate(operators.systems)
        if worth.search(fold(system.name)) and (key := slug(tidy(system.name))) in wanted
    }
    columns = operators.columns
    blocks = zip(columns["start4"], columns["length4"], columns["system4"], strict=True)
    ranked = sorted((length, start, index) for start, length, index in blocks if index in names)
    for length, start, index in ranked:  # the widest first
        system = operators.systems[index]
        yield (
            names[index],
            Holding("operator", tidy(system.name), cidr(4, start, length), system.asn, built),
        )


def _blocks(
    part: RegistrySource, wanted: frozenset[str], worth: re.Pattern[str]
) -> Iterator[tuple[str, Holding]]:
    for version in (4, 6):
        for start, length, entry in part.index.blocks(version):
            domain = entry.domain if entry.domain in wanted else ""
            if not domain and not (entry.name and worth.search(fold(entry.name))):
                continue
            key = domain or slug(entry.name)
            if key in wanted:
                network = cidr(version, start, length)
                yield key, Holding(part.name, entry.name, network, 0, entry.changed or part.built)


def _own(part: OwnListSource, wanted: frozenset[str]) -> Iterator[tuple[str, Holding]]:
    for row in part.rows:
        for key in {row.domain, slug(row.company)} & wanted:
            if row.network is not None:
                yield key, Holding(part.name, row.company, str(row.network), 0, part.dated)


def _learnt(part: LinkSource, wanted: frozenset[str]) -> Iterator[tuple[str, Holding]]:
    for link in part.links:
        if link.domain in wanted:
            yield link.domain, Holding(part.name, link.name or link.domain, link.network)
