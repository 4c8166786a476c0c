"""Companies too small to be named: a floor on the number of employees, where that number is known.

The choice is one record ("settings"/"companies"); which companies it keeps back is worked out here and kept
as records that every reader leaves out (store/queries/_kept_back.sql). They count as unnamed companies.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from enrichment.profile import rank
from tracker.audit import audit
from tracker.store import Store, records

KIND = "kept_back"
MOST = 1_000


@dataclass(frozen=True, slots=True)
class Choice:
    """``employees``: with fewer known, a company is not named; 0 names all. ``sole_traders``: name them."""

    employees: int = 0
    sole_traders: bool = False


def choice(store: Store) -> Choice:
    doc = records.get(store, "settings", "companies") or {}
    return Choice(int(doc.get("employees", 0)), bool(doc.get("sole_traders", False)))


def choose(store: Store, wanted: Choice, *, actor: str, at: int) -> None:
    """Raises ``ValueError`` with what is allowed."""
    if not 0 <= wanted.employees <= MOST:
        raise ValueError(f"{wanted.employees}: 0 to {MOST} employees are allowed")
    before, after = msgspec.to_builtins(choice(store)), msgspec.to_builtins(wanted)
    records.put(store, "settings", "companies", {**after, "by": actor, "at": at}, actor=actor)
    audit(store, who=actor, what="settings.floor", before=before, after=after, at=at)


def apply(store: Store) -> int:
    """Bring the records up to the choice and to what is known of sizes; how many changed."""
    least = choice(store).employees
    kept = set(records.every(store, KIND))
    small = _smaller(store, least) if least else set()
    for company in sorted(small - kept):
        records.put(store, KIND, company, {"why": "size", "floor": least}, actor="floor")
    for company in sorted(kept - small):
        records.put(store, KIND, company, None, actor="floor")
    return len(small ^ kept)


def _smaller(store: Store, least: int) -> set[str]:
    """Companies whose surest number of employees is below ``least``; a band counts by its upper end."""
    best: dict[str, tuple[tuple[int, str], str]] = {}
    for row in store.read("companies/field", field="employees"):
        # The surest source, then the later day: a day's digits are turned so that the later sorts first.
        order = (rank(row["source"]), "".join(chr(255 - ord(char)) for char in row["dated"]))
        if row["company"] not in best or order < best[row["company"]][0]:
            best[row["company"]] = (order, row["value"])
    return {company for company, (_, value) in best.items() if 0 <= _upper(value) < least}


def _upper(text: str) -> int:
    """The upper end of a number or band; -1 where it has none ("10000+") or is no number."""
    last = text.rpartition("-")[2]
    return int(last) if last.isdecimal() else -1
