"""Judge: public bodies by name or domain (data/agencies.toml), so that both lead to one account."""

from __future__ import annotations

import re
from functools import lru_cache

from enrichment.data import toml
from enrichment.model import Evidence
from enrichment.names import slug
from enrichment.source import Options

SURE = 0.9
#: The country in front is written in four ways; an abbreviation may stand behind.
_COUNTRY = re.compile(r"(?i)^(the\s+)?(united states( of america)?|u\. ?s\.( a\.)?|usa?)\s+")
_SHORT = re.compile(r"\s*\([^()]*\)\s*$")


class AgencyJudge:
    name = "agency"

    def __init__(self, domains: dict[str, list[str]]) -> None:
        self._domains = {domain: names[0] for domain, names in domains.items()}
        self._names = {_plain(name): domain for domain, names in domains.items() for name in names}

    def judge(self, holder: Evidence) -> tuple[Evidence, ...]:
        known = holder.domain if holder.domain in self._domains else ""
        domain = known or self._names.get(_plain(holder.value), "")
        if not domain:
            return ()
        name = self._domains[domain]
        return self._say("kind", "government", holder), self._say("company", name, holder, domain)

    def _say(self, claim: str, value: str, holder: Evidence, domain: str = "") -> Evidence:
        return Evidence(
            self.name,
            claim,
            value,
            "list of public bodies",
            SURE if holder.scope != "host" else min(SURE, holder.confidence + 0.15),
            scope=holder.scope,
            network=holder.network,
            domain=domain,
            asn=holder.asn,
            dated=holder.dated,
            detail=f"{holder.value!r} is in the list of public bodies",
        )


@lru_cache(maxsize=100_000)
def _plain(name: str) -> str:
    """``United States Department of Defense (DoD)`` → ``us-department-of-defense``."""
    return slug(_COUNTRY.sub("us ", _SHORT.sub("", name)))


def build(_options: Options) -> AgencyJudge:
    return AgencyJudge(toml("agencies.toml")["domains"])
