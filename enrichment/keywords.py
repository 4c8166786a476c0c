"""Rules on names: the first rule of ``data/keywords.toml`` with a word in the name wins.  [pure, cached]"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from enrichment.data import toml
from enrichment.names import fold


@dataclass(frozen=True, slots=True)
class Rule:
    """``company``: confidence that the name is the visitor's own organisation; 0 = never."""

    name: str
    kind: str
    confidence: float
    company: float
    shared: bool  # its addresses are its members'
    pattern: re.Pattern[str]


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    return tuple(
        Rule(
            item["name"],
            item["kind"],
            item["confidence"],
            item.get("company", 0.0),
            item.get("shared", False),
            re.compile("|".join(pattern(word) for word in item["words"])),
        )
        for item in toml("keywords.toml")["rule"]
    )


def pattern(word: str) -> str:
    """``bank`` a whole word, ``bank*`` its beginning, ``*bank`` its end, ``*bank*`` any part."""
    start = "" if word.startswith("*") else r"(?<![^\W_])"
    end = "" if word.endswith("*") else r"(?![^\W_])"
    return start + re.escape(word.strip("*")) + end


@lru_cache(maxsize=200_000)
def match(name: str) -> tuple[Rule, str] | None:
    """(rule, the word that fired), or None."""
    text = fold(name)
    for rule in rules():
        found = rule.pattern.search(text)
        if found:
            return rule, found[0]
    return None
