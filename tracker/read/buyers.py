"""Who buys, beside who comes: how often an answer is found among those won, against all.  [pure]"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

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


def profile(known: Mapping[str, Mapping[str, str]], won: Iterable[str]) -> list[Answer]:
    """``known``: account → its facts. The most frequent answers among those won, field by field."""
    bought = set(won)
    found = []
    for field in FIELDS:
        answers = {key: _answer(field, facts.get(field, "")) for key, facts in known.items()}
        seen = Counter(answer for answer in answers.values() if answer)
        own = Counter(answer for key, answer in answers.items() if answer and key in bought)
        everybody, buyers = seen.total(), own.total()
        for value, count in sorted(own.items(), key=lambda item: (-item[1], item[0]))[:MOST]:
            found.append(Answer(field, value, count, buyers, seen[value], everybody))
    return found


def _answer(field: str, text: str) -> str:
    if field != "employees":
        return text.strip().upper() if field == "country" else text.strip()
    digits = text.partition("-")[0].rstrip("+")
    if not digits.isdecimal():
        return ""
    return next((name for most, name in _SIZES if int(digits) < most), _LARGEST)
