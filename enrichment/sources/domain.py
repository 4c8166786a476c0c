"""Judge: what the domain of a host says (data/domains.toml); a company only where no provider shows.

A name in an old log was never checked against the address, and most owners of a domain in it are unknown to
us: providers look like anybody else. There, the domain alone names nobody. It does where the suffix is
reserved (``.edu``, ``.gov``), where a second source knows it (listed companies, universities, the own list),
or where the name leads back to the address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from enrichment.data import toml
from enrichment.domains import suffix
from enrichment.model import Evidence
from enrichment.source import Options
from enrichment.wordindex import pattern

#: A provider's domain is certain; a word in a domain is a hint, and weaker than a list that knows the domain.
KNOWN, BRAND, WORD, SUFFIX, OTHER = 0.93, 0.85, 0.66, 0.9, 0.9
#: What a domain says alone where nobody checked the name: too little to decide (resolve.FLOOR).
ALONE = 0.45
#: From here on a host name counts as checked (sources/rdns.py); those of logs are below.
CHECKED = 0.7
_PROVIDERS = frozenset({"isp", "hosting", "bot"})
Table = dict[str, dict[str, list[str]]]


@dataclass(frozen=True, slots=True)
class _Said:
    kind: str
    rule: str
    sure: float
    reserved: bool = False  # the suffix is proof enough of an organisation of that kind
    members: bool = False  # a network of others


def _turned(part: dict[str, list[str]]) -> dict[str, str]:
    return {word: kind for kind, words in part.items() for word in words}


class DomainJudge:
    name = "domain"

    def __init__(self, table: Table) -> None:
        self._known, self._brands = _turned(table["known"]), _turned(table["brands"])
        self._members, self._first = _turned(table["members"]), _turned(table["first"])
        self._suffixes, self._states = _turned(table["suffixes"]), _turned(table["united_states"])
        self._words = [
            (kind, re.compile("|".join(pattern(word) for word in words)))
            for kind, words in table["words"].items()
        ]

    def judge(self, holder: Evidence) -> tuple[Evidence, ...]:
        if holder.scope != "host" or not holder.domain:
            return ()
        said = self._kind(holder.domain)
        if said.kind in _PROVIDERS or said.members:
            return (self._say(holder, "kind", said.kind, said.rule, said.sure, shared=said.members),)
        sure = min(said.sure, holder.confidence + (0.15 if said.kind != "business" else 0.0))
        if said.reserved or holder.confidence >= CHECKED:
            return self._both(holder, said, sure, said.rule, sure)
        rule = "domain of an unconfirmed host name alone"
        return self._both(holder, said, ALONE if said.kind == "business" else sure, rule, ALONE)

    def _both(
        self, holder: Evidence, said: _Said, kind: float, rule: str, company: float
    ) -> tuple[Evidence, ...]:
        return (
            self._say(holder, "kind", said.kind, said.rule, kind),
            self._say(holder, "company", holder.domain, rule, company),
        )

    def _say(
        self, holder: Evidence, claim: str, value: str, rule: str, sure: float, *, shared: bool = False
    ) -> Evidence:
        company = claim == "company"
        lonely = company and sure == ALONE
        return Evidence(
            self.name,
            claim,
            value,
            rule,
            sure,
            scope="host",
            network=holder.network,
            domain=holder.domain if company else "",
            detail=("nobody else knows this domain" if lonely else "named by its domain")
            if company
            else holder.domain,
            shared=shared,
        )

    @lru_cache(maxsize=50_000)  # noqa: B019 - one judge lives as long as the process
    def _kind(self, domain: str) -> _Said:
        first, ending = domain.split(".")[0], suffix(domain)
        if domain in self._known:
            return _Said(self._known[domain], f"domain: known {self._known[domain]}", KNOWN)
        if domain in self._members:
            return _Said(self._members[domain], "domain: network of its members", KNOWN, members=True)
        if found := self._reserved(first, ending):
            return found
        if first in self._brands:
            return _Said(self._brands[first], f"domain: {first!r} is a known carrier", BRAND)
        for kind, words in self._words:
            if word := words.search(first):
                return _Said(kind, f"domain: {word[0]!r} in the name", WORD)
        return _Said("business", "domain of an organisation", OTHER)

    def _reserved(self, first: str, ending: str) -> _Said | None:
        labels = ending.split(".")
        tables = (self._suffixes, self._states if labels[-1] == "us" else {})
        special = next((table[label] for label in labels for table in tables if label in table), "")
        if not special or (special == "isp" and labels == ["ne"]):
            named = self._first.get(first) if len(labels) > 2 or labels[-1] == "us" else None
            return _Said(named, f"domain: {first}.{ending}", SUFFIX, reserved=True) if named else None
        if special == "education" and first.endswith("net"):
            return _Said(special, f"domain: network under .{ending}", SUFFIX, members=True)
        sure = WORD if special == "isp" else SUFFIX
        return _Said(special, f"domain: .{ending}", sure, reserved=special != "isp")


def build(_options: Options) -> DomainJudge:
    return DomainJudge(toml("domains.toml"))
