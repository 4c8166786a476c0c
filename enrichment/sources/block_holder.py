"""Judge: the registered holder of a block that is not the provider itself is the company behind it.

A block named after a pool, or held under a name with a provider's word in it, stays the provider's.
"""

from __future__ import annotations

import re

from enrichment.keywords import match
from enrichment.model import Evidence
from enrichment.names import legal_form, tidy
from enrichment.networks import length_of
from enrichment.source import Options

_POOL = re.compile(
    r"(?i)(?<![a-z])(pool|dsl|adsl|dyn|dynamic|dial|cgnat|cgn|dhcp|ppp|pppoe|broadband|residential|customers?|subscribers?|"
    r"infrastructure|backbone|access|gprs|lte|mobile)(?![a-z])"
)
#: Wider blocks are those of carriers and hosts more often than of one company.
WIDEST = {4: 14, 6: 29}


class BlockHolderJudge:
    name = "block-holder"

    def judge(self, holder: Evidence) -> tuple[Evidence, ...]:
        if holder.scope != "block" or holder.claim != "holder":
            return ()
        if found := _POOL.search(holder.detail):
            return (self._say(holder, "kind", "isp", f"block named {found[0]!r}", 0.85),)
        version = 6 if ":" in holder.network else 4
        if match(holder.value) is not None or length_of(holder.network) < WIDEST[version]:
            return ()
        # Without a legal form the holder may be a sole trader or a person: not named.
        sure = 0.72 if legal_form(holder.value) else 0.45
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


def build(_options: Options) -> BlockHolderJudge:
    return BlockHolderJudge()
