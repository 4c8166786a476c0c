"""Addresses that wait to be identified: sealed, each address of a day once, gone when done.

A small SQLite file of its own. Of an address that is done only its key stays until the day is purged, so
that the next view from it does not ask again.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

_TABLE = """
CREATE TABLE IF NOT EXISTS addresses (
    address_key TEXT PRIMARY KEY, day TEXT NOT NULL, sealed BLOB, at INTEGER NOT NULL
) WITHOUT ROWID
"""
_WAITING = "CREATE INDEX IF NOT EXISTS waiting ON addresses (day) WHERE sealed IS NOT NULL"
_REMEMBERED = 100_000


@dataclass(frozen=True, slots=True)
class Pending:
    """An address to identify. ``day``: "YYYY-MM-DD" (UTC); ``sealed``: ``KeyRing.open`` gives the text."""

    address_key: str
    day: str
    sealed: bytes


class AddressQueue:
    """Safe to use from several threads. Raises ``sqlite3.Error`` where the file cannot be used."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = threading.Lock()
        self._known: set[str] = set()
        self._db = sqlite3.connect(path, timeout=20, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        # A sealed address that was deleted must not linger in a free page.
        self._db.execute("PRAGMA secure_delete = ON")
        self._db.execute(_TABLE)
        self._db.execute(_WAITING)

    def put(self, addresses: Iterable[tuple[str, str, bytes]]) -> int:
        """Queue (address key, day, sealed); those known already are left alone. How many were new."""
        with self._lock:
            now = time.time_ns() // 1_000_000
            fresh = [(*row, now) for row in addresses if row[0] not in self._known]
            if not fresh:
                return 0
            before = self._db.total_changes
            with self._db:
                self._db.execute("BEGIN IMMEDIATE")
                self._db.executemany("INSERT OR IGNORE INTO addresses VALUES (?, ?, ?, ?)", fresh)
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            self._known.update(row[0] for row in fresh)
            return self._db.total_changes - before

    def pending(self, limit: int = 500) -> list[Pending]:
        """Addresses to identify, newest day first: people look at today."""
        with self._lock:
            rows = self._db.execute(
                "SELECT address_key, day, sealed FROM addresses WHERE sealed IS NOT NULL "
                "ORDER BY day DESC, at, address_key LIMIT ?",
                (limit,),
            ).fetchall()
        return [Pending(*row) for row in rows]

    def done(self, keys: Iterable[str]) -> None:
        """These are identified: the sealed address is deleted, the key remembered."""
        with self._lock, self._db:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany(
                "UPDATE addresses SET sealed = NULL WHERE address_key = ?", [(key,) for key in keys]
            )

    def overdue(self, before_ms: int) -> list[Pending]:
        """Addresses that were queued before ``before_ms`` (UTC ms) and still wait."""
        with self._lock:
            rows = self._db.execute(
                "SELECT address_key, day, sealed FROM addresses WHERE sealed IS NOT NULL AND at < ?",
                (before_ms,),
            ).fetchall()
        return [Pending(*row) for row in rows]

    def purge(self, before_ms: int) -> int:
        """Forget all that were queued before ``before_ms`` (UTC ms); how many of them still waited."""
        with self._lock, self._db:
            self._db.execute("BEGIN IMMEDIATE")
            row = self._db.execute(
                "SELECT count(sealed) FROM addresses WHERE at < ?", (before_ms,)
            ).fetchone()
            self._db.execute("DELETE FROM addresses WHERE at < ?", (before_ms,))
            self._known.clear()
        return int(row[0])

    def recall(self) -> None:
        """Forget which keys are done: the next view from each asks again, of newer data."""
        with self._lock, self._db:
            self._db.execute("DELETE FROM addresses WHERE sealed IS NULL")
            self._known.clear()

    def forget(self, keys: Sequence[str]) -> None:
        """Forget that these are done: the next view from each asks again."""
        with self._lock, self._db:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany(
                "DELETE FROM addresses WHERE sealed IS NULL AND address_key = ?", [(key,) for key in keys]
            )
            self._known.difference_update(keys)

    def count(self) -> int:
        """How many wait."""
        with self._lock:
            row = self._db.execute("SELECT count(sealed) FROM addresses WHERE sealed IS NOT NULL").fetchone()
        return int(row[0])

    def close(self) -> None:
        with self._lock:
            self._db.close()
