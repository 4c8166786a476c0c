"""People in a file of their own: ``people.db`` in the data folder. What is erased is gone from the disk.

The store is append-only and keeps every version; that is right for facts and wrong for persons. Here a row is
replaced, and freed pages are overwritten (``secure_delete``). Who was erased leaves a keyed mark behind, so
that the next import of an old list does not bring them back.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from tracker.contacts import known
from tracker.contacts.person import Contact
from tracker.store import Store

FILE: Final = "people.db"
COLUMNS: Final = Contact.__struct_fields__
_NUMBERS: Final = ("consent_at", "do_not_contact", "checked", "created", "updated")
_FIELDS: Final = ", ".join(
    f"{name} {'INTEGER NOT NULL DEFAULT 0' if name in _NUMBERS else 'TEXT NOT NULL DEFAULT ' + repr('')}"
    for name in COLUMNS
    if name != "id"
)
_TABLES: Final = f"""
CREATE TABLE IF NOT EXISTS contacts (id TEXT PRIMARY KEY, {_FIELDS});
CREATE UNIQUE INDEX IF NOT EXISTS by_mail ON contacts (site, mail) WHERE mail != '';
CREATE INDEX IF NOT EXISTS by_account ON contacts (site, account);
CREATE TABLE IF NOT EXISTS outreach (
    id INTEGER PRIMARY KEY AUTOINCREMENT, site TEXT NOT NULL, account TEXT NOT NULL, contact TEXT NOT NULL,
    at INTEGER NOT NULL, channel TEXT NOT NULL, by TEXT NOT NULL, note TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS outreach_of ON outreach (contact, at);
CREATE TABLE IF NOT EXISTS touches (
    id TEXT PRIMARY KEY, site TEXT NOT NULL, account TEXT NOT NULL, contact TEXT NOT NULL, note TEXT NOT NULL,
    source TEXT NOT NULL, by TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS touches_of ON touches (site, account);
CREATE TABLE IF NOT EXISTS audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, by TEXT NOT NULL, action TEXT NOT NULL,
    site TEXT NOT NULL, contact TEXT NOT NULL, detail TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS erased (mark TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""
_EVERY: Final = "SELECT * FROM contacts"
_MARKS: Final = ", ".join("?" * len(COLUMNS))
#: The table is made from COLUMNS, in this order.
_PUT: Final = "INSERT OR REPLACE INTO contacts VALUES (" + _MARKS + ")"  # noqa: S608
_AUDITED: Final = ("account", "name", "mail", "phone", "title", "function", "source", "basis", "consent_at",
                   "do_not_contact", "checked")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outreach:
    """Somebody of us turned to a person. ``at``: UTC ms."""

    contact: str
    at: int
    channel: str
    by: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Noted:
    """What is known of a touch beside its event: whose it was, a note, which list, who wrote it down."""

    contact: str
    note: str
    source: str
    by: str


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the audit: who did what to whom (an id, nothing of the person), UTC ms."""

    at: int
    by: str
    action: str
    contact: str
    detail: str


class Book:
    """An open ``people.db``. One for each request or command; SQLite lets several in at once."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._changed: set[tuple[str, str]] = set()  # site and account of those written or erased
        db.row_factory = sqlite3.Row

    def get(self, contact: str) -> Contact | None:
        row = self._db.execute("SELECT * FROM contacts WHERE id = ?", (contact,)).fetchone()
        return _contact(row) if row else None

    def of_account(self, site: str, account: str) -> list[Contact]:
        return self._select("WHERE site = ? AND account = ? ORDER BY name, mail, id", site, account)

    def of_site(self, site: str) -> list[Contact]:
        return self._select("WHERE site = ? ORDER BY account, name, mail, id", site)

    def known(self, site: str, mail: str, phone: str, external: str = "") -> Contact | None:
        """The one with this mail address, else with this number in the CRM, else this phone and no mail."""
        found = (
            (mail and self._select("WHERE site = ? AND mail = ?", site, mail))
            or (external and self._select("WHERE site = ? AND external = ?", site, external))
            or (phone and self._select("WHERE site = ? AND phone = ? AND mail = ''", site, phone))
        )
        return found[0] if found else None

    def _select(self, where: str, *given: Any) -> list[Contact]:
        return [_contact(row) for row in self._db.execute(f"{_EVERY} {where}", given)]

    def save(self, contact: Contact, *, by: str, at: int) -> Contact:
        """Add or replace one; a new one gets its id. The audit names the fields changed, not their text."""
        before = self.get(contact.id) if contact.id else None
        self._changed |= {(who.site, who.account) for who in (before, contact) if who}
        made = msgspec.structs.replace(
            contact,
            id=contact.id or secrets.token_hex(8),
            created=before.created if before else at,
            updated=at,
            by=by,
        )
        changed = [name for name in _AUDITED if before and getattr(before, name) != getattr(made, name)]
        with self._db:
            self._db.execute(_PUT, [getattr(made, name) for name in COLUMNS])
            if before is None or changed:
                self._note(made.site, made.id, "changed" if before else "added", ", ".join(changed), by, at)
        return made

    def erase(self, contact: str, *, by: str, at: int) -> bool:
        """Remove a person and everything said of them. What stays: that it happened, by whom and when."""
        found = self.get(contact)
        if found is None:
            return False
        self._changed.add((found.site, found.account))
        with self._db:
            for mark in self._marks(found):
                self._db.execute("INSERT OR REPLACE INTO erased VALUES (?, ?)", (mark, at))
            self._db.execute("DELETE FROM contacts WHERE id = ?", (contact,))
            self._db.execute("DELETE FROM outreach WHERE contact = ?", (contact,))
            self._db.execute("UPDATE touches SET contact = '', note = '' WHERE contact = ?", (contact,))
            self._note(found.site, contact, "erased", "", by, at)
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return True

    def tell(self, store: Store) -> None:
        """Let scoring know of what changed since the book was opened; the first time ever, of everybody."""
        first = self._db.execute("SELECT value FROM meta WHERE name = 'told'").fetchone() is None
        if first:
            rows = self._db.execute("SELECT DISTINCT site, account FROM contacts")
            self._changed |= {(row["site"], row["account"]) for row in rows}
        if self._changed:
            known.tell(store, {key: self.of_account(*key) for key in sorted(self._changed)})
            self._changed.clear()
        if first:
            with self._db:
                self._db.execute("INSERT OR REPLACE INTO meta VALUES ('told', 'yes')")

    def erased_at(self, site: str, mail: str, phone: str) -> int:
        """When a person with this address or number was erased (UTC ms), 0: never."""
        marks = self._marks(Contact(site=site, mail=mail, phone=phone))
        rows = [
            self._db.execute("SELECT at FROM erased WHERE mark = ?", (mark,)).fetchone() for mark in marks
        ]
        return max((row["at"] for row in rows if row), default=0)

    def _marks(self, contact: Contact) -> list[str]:
        key = bytes.fromhex(self._meta("key"))
        texts = [f"{contact.site}\n{value}" for value in (contact.mail, contact.phone) if value]
        return [hmac.new(key, text.encode(), hashlib.sha256).hexdigest() for text in texts]

    def _meta(self, name: str) -> str:
        row = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return str(row["value"])

    def reached_out(self, site: str, account: str, said: Outreach) -> None:
        with self._db:
            self._db.execute(
                "INSERT INTO outreach (site, account, contact, at, channel, by, note) VALUES (?,?,?,?,?,?,?)",
                (site, account, said.contact, said.at, said.channel, said.by, said.note),
            )

    def outreach(self, contact: str, since: int = 0) -> list[Outreach]:
        """Newest first."""
        rows = self._db.execute(
            "SELECT contact, at, channel, by, note FROM outreach WHERE contact = ? AND at >= ? "
            "ORDER BY at DESC, id DESC",
            (contact, since),
        )
        return [Outreach(**dict(row)) for row in rows]

    def outreach_of_site(self, site: str, since: int) -> dict[str, list[Outreach]]:
        """Contact → what we sent or said to them since (UTC ms), newest first."""
        rows = self._db.execute(
            "SELECT contact, at, channel, by, note FROM outreach WHERE site = ? AND at >= ? "
            "ORDER BY at DESC, id DESC",
            (site, since),
        )
        found: dict[str, list[Outreach]] = {}
        for row in rows:
            found.setdefault(row["contact"], []).append(Outreach(**dict(row)))
        return found

    def note_touches(self, site: str, rows: Iterable[tuple[str, str, Noted]]) -> None:
        """``rows``: touch id, account key, what is known of it."""
        with self._db:
            self._db.executemany(
                "INSERT OR REPLACE INTO touches (id, site, account, contact, note, source, by) "
                "VALUES (?,?,?,?,?,?,?)",
                [
                    (name, site, key, item.contact, item.note, item.source, item.by)
                    for name, key, item in rows
                ],
            )

    def noted(self, site: str, account: str) -> dict[str, Noted]:
        rows = self._db.execute(
            "SELECT id, contact, note, source, by FROM touches WHERE site = ? AND account = ?",
            (site, account),
        )
        return {row["id"]: Noted(row["contact"], row["note"], row["source"], row["by"]) for row in rows}

    def audit(self, site: str, *, contact: str = "", most: int = 50) -> list[Change]:
        """Newest first."""
        rows = self._db.execute(
            "SELECT at, by, action, contact, detail FROM audit WHERE site = ? AND (? = '' OR contact = ?) "
            "ORDER BY id DESC LIMIT ?",
            (site, contact, contact, most),
        )
        return [Change(**dict(row)) for row in rows]

    def note(self, site: str, action: str, detail: str, *, by: str, at: int) -> None:
        """Write down what was done with several people at once."""
        with self._db:
            self._note(site, "", action, detail, by, at)

    def _note(self, site: str, contact: str, action: str, detail: str, by: str, at: int) -> None:
        self._db.execute(
            "INSERT INTO audit (at, by, action, site, contact, detail) VALUES (?,?,?,?,?,?)",
            (at, by, action, site, contact, detail),
        )


def _contact(row: sqlite3.Row) -> Contact:
    return Contact(**{name: row[name] for name in COLUMNS})


@contextmanager
def open_book(data_dir: Path, store: Store | None = None) -> Iterator[Book]:
    """The book of this data folder, made where there is none. ``store``: where scoring learns of what was
    written into it. Raises ``sqlite3.Error``."""
    path = data_dir / FILE
    fresh = not path.exists()
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    db = sqlite3.connect(path, timeout=20)
    try:
        if fresh:
            path.chmod(0o600)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA secure_delete = ON")
        db.execute("PRAGMA synchronous = FULL")
        db.executescript(_TABLES)
        with db:
            db.execute("INSERT OR IGNORE INTO meta VALUES ('key', ?)", (secrets.token_hex(32),))
        book = Book(db)
        yield book
        if store is not None:
            book.tell(store)
    finally:
        db.close()
