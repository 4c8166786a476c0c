"""Rules on names: the first rule of ``data/keywords.toml`` with a word in the name wins.  [pure, cached]"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from enrichment.data import toml
from enrichment.names import fold
from enrichment.wordindex import WordIndex, pattern


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


@lru_cache(maxsize=1)
def _index() -> WordIndex:
    return WordIndex(item["words"] for item in toml("keywords.toml")["rule"])


@lru_cache(maxsize=200_000)
def match(name: str) -> tuple[Rule, str] | None:
    """(rule, the word that fired), or None."""
    found = _index().first(fold(name))
    return (rules()[found[0]], found[1]) if found else None
