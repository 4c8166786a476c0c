"""Which rules hit, which were stopped, and which nearly hit: for people who write rules.  [pure]"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from tracker.rules.matcher import table_keys
from tracker.rules.model import MAX_WORDS, Rule, Subject
from tracker.rules.pack import RulePack

_CLOSE: Final = 0.84
_SHORTEST: Final = 4  # characters of a pattern that is looked for inside other words


#: Why, in English, with its terms; who speaks another language has a table of their own.
SENTENCES: Final = {
    "hit": "{0}",
    "second": "{0}, but {1} came first",
    "vetoed": "{0}, but {1} in the path vetoes",
    "like_event": 'event "{0}" resembles "{1}"',
    "like": '"{0}" resembles "{1}"',
    "in_word": '"{0}" is only a part of a word in "{1}"',
    "long": f'"{{0}}" is in "{{1}}", which has more than {MAX_WORDS} words',
    "not_whole": '"{0}" must be the whole segment, not a part of "{1}"',
}


@dataclass(frozen=True)
class Explained:
    """``verdict``: "hit", "second" (an earlier rule of the signal won), "vetoed" or "near"."""

    verdict: str
    signal: str
    rule: str
    code: str  # of ``SENTENCES``
    terms: tuple[str, ...]
    own: bool  # the operator's rule, not the default pack's

    @property
    def why(self) -> str:
        return SENTENCES[self.code].format(*self.terms)


def explain(pack: RulePack, subject: Subject) -> list[Explained]:
    """In this order: hits, seconds, vetoed, near; within each in order of rules."""
    found = [*_met(pack, subject)]
    met = {item.rule for item in found}
    order = ("hit", "second", "vetoed")
    found.sort(key=lambda item: order.index(item.verdict))
    return [*found, *(item for item in _near(pack, subject) if item.rule not in met)]


def _met(pack: RulePack, subject: Subject) -> Iterator[Explained]:
    won: dict[str, str] = {}
    for match in pack.matches(subject):
        rule, why = match.rule, match.why
        if match.vetoes:
            stops = ", ".join(f'"{veto}"' for veto in sorted(match.vetoes))
            yield _item(pack, "vetoed", rule, "vetoed", why, stops)
        elif rule.signal in won:
            yield _item(pack, "second", rule, "second", why, won[rule.signal])
        else:
            won[rule.signal] = rule.id
            yield _item(pack, "hit", rule, "hit", why)


def _near(pack: RulePack, subject: Subject) -> Iterator[Explained]:
    for rule in pack.rules:
        found = _nearly(rule, subject) if subject.kind in rule.on else ()
        if found:
            yield _item(pack, "near", rule, *found)


def _nearly(rule: Rule, subject: Subject) -> tuple[str, ...]:
    """Code and terms of why it nearly hit, or ()."""
    keys = table_keys(rule)
    if subject.kind == "event":
        close = get_close_matches(subject.name, keys.get("name", []), 1, _CLOSE)
        return ("like_event", subject.name, close[0]) if close else ()
    patterns = list(dict.fromkeys([*keys.get("segment", []), *keys.get("word", [])]))
    for segment in subject.segments:
        why = _nearly_segment(segment, patterns, set(keys.get("word", [])))
        if why:
            return why
    return ()


def _nearly_segment(segment: str, patterns: list[str], words: set[str]) -> tuple[str, ...]:
    close = get_close_matches(segment, patterns, 1, _CLOSE)
    if close:
        return ("like", segment, close[0])
    for pattern in patterns:
        if len(pattern) < _SHORTEST or pattern not in segment:
            continue
        if f"-{pattern}-" not in f"-{segment}-":
            return ("in_word", pattern, segment)
        if pattern in words and segment.count("-") >= MAX_WORDS:
            return ("long", pattern, segment)
        return ("not_whole", pattern, segment)
    return ()


def _item(pack: RulePack, verdict: str, rule: Rule, code: str, *terms: str) -> Explained:
    return Explained(verdict, rule.signal, rule.id, code, terms, rule.id in pack.own)
