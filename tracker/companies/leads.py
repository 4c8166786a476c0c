"""Who looks after an account, when they come back to it, and what they noted.

Records of kind "lead", id "site/account". Stages are not here: those are moves, written by tracker.lead.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from tracker.audit import audit
from tracker.companies import tasks
from tracker.store import Store, records

KIND: Final = "lead"
MOST_TEXT: Final = 2000
MOST_NOTES: Final = 200

# One process serves the dashboard: two notes at once must both be kept.
_one_at_a_time = threading.Lock()


class Note(msgspec.Struct, frozen=True):
    """``by``: the user; ``at``: UTC ms."""

    by: str
    at: int
    text: str


class Lead(msgspec.Struct, frozen=True, kw_only=True):
    """``owner``: a user's e-mail; ``follow_up``: until then (UTC ms) nothing else is due, 0: no date set;
    ``touched``: when sales last spoke with them (UTC ms), 0: never."""

    owner: str = ""
    follow_up: int = 0
    touched: int = 0
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Change:
    """What somebody changes; None leaves it as it is."""

    owner: str | None = None
    follow_up: int | None = None
    touched: int | None = None
    note: str = ""


def lead_of(store: Store, site: str, account: str) -> Lead:
    doc = records.get(store, KIND, f"{site}/{account}")
    return msgspec.convert(doc, Lead) if doc else Lead()


def every_lead(store: Store, site: str, *, known_at: int = records.EVER) -> dict[str, Lead]:
    """All that somebody looks after or noted something on, by account key."""
    found = records.every(store, KIND, known_at=known_at)
    start = f"{site}/"
    return {
        key.removeprefix(start): msgspec.convert(doc, Lead)
        for key, doc in found.items()
        if key.startswith(start)
    }


def change(store: Store, site: str, account: str, wanted: Change, *, by: str, at: int) -> Lead:
    """Write down what is asked for at ``at`` (UTC ms). The newest 200 notes are kept.

    A new owner takes over the open tasks of the one before, and those that were nobody's.
    """
    with _one_at_a_time:
        before = lead_of(store, site, account)
        text = wanted.note.strip()[:MOST_TEXT]
        notes = (*before.notes, Note(by, at, text))[-MOST_NOTES:] if text else before.notes
        after = msgspec.structs.replace(before, notes=notes, **_said(wanted))
        if after != before:
            records.put(store, KIND, f"{site}/{account}", msgspec.to_builtins(after), actor=by, at=at)
            if after.owner != before.owner:
                tasks.hand_on(store, site, account, before.owner, after.owner, by=by, at=at)
            was, now = _words(before), _words(after) | ({"note": text} if text else {})
            audit(
                store, who=by, what="lead.changed", site=site, subject=account, before=was, after=now, at=at
            )
    return after


def _words(lead: Lead) -> dict[str, str]:
    return {"owner": lead.owner, "follow_up": _minute(lead.follow_up), "touched": _minute(lead.touched)}


def _minute(at: int) -> str:
    return f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%d %H:%M} UTC" if at else ""


def _said(wanted: Change) -> Mapping[str, Any]:
    values = {"owner": wanted.owner, "follow_up": wanted.follow_up, "touched": wanted.touched}
    return {name: value for name, value in values.items() if value is not None}
