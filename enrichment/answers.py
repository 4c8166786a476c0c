"""What remote sources answered, what they were asked, and when to leave them alone: one small SQLite file.

Answers about a block are kept by block. Answers about one address are kept under a keyed hash whose key is
random and thrown away with its day: the file outlives a restart, but says of no address that it was here.
Every row has an end; nothing is kept longer than the terms of its source allow.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Final

from enrichment.model import BadData, Evidence, Subject
from enrichment.networks import WIDTH, cidr

FILE: Final = "lookups.db"
DAY_S: Final = 86400.0
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS block (
    source TEXT, network TEXT, length INTEGER, until REAL, evidence TEXT, PRIMARY KEY (source, network)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS address (
    source TEXT, name BLOB, until REAL, evidence TEXT, PRIMARY KEY (source, name)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS salt (day INTEGER PRIMARY KEY, secret BLOB);
CREATE TABLE IF NOT EXISTS spent (
    source TEXT, period TEXT, questions INTEGER, PRIMARY KEY (source, period)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pause (source TEXT PRIMARY KEY, until REAL, failures INTEGER) WITHOUT ROWID;
"""
Found = tuple[Evidence, ...]


class Answers:
    """The file of one data folder; in memory without ``path``. Safe between threads and processes.

    Raises ``BadData`` for a file that is no such database; afterwards ``sqlite3.Error``, e.g. on a full disk.
    """

    def __init__(self, path: Path | None, clock: Callable[[], float]) -> None:
        self.clock = clock
        self._lock = threading.RLock()
        try:
            if path is not None:
                path.touch(mode=0o600)
            self._db = sqlite3.connect(
                path or ":memory:", timeout=10.0, check_same_thread=False, isolation_level=None
            )
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA secure_delete = ON")
            self._db.executescript(_SCHEMA)
        except (sqlite3.Error, OSError) as error:
            raise BadData(f"{path}: no file of look-ups ({error}); take it away, it is made anew") from None
        self.purge()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction that no other process can cut into."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def block(self, source: str, subject: Subject) -> Found | None:
        """The answer kept about the narrowest block around the address, or None."""
        blocks = list(_blocks(subject))
        marks = ",".join("?" * len(blocks))
        query = (
            f"SELECT evidence FROM block WHERE source = ? AND until > ? AND network IN ({marks}) "  # noqa: S608
            "ORDER BY length DESC LIMIT 1"
        )
        return self._one(query, (source, self.clock(), *blocks))

    def keep_block(self, source: str, networks: Sequence[str], found: Found, seconds: float) -> None:
        until, text = self.clock() + seconds, _text(found)
        rows = [(source, network, int(network.rpartition("/")[2]), until, text) for network in networks]
        with self.writing() as db:
            db.executemany("INSERT OR REPLACE INTO block VALUES (?, ?, ?, ?, ?)", rows)

    def address(self, source: str, subject: Subject) -> Found | None:
        """The answer kept about this very address, or None."""
        with self._lock:
            name = self._name(subject)
        query = "SELECT evidence FROM address WHERE source = ? AND name = ? AND until > ?"
        return self._one(query, (source, name, self.clock()))

    def keep_address(self, source: str, subject: Subject, found: Found, seconds: float) -> None:
        """At most until the end of the UTC day, because the key of its name goes then."""
        now = self.clock()
        until = min(now + seconds, (now // DAY_S + 1) * DAY_S)
        with self._lock:
            name = self._name(subject)
            with self.writing() as db:
                row = (source, name, until, _text(found))
                db.execute("INSERT OR REPLACE INTO address VALUES (?, ?, ?, ?)", row)

    def purge(self) -> None:
        """Delete what is over: answers, keys of past days, counts of past years."""
        now = self.clock()
        with self.writing() as db:
            db.execute("DELETE FROM block WHERE until <= ?", (now,))
            db.execute("DELETE FROM address WHERE until <= ?", (now,))
            db.execute("DELETE FROM salt WHERE day < ?", (int(now // DAY_S),))
            year = datetime.fromtimestamp(now - 366 * DAY_S, UTC).strftime("%Y-%m")
            db.execute("DELETE FROM spent WHERE period < ?", (year,))

    def close(self) -> None:
        self._db.close()

    def _name(self, subject: Subject) -> bytes:
        text = f"{subject.version}:{subject.number}".encode()
        return blake2b(text, key=self._salt(), digest_size=16).digest()

    def _salt(self) -> bytes:
        day = int(self.clock() // DAY_S)
        row = self._db.execute("SELECT secret FROM salt WHERE day = ?", (day,)).fetchone()
        if row is None:
            self.purge()
            fresh = (day, secrets.token_bytes(32))
            with self.writing() as db:  # another process may have been first
                db.execute("INSERT OR IGNORE INTO salt VALUES (?, ?)", fresh)
            row = self._db.execute("SELECT secret FROM salt WHERE day = ?", (day,)).fetchone()
        return bytes(row[0])

    def _one(self, query: str, values: tuple[object, ...]) -> Found | None:
        with self._lock:
            row = self._db.execute(query, values).fetchone()
        return _found(row[0]) if row else None


def open_answers(data_dir: Path | None) -> Answers:
    """The file of look-ups in the data folder; in memory where there is no folder. Raises ``BadData``."""
    folder = data_dir if data_dir is not None and data_dir.is_dir() else None
    return Answers(folder / FILE if folder else None, time.time)


def _blocks(subject: Subject) -> Iterator[str]:
    width = WIDTH[subject.version]
    for length in range(width + 1):
        shift = width - length
        yield cidr(subject.version, subject.number >> shift << shift, length)


def _text(found: Found) -> str:
    return json.dumps([asdict(item) for item in found], ensure_ascii=False, separators=(",", ":"))


def _found(text: str) -> Found | None:
    try:
        return tuple(Evidence(**item) for item in json.loads(text))
    except (TypeError, ValueError):  # written by another version: ask again
        return None
