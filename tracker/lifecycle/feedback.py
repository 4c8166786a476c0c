"""What buyers, and those who did not buy, say: closed sets, so that answers can be counted.  [pure]"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final, Protocol

#: What spoke for (or against) the firm, for (or against) the product, and what they care for.
FIRM: Final = ("trust", "references", "nearness", "service", "advice", "knew_us", "people")
PRODUCT: Final = ("function", "quality", "price", "integration", "delivery", "ease", "standard")
VALUES: Final = (
    "reliability",
    "low_price",
    "fast",
    "quality",
    "sustainability",
    "personal_contact",
    "innovation",
    "data_protection",
)
QUESTIONS: Final = {"firm": FIRM, "product": PRODUCT, "values": VALUES}
#: Stages in which somebody can be asked.
ASKED_IN: Final = ("WON", "LOST", "CHURNED", "DISQUALIFIED")


class Answered(Protocol):
    """What ``tally`` reads: the stage it was asked in, and the codes of each question."""

    @property
    def outcome(self) -> str: ...
    @property
    def firm(self) -> tuple[str, ...]: ...
    @property
    def product(self) -> tuple[str, ...]: ...
    @property
    def values(self) -> tuple[str, ...]: ...


def known(question: str, given: Iterable[str]) -> tuple[str, ...]:
    """Those of the answers that are of the set, each once, in its order."""
    wanted = set(given)
    return tuple(code for code in QUESTIONS[question] if code in wanted)


def tally(answers: Iterable[Answered], question: str) -> dict[str, Counter[str]]:
    """Outcome → code → how often it was said."""
    found: dict[str, Counter[str]] = {}
    for answer in answers:
        found.setdefault(answer.outcome, Counter()).update(getattr(answer, question))
    return found
