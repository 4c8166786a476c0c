"""Companies and networks that asked not to be identified. Acts at once, on the past too.

Readers leave them out by the records themselves (store/queries/_opted_out.sql); identification reads the
file that ``publish`` writes, so that no new verdict names them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any

from enrichment.domains import registrable
from enrichment.optouts import meant, target
from tracker.audit import audit
from tracker.store import Store, records

KIND = "optout"
MAX_NOTE = 200
#: Shorter first words of a domain begin too many names.
SHORTEST = 3


@dataclass(frozen=True, slots=True)
class OptOut:
    """``id``: a domain, a network, or "~name". ``at``: UTC ms. ``note``: who asked, in a few words."""

    id: str
    at: int
    by: str
    note: str = ""


def add(store: Store, text: str, *, actor: str, at: int, note: str = "") -> OptOut:
    """Raises ``enrichment.BadSubject`` that says what is allowed. Twice is no error: the first one stays."""
    name = target(text)
    known = records.get(store, KIND, name)
    if known is not None:
        return _made(name, known)
    doc = {"at": at, "by": actor, "note": " ".join(note.split())[:MAX_NOTE]}
    records.put(store, KIND, name, doc, actor=actor)
    audit(store, who=actor, what="optout.added", subject=name, after={"note": doc["note"]}, at=at)
    return _made(name, doc)


def remove(store: Store, text: str, *, actor: str) -> str:
    """The target that was removed. Raises ``BadSubject``, or ``KeyError`` where it was none."""
    name = target(text)
    known = records.get(store, KIND, name)
    if known is None:
        raise KeyError(name)
    records.put(store, KIND, name, None, actor=actor)
    audit(store, who=actor, what="optout.removed", subject=name, before={"note": known.get("note", "")})
    return name


def every(store: Store) -> list[OptOut]:
    """The newest first."""
    found = [_made(name, doc) for name, doc in records.every(store, KIND).items()]
    return sorted(found, key=lambda item: (-item.at, item.id))


def _made(name: str, doc: dict[str, Any]) -> OptOut:
    return OptOut(name, int(doc.get("at", 0)), str(doc.get("by", "")), str(doc.get("note", "")))


def teller(store: Store) -> Callable[[str], bool]:
    """Asked once of the store: did this domain, account key or network opt out?"""
    return teller_of(item.id for item in every(store))


def teller_of(targets: Iterable[str]) -> Callable[[str], bool]:
    """The same, of these targets."""
    known = {name for item in targets for name in meant(item)}
    ranges = [ip_network(name) for name in known if "/" in name and not name.startswith("~")]

    def told(text: str) -> bool:
        if text in known or (registrable(text) or "-") in known:
            return True
        return "/" in text and any(_within(text, known_range) for known_range in ranges)

    return told


def alike(store: Store, name: str) -> list[str]:
    """Companies known by name only that begin with a domain's first word and are still named: who asked may
    be one of them."""
    told, word = teller(store), name.split(".")[0]
    if "/" in name or name.startswith("~") or len(word) < SHORTEST:
        return []
    keys = (str(row["key"]) for row in store.read("companies/named"))
    return sorted(key for key in keys if key.startswith(f"~{word}-") and not told(key))


def named(store: Store, name: str) -> list[str]:
    """Account keys that were named and are this target's: hidden as long as it stands."""
    told = teller_of([name])
    return sorted(key for row in store.read("companies/named") if told(key := str(row["key"])))


def _within(text: str, known: Any) -> bool:
    asked = ip_network(text, strict=False)
    return asked.version == known.version and bool(asked.subnet_of(known))
