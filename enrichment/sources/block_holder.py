"""Judge: the registered holder of a block that is not the provider itself is the company behind it.

A block named after a pool, held under a name with a provider's word in it, or handed to a registry's member
to give on, stays the provider's. A block of a few addresses holds no subscribers: there even a name with a
provider's word is its user's, unless it is a carrier everybody knows.
"""

from __future__ import annotations

import re

from enrichment.blocks import is_line, weak_provider
from enrichment.keywords import match
from enrichment.model import Evidence
from enrichment.names import has_form, tidy
from enrichment.networks import length_of
from enrichment.source import Options

_POOL = re.compile(
    r"(?i)(?<![a-z])(pool|dsl|adsl|dyn|dynamic|dial|cgnat|cgn|dhcp|ppp|pppoe|broadband|residential|customers?|subscribers?|"
    r"infrastructure|backbone|access|gprs|lte|mobile)(?![a-z])"
)
#: Wider blocks are those of carriers and hosts more often than of one company.
WIDEST = {4: 14, 6: 29}


#: A name under a legal form; one that might be a person's; a firm in the trade; a provider's word on a line.
NAMED, UNSURE, FAIR, LINE = 0.72, 0.45, 0.66, 0.6


class BlockHolderJudge:
    name = "block-holder"

    def judge(self, holder: Evidence) -> tuple[Evidence, ...]:
        if holder.scope != "block" or holder.claim != "holder":
            return ()
        if found := _POOL.search(holder.detail):
            return (self._say(holder, "kind", "isp", f"block named {found[0]!r}", 0.85),)
        version = 6 if ":" in holder.network else 4
        if holder.use in {"allocated", "pool"} or length_of(holder.network) < WIDEST[version]:
            return ()
        sure = _sure(holder)
        if not sure:
            return ()
        rule = "registered holder of the block"
        return (
            self._say(holder, "kind", "business", rule, sure),
            self._say(holder, "company", tidy(holder.value), rule, sure),
        )

    def _say(self, holder: Evidence, claim: str, value: str, rule: str, sure: float) -> Evidence:
        return Evidence(
            self.name, claim, value, rule, sure, scope="block", network=holder.network,
            country=holder.country if claim == "company" else "", dated=holder.dated, detail=holder.detail,
        )  # fmt: skip


def _sure(holder: Evidence) -> float:
    """0 where another judge speaks. Without a legal form the holder may be a sole trader: not named."""
    found = match(holder.value)
    plain = NAMED if has_form(holder.value) else UNSURE
    if found is None:
        return plain
    rule = found[0]
    if rule.kind == "unknown" and holder.use == "assigned":
        return min(plain, FAIR)
    return min(plain, LINE) if is_line(holder) and weak_provider(rule, holder.value) else 0.0


def build(_options: Options) -> BlockHolderJudge:
    return BlockHolderJudge()
