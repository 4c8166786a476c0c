"""Facts of companies named already, from data that came later: a new dump tells of old visits too."""

from __future__ import annotations

from enrichment import Company, Identifier
from tracker.companies import facts
from tracker.companies.facts import Entry
from tracker.store import Store


def refresh(store: Store, identifier: Identifier, *, at: int) -> int:
    """Store what the identifier's sources now know of every named company; how many facts were new."""
    entries = [
        Entry(row["key"], fact.field, fact.value, fact.source, fact.dated)
        for row in store.read("companies/named")
        for fact in identifier.facts(Company(row["key"], row["name"], row["domain"], row["country"]))
    ]
    return facts.put(store, entries, actor="", at=at)
