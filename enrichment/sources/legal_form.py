"""Judge: a small network of its own under a legal name that has no provider's word in it.

In the countries below most such systems belong to firms that connect themselves to two carriers; elsewhere
most belong to small providers. Read from samples of the operator table (docs/adr/0005).
"""

from __future__ import annotations

import re
from functools import lru_cache

from enrichment.keywords import match
from enrichment.model import Evidence
from enrichment.names import has_legal_form, tidy
from enrichment.source import Options

#: Country → how often the rule was right in a sample of its systems.
COUNTRIES = {"US": 0.7, "CA": 0.62}
#: IPv4 addresses announced: a /20 in all. Above this, providers prevail.
SMALL = 4096
#: Limited partnerships are trading and advisory firms at any size, hardly ever providers.
PARTNERSHIP = 1 << 20


class LegalFormJudge:
    name = "legal-form"

    def judge(self, holder: Evidence) -> tuple[Evidence, ...]:
        sure = COUNTRIES.get(holder.country, 0.0) if holder.scope == "as" else 0.0
        room = PARTNERSHIP if _partnership(holder.value) else SMALL
        if not sure or not 0 < holder.space <= room or not _ordinary(holder.value):
            return ()
        rule = "own small network under a legal name"
        detail = f"{holder.space} addresses, {holder.country}, no provider's word in the name"
        return tuple(
            Evidence(
                self.name,
                claim,
                value,
                rule,
                sure,
                network=holder.network,
                country=holder.country if claim == "company" else "",
                asn=holder.asn,
                dated=holder.dated,
                detail=detail,
            )
            for claim, value in (("kind", "business"), ("company", tidy(holder.value)))
        )


def _partnership(name: str) -> bool:
    return re.search(r"(?i)\bl\.?p\.?$", name.strip()) is not None


@lru_cache(maxsize=100_000)
def _ordinary(name: str) -> bool:
    return match(name) is None and has_legal_form(name)


def build(_options: Options) -> LegalFormJudge:
    return LegalFormJudge()
