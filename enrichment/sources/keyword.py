"""Judge: what the words in a name say (data/keywords.toml)."""

from __future__ import annotations

from enrichment.keywords import match
from enrichment.model import Evidence
from enrichment.names import tidy
from enrichment.source import Options


class KeywordJudge:
    name = "keyword"

    def judge(self, holder: Evidence) -> tuple[Evidence, ...]:
        if holder.scope == "host":  # a domain, not a name: sources/domain.py
            return ()
        found = match(holder.value)
        if found is None or found[0].kind == "unknown":
            return ()
        rule, word = found
        said = f"name: {rule.name}"
        kind = _say(self.name, "kind", rule.kind, said, rule.confidence, holder, word)
        if not rule.company:
            return (kind,)
        return kind, _say(self.name, "company", tidy(holder.value), said, rule.company, holder, word)


def _say(
    source: str, claim: str, value: str, rule: str, confidence: float, holder: Evidence, word: str
) -> Evidence:
    return Evidence(
        source,
        claim,
        value,
        rule,
        confidence,
        scope=holder.scope,
        network=holder.network,
        domain=holder.domain if claim == "company" else "",
        country=holder.country if claim == "company" else "",
        asn=holder.asn,
        dated=holder.dated,
        detail=f"{word!r} in {holder.value!r}",
    )


def build(_options: Options) -> KeywordJudge:
    return KeywordJudge()
