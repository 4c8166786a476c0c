"""Judge: a small network of its own under a legal form that providers rarely choose.

Only in countries where a sample showed that most such systems belong to firms that connect themselves
(data/corporate_forms.toml); elsewhere most belong to small providers, and the honest answer is "unknown".
"""

from __future__ import annotations

from functools import lru_cache

from enrichment.data import toml
from enrichment.keywords import match
from enrichment.model import Evidence
from enrichment.names import is_person, legal_form, tidy
from enrichment.source import Options

#: IPv4 addresses announced: a /20 in all. Above this, providers prevail.
SMALL = 4096
#: Partnerships are trading, law and advisory firms at any size, hardly ever providers.
PARTNERSHIPS, LARGE = {"lp", "llp", "pllc"}, 1 << 20


class LegalFormJudge:
    name = "legal-form"

    def __init__(self, sure: dict[tuple[str, str], float]) -> None:
        self._sure = sure

    def judge(self, holder: Evidence) -> tuple[Evidence, ...]:
        form = legal_form(holder.value) if holder.scope == "as" else ""
        sure = self._sure.get((holder.country, form), 0.0) if form else 0.0
        room = LARGE if form in PARTNERSHIPS else SMALL
        if not sure or not 0 < holder.space <= room or not _ordinary(holder.value):
            return ()
        detail = f"{holder.space} addresses, {holder.country}, {form}, no provider's word in the name"
        return tuple(
            Evidence(
                self.name,
                claim,
                value,
                "own small network under a legal name",
                sure,
                network=holder.network,
                country=holder.country if claim == "company" else "",
                asn=holder.asn,
                dated=holder.dated,
                detail=detail,
            )
            for claim, value in (("kind", "business"), ("company", tidy(holder.value)))
        )


@lru_cache(maxsize=100_000)
def _ordinary(name: str) -> bool:
    """No word of any rule, and no number in front (numbered shelf companies)."""
    return match(name) is None and not name[:1].isdigit() and not is_person(name)


def build(_options: Options) -> LegalFormJudge:
    rows = toml("corporate_forms.toml")["form"]
    return LegalFormJudge({(row["country"], form): row["sure"] for row in rows for form in row["forms"]})
