"""Judge: what the domain of a host says (data/domains.toml); a company only where no provider shows."""

from __future__ import annotations

import re
from functools import lru_cache

from enrichment.data import toml
from enrichment.domains import suffix
from enrichment.keywords import pattern
from enrichment.model import Evidence
from enrichment.source import Options

#: A provider's domain is certain; a word in a domain is a hint.
KNOWN, WORD, SUFFIX = 0.93, 0.72, 0.9


class DomainJudge:
    name = "domain"

    def __init__(self, table: dict[str, dict[str, list[str]]]) -> None:
        self._known = {domain: kind for kind, domains in table["known"].items() for domain in domains}
        self._words = [
            (kind, re.compile("|".join(pattern(word) for word in words)))
            for kind, words in table["words"].items()
        ]
        self._suffixes = {label: kind for kind, labels in table["suffixes"].items() for label in labels}

    def judge(self, holder: Evidence) -> tuple[Evidence, ...]:
        if holder.scope != "host" or not holder.domain:
            return ()
        kind, rule, sure = self._kind(holder.domain)
        if kind not in {"isp", "hosting", "bot"}:
            sure = min(sure, holder.confidence + (0.15 if kind != "business" else 0.0))
        said = Evidence(
            self.name, "kind", kind, rule, sure, scope="host", network=holder.network, detail=holder.domain
        )
        if kind in {"isp", "hosting", "bot"}:
            return (said,)
        return said, Evidence(
            self.name,
            "company",
            holder.domain,
            rule,
            sure,
            scope="host",
            network=holder.network,
            domain=holder.domain,
            detail="named by its domain",
        )

    @lru_cache(maxsize=50_000)  # noqa: B019 - one judge lives as long as the process
    def _kind(self, domain: str) -> tuple[str, str, float]:
        """(kind, rule, confidence)."""
        if domain in self._known:
            return self._known[domain], f"domain: known {self._known[domain]}", KNOWN
        labels = suffix(domain).split(".")
        special = next((self._suffixes[label] for label in labels if label in self._suffixes), "")
        if special and not (special == "isp" and labels == ["ne"]):
            sure = WORD if special == "isp" else SUFFIX
            return special, f"domain: .{suffix(domain)}", sure
        first = domain.split(".")[0]
        for kind, words in self._words:
            if found := words.search(first):
                return kind, f"domain: {found[0]!r} in the name", WORD
        return "business", "domain of an organisation", 0.9


def build(_options: Options) -> DomainJudge:
    return DomainJudge(toml("domains.toml"))
