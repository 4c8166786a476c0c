"""Facts of companies: taken in, corrected by hand, taken back. Append-only: every version stays.

A fact is one field of one company by one source; its newest version counts, "" withdraws it. Which source
goes first is ``enrichment.profile.rank``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from enrichment.profile import BadValue, clean
from tracker.audit import audit
from tracker.store import Row, Store

HAND = "hand"
CHUNK = 400


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact to store. ``dated``: day the source knew it, YYYY-MM-DD; "" is today's."""

    company: str
    field: str
    value: str
    source: str
    dated: str = ""


def put(store: Store, entries: Iterable[Entry], *, actor: str, at: int) -> int:
    """Store what is new or changed; how many rows that were. ``at``: UTC ms. Durable on return."""
    wanted = {(entry.company, entry.field, entry.source): entry for entry in entries}
    known = newest(store, sorted({key[0] for key in wanted}))
    rows = [
        _row(entry, actor, max(at, known.get(key, ("", 0))[1] + 1))
        for key, entry in sorted(wanted.items())
        if known.get(key, ("", 0))[0] != entry.value
    ]
    if rows:
        token = hashlib.sha256(msgspec.json.encode(rows)).hexdigest()[:32]
        store.insert("firmographics", rows, token=f"facts-{token}")
        store.sync()
    return len(rows)


def _row(entry: Entry, actor: str, at: int) -> dict[str, Any]:
    return {
        "company": entry.company,
        "field": entry.field,
        "value": entry.value,
        "source": entry.source,
        "dated": entry.dated or datetime.fromtimestamp(at / 1000, UTC).date().isoformat(),
        "at": at,
        "actor": actor,
    }


def newest(store: Store, companies: Sequence[str]) -> dict[tuple[str, str, str], tuple[str, int]]:
    """(company, field, source) → (value, UTC ms it was entered)."""
    found: dict[tuple[str, str, str], tuple[str, int]] = {}
    for start in range(0, len(companies), CHUNK):
        for row in store.read("companies/newest", companies=list(companies[start : start + CHUNK])):
            found[row["company"], row["field"], row["source"]] = (row["value"], row["entered"])
    return found


def edit(store: Store, company: str, values: Mapping[str, str], *, actor: str, at: int) -> int:
    """A person's word on some fields: it goes before every source; "" takes an earlier one back.

    How many changed. Raises ``BadValue``, and then nothing is stored.
    """
    cleaned = {field: clean(field, text) for field, text in values.items()}
    known = newest(store, [company])
    entries = [
        Entry(company, field, value, HAND)
        for field, value in cleaned.items()
        if value != known.get((company, field, HAND), ("", 0))[0]
    ]
    before = {entry.field: known.get((company, entry.field, HAND), ("", 0))[0] for entry in entries}
    changed = put(store, entries, actor=actor, at=at)
    after = {entry.field: entry.value for entry in entries}
    if changed:
        audit(store, who=actor, what="company.changed", subject=company, before=before, after=after, at=at)
    return changed


def undo(store: Store, company: str, field: str, *, actor: str, at: int) -> bool:
    """Back to what a person had entered before the newest version, or to nothing. False: nothing to undo."""
    versions = [row["value"] for row in history(store, company) if _is(row, field)]
    if not versions:
        return False
    earlier = versions[-2] if len(versions) > 1 else ""
    if not put(store, [Entry(company, field, earlier, HAND)], actor=actor, at=at):
        return False
    was, now = {field: versions[-1]}, {field: earlier}
    audit(store, who=actor, what="company.changed", subject=company, before=was, after=now, at=at)
    return True


def _is(row: Row, field: str) -> bool:
    return bool(row["field"] == field and row["source"] == HAND)


def history(store: Store, company: str) -> list[Row]:
    """Every version, oldest first: field, value, source, actor, dated (day), entered (UTC ms)."""
    return store.read("companies/history", company=company)


__all__ = ["HAND", "BadValue", "Entry", "edit", "history", "newest", "put", "undo"]
