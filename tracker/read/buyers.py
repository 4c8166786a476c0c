"""Who buys, beside who comes: how often an answer is found among those won, against all.  [pure]"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from enrichment.accuracy import interval

#: What is compared, in this order.
FIELDS: Final = ("industry", "country", "employees")
_SIZES: Final = ((50, "1–49"), (250, "50–249"), (1000, "250–999"), (10_000, "1000–9999"))
_LARGEST: Final = "10000+"
MOST: Final = 6


@dataclass(frozen=True, slots=True)
class Answer:
    """``won`` of ``buyers`` and ``seen`` of ``everybody`` gave it. ``index`` 1: as often among both."""

    field: str
    value: str
    won: int
    buyers: int
    seen: int
    everybody: int

    @property
    def index(self) -> float | None:
        share = self.seen / self.everybody if self.everybody else 0
        return (self.won / self.buyers) / share if self.buyers and share else None

    @property
    def index_interval(self) -> tuple[float, float] | None:
        """Between what ``index`` lies: Wilson's 95 % interval of the share among those won."""
        share = self.seen / self.everybody if self.everybody else 0
        low, high = interval(self.won, self.buyers)
        return (low / share, high / share) if self.buyers and share else None


def profile(known: Mapping[str, Mapping[str, str]], won: Iterable[str]) -> list[Answer]:
    """``known``: account → its facts. The most frequent answers among those won, field by field."""
    found = [item for item in answers(known, won) if item.won]
    return [item for field in FIELDS for item in [one for one in found if one.field == field][:MOST]]


def answers(known: Mapping[str, Mapping[str, str]], won: Iterable[str]) -> list[Answer]:
    """Every answer anybody gave, field by field, those most frequent among the won first."""
    bought = set(won)
    found = []
    for field in FIELDS:
        given = {key: _answer(field, facts.get(field, "")) for key, facts in known.items()}
        seen = Counter(answer for answer in given.values() if answer)
        own = Counter(answer for key, answer in given.items() if answer and key in bought)
        everybody, buyers = seen.total(), own.total()
        for value, count in sorted(seen.items(), key=lambda item: (-own[item[0]], item[0])):
            found.append(Answer(field, value, own[value], buyers, count, everybody))
    return found


def span(value: str) -> tuple[int, int | None] | None:
    """Of a size as ``answers`` names it: from so many people, to fewer than so many."""
    low = 1
    for most, name in _SIZES:
        if name == value:
            return low, most
        low = most
    return (low, None) if value == _LARGEST else None


def _answer(field: str, text: str) -> str:
    if field != "employees":
        return text.strip().upper() if field == "country" else text.strip()
    digits = text.partition("-")[0].rstrip("+")
    if not digits.isdecimal():
        return ""
    return next((name for most, name in _SIZES if int(digits) < most), _LARGEST)
