"""Judge: what the words in a name say (data/keywords.toml)."""

from __future__ import annotations

from enrichment.blocks import is_line, weak_provider
from enrichment.keywords import Rule, match
from enrichment.model import Evidence
from enrichment.names import is_person, tidy
from enrichment.source import Options

#: A system without any IPv4 is mostly somebody's laboratory: a weak word does not make it a firm.
DOUBT, CLEAR = 0.6, 0.7


class KeywordJudge:
    name = "keyword"

    def judge(self, holder: Evidence) -> tuple[Evidence, ...]:
        if holder.scope == "host":  # a domain, not a name: sources/domain.py
            return ()
        found = match(holder.value)
        if found is None or found[0].kind == "unknown":
            return ()
        rule, word = found
        if is_line(holder) and weak_provider(rule, holder.value):
            return ()  # sources/block_holder.py
        less = DOUBT if holder.scope == "as" and not holder.space and rule.company < CLEAR else 1.0
        kind = _say(self.name, "kind", rule, rule.confidence * less, holder, word)
        if not rule.company or is_person(holder.value):
            return (kind,)
        return kind, _say(self.name, "company", rule, rule.company * less, holder, word)


def _say(source: str, claim: str, rule: Rule, confidence: float, holder: Evidence, word: str) -> Evidence:
    company = claim == "company"
    return Evidence(
        source,
        claim,
        tidy(holder.value) if company else rule.kind,
        f"name: {rule.name}",
        confidence,
        scope=holder.scope,
        network=holder.network,
        domain=holder.domain if company else "",
        country=holder.country if company else "",
        asn=holder.asn,
        dated=holder.dated,
        detail=f"{word!r} in {holder.value!r}",
        shared=rule.shared and not company,
    )


def build(_options: Options) -> KeywordJudge:
    return KeywordJudge()
