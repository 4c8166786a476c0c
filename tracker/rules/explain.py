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


@dataclass(frozen=True)
class Explained:
    """``verdict``: "hit", "second" (an earlier rule of the signal won), "vetoed" or "near"."""

    verdict: str
    signal: str
    rule: str
    why: str
    own: bool  # the operator's rule, not the default pack's


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
            yield _item(pack, "vetoed", rule, f"{why}, but {stops} in the path vetoes")
        elif rule.signal in won:
            yield _item(pack, "second", rule, f"{why}, but {won[rule.signal]} came first")
        else:
            won[rule.signal] = rule.id
            yield _item(pack, "hit", rule, why)


def _near(pack: RulePack, subject: Subject) -> Iterator[Explained]:
    for rule in pack.rules:
        why = _nearly(rule, subject) if subject.kind in rule.on else ""
        if why:
            yield _item(pack, "near", rule, why)


def _nearly(rule: Rule, subject: Subject) -> str:
    keys = table_keys(rule)
    if subject.kind == "event":
        close = get_close_matches(subject.name, keys.get("name", []), 1, _CLOSE)
        return f'event "{subject.name}" resembles "{close[0]}"' if close else ""
    patterns = list(dict.fromkeys([*keys.get("segment", []), *keys.get("word", [])]))
    for segment in subject.segments:
        why = _nearly_segment(segment, patterns, set(keys.get("word", [])))
        if why:
            return why
    return ""


def _nearly_segment(segment: str, patterns: list[str], words: set[str]) -> str:
    close = get_close_matches(segment, patterns, 1, _CLOSE)
    if close:
        return f'"{segment}" resembles "{close[0]}"'
    for pattern in patterns:
        if len(pattern) < _SHORTEST or pattern not in segment:
            continue
        if f"-{pattern}-" not in f"-{segment}-":
            return f'"{pattern}" is only a part of a word in "{segment}"'
        if pattern in words and segment.count("-") >= MAX_WORDS:
            return f'"{pattern}" is in "{segment}", which has more than {MAX_WORDS} words'
        return f'"{pattern}" must be the whole segment, not a part of "{segment}"'
    return ""


def _item(pack: RulePack, verdict: str, rule: Rule, why: str) -> Explained:
    return Explained(verdict, rule.signal, rule.id, why, rule.id in pack.own)
