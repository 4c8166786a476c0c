"""How old the data is: shown with every verdict, warned of when it is stale.  [pure]"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from enrichment.source import Parts

#: Networks change hands: after a quarter of a year the data is worth a warning.
MAX_AGE_DAYS = 90


@dataclass(frozen=True, slots=True)
class Age:
    source: str
    dated: str  # YYYY-MM-DD
    days: int

    @property
    def old(self) -> bool:
        """Only what is known of networks ages fast; lists of companies and universities do not."""
        return self.days > MAX_AGE_DAYS and self.source in {"operator", "mmdb", "ranges", "registry"}


def ages(parts: Parts, today: date) -> list[Age]:
    """Age of every dated part, sorted by name."""
    every = {part.name: getattr(part, "built", "") for part in parts.sources}
    every |= {part.name: getattr(part, "built", "") for part in parts.judges}
    every |= {part.name: getattr(part, "built", "") for part in parts.describers}
    return [
        Age(name, built, (today - date.fromisoformat(built)).days)
        for name, built in sorted(every.items())
        if built
    ]
