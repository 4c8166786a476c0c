"""What alert rules found and what waits to be told: at most once for each account, rule and day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tracker.outbox.box import Message, Outbox


@dataclass(frozen=True, slots=True)
class Found:
    """``due``: when it may be told (UTC ms); ``doc``: a ``reports.alert.Hit`` in JSON.

    ``day``: the occasion, told once: a local day; of a hand-over with what happened and when behind it.
    """

    rule: str
    account: str
    day: str
    site: str
    at: int
    due: int
    doc: bytes


def known(box: Outbox, rule: str, day: str) -> set[str]:
    """Accounts that rule found already on that day."""
    return {
        row["account"] for row in box.rows("SELECT account FROM hits WHERE rule = ? AND day = ?", rule, day)
    }


def note(box: Outbox, found: Iterable[Found], *, state: str = "queued") -> int:
    """Write down what is new among them; how many that was. ``state`` "skipped": never told."""
    asked = "INSERT OR IGNORE INTO hits VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    with box.change() as db:
        return sum(
            db.execute(asked, (f.rule, f.account, f.day, f.site, f.at, f.due, state, f.doc)).rowcount
            for f in found
        )


def waiting(box: Outbox, now: int) -> list[Found]:
    """What may be told by now, the oldest first."""
    asked = (
        "SELECT rule, account, day, site, at, due, doc FROM hits WHERE state = 'queued' AND due <= ? "
        "ORDER BY rule, at, account"
    )
    return [Found(**row) for row in box.rows(asked, now)]


def told(box: Outbox, found: Sequence[Found], messages: Sequence[Message]) -> int:
    """Put the messages that tell them into the outbox and tick them off: both or neither."""
    asked = "UPDATE hits SET state = 'told', doc = x'' WHERE rule = ? AND account = ? AND day = ?"
    with box.change() as db:
        count = box.insert(db, messages)
        for item in found:
            db.execute(asked, (item.rule, item.account, item.day))
        return count
