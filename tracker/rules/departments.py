"""Which department of a company reads here? Estimated from the pages it read, never more than that.  [pure]

A page speaks for a department by its signals or by words in its address or title (departments.toml, in
German, Dutch and English). Of all different pages that speak for any, the department most of them speak
for is the estimate; how sure it is: its pages ÷ (all of them + 1), so that few pages make nobody sure.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from tracker.intent.needs import plain

#: Fewer pages or less sure than this is no estimate.
LEAST_PAGES: Final = 2
LEAST_SURE: Final = 0.5
_SHORT: Final = 4


@dataclass(frozen=True, slots=True)
class Department:
    """``code`` as in ``contacts.titles``; ``words``: beginnings of words, behind a blank, as
    ``plain`` leaves them."""

    code: str
    signals: frozenset[str]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Estimate:
    """``confidence`` 0..1; ``pages`` of ``telling`` different ones speak for it."""

    code: str
    confidence: float
    pages: int
    telling: int


@cache
def departments() -> tuple[Department, ...]:
    """The table that ships."""
    table = tomllib.loads(files("tracker.rules").joinpath("departments.toml").read_text("utf-8"))
    return tuple(
        Department(code, frozenset(row.get("signals", ())), tuple(map(_start, row.get("words", ()))))
        for code, row in table.items()
    )


def _start(word: str) -> str:
    """A short word stands for itself alone: "cad" is not the beginning of "cadeau"."""
    return f" {plain(word)}" + (" " if len(word) <= _SHORT else "")


def speaks_for(path: str, title: str, signals: Collection[str]) -> frozenset[str]:
    """Departments a page speaks for."""
    texts = [f" {plain(text)} " for text in (path, title)]
    return frozenset(
        item.code
        for item in departments()
        if item.signals & set(signals) or any(word in text for word in item.words for text in texts)
    )


def estimate(pages: Iterable[frozenset[str]]) -> Estimate | None:
    """Of what different pages speak for; None: too few, not sure enough, or two departments alike."""
    telling = [page for page in pages if page]
    ranked = Counter(code for page in telling for code in page).most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    code, count = ranked[0]
    sure = count / (len(telling) + 1)
    if count < LEAST_PAGES or sure < LEAST_SURE:
        return None
    return Estimate(code, sure, count, len(telling))
