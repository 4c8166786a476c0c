"""Corrections by people, kept as records of kind "correction": who said what of which company, when and why.

Nothing is overwritten: withdrawing one appends an empty version, and the history holds them all.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, replace

import msgspec

from enrichment.corrections import Correction, checked
from tracker.audit import audit
from tracker.store import Store, records

KIND = "correction"


@dataclass(frozen=True, slots=True)
class Entry:
    """A correction in the history. ``undone_at`` 0 (UTC ms): it is in force."""

    correction: Correction
    undone_by: str = ""
    undone_at: int = 0


def all_corrections(store: Store) -> list[Correction]:
    """Those in force, oldest first."""
    docs = records.every(store, KIND)
    return sorted((Correction(**doc) for doc in docs.values()), key=lambda item: (item.at, item.id))


def correct(store: Store, correction: Correction, *, by: str, at: int) -> Correction:
    """Keep it; durable on return. Raises ``enrichment.BadSubject`` for one that makes no sense."""
    made = checked(replace(correction, id=secrets.token_hex(4), by=by, at=at))
    records.put(store, KIND, made.id, asdict(made), actor=by)
    audit(store, who=by, what="correction.made", subject=_subject(made), after=_words(made), at=at)
    return made


def undo(store: Store, correction_id: str, *, by: str) -> Correction | None:
    """Take it back; the one that was in force, None if there was none of that id."""
    doc = records.get(store, KIND, correction_id)
    if doc is None:
        return None
    records.put(store, KIND, correction_id, None, actor=by)
    was = Correction(**doc)
    audit(store, who=by, what="correction.undone", subject=_subject(was), before=_words(was))
    return was


def _subject(said: Correction) -> str:
    return " ".join(filter(None, (said.company, said.network)))


def _words(said: Correction) -> dict[str, str]:
    names = ("says", "name", "domain", "kind", "why")
    return {name: str(getattr(said, name)) for name in names if getattr(said, name)}


def history(store: Store) -> list[Entry]:
    """Every correction there ever was, newest first."""
    found = [
        Entry(
            Correction(**msgspec.json.decode(row["said"])),
            row["undone_by"] if row["undone"] else "",
            row["undone_at"] if row["undone"] else 0,
        )
        for row in store.read("verdicts/corrections")
    ]
    return sorted(found, key=lambda entry: (-entry.correction.at, entry.correction.id))
