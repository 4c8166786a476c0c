"""The file of a spool: tables, settings of SQLite, and what is said when the file is damaged."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

VERSION = 1

# One row per commit: a commit that inserts one row releases the interpreter lock once, not per body.
# The trigger counts in the same statement, so "accepted" is exact whatever happens.
_TABLES = """
CREATE TABLE IF NOT EXISTS groups (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    envelopes INTEGER NOT NULL,
    events INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    at INTEGER NOT NULL,
    crc INTEGER NOT NULL,
    data BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS frozen (batch TEXT PRIMARY KEY, last INTEGER NOT NULL, plan BLOB);
CREATE TABLE IF NOT EXISTS ledger (name TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS dead (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    tries INTEGER NOT NULL,
    events INTEGER NOT NULL,
    data BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS tallies (
    site TEXT, day TEXT, reason TEXT, n INTEGER NOT NULL, PRIMARY KEY (site, day, reason)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tallies_out (
    batch TEXT, site TEXT, day TEXT, reason TEXT, n INTEGER NOT NULL, PRIMARY KEY (batch, site, day, reason)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS state (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS count_accepted AFTER INSERT ON groups WHEN NEW.tries = 0 BEGIN
    UPDATE ledger SET n = n + NEW.events WHERE name = 'accepted';
END;
"""

#: What became of accepted events; "pending" is counted from the rows themselves.
COUNTERS = ("accepted", "stored", "duplicate", "dropped", "dead", "erased")


class SpoolError(Exception):
    """Base of what a spool can say."""


class SpoolFull(SpoolError):
    """Nothing was written: no room, the disk refuses, or too many are waiting. Try again later."""


class SpoolDamaged(SpoolError):
    """The file is not a spool, or SQLite finds it damaged."""


def damaged(path: Path, error: Exception) -> SpoolDamaged:
    return SpoolDamaged(
        f"{path}: this spool is damaged ({error}). Nothing was changed. Move the file and its -wal and -shm "
        "neighbours aside and start again: a new spool is made. "
        "`sqlite3 FILE .recover` saves what can be read."
    )


def connect(path: Path) -> sqlite3.Connection:
    """Open or make the file. Raises ``SpoolDamaged``, or ``SpoolFull`` if it cannot be written."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        db = sqlite3.connect(path, timeout=20, isolation_level=None, check_same_thread=False)
        try:
            _prepare(db)
        except BaseException:
            db.close()
            raise
    except sqlite3.OperationalError as error:
        raise SpoolFull(f"{path}: {error}") from error
    except sqlite3.DatabaseError as error:
        raise damaged(path, error) from error
    return db


def _prepare(db: sqlite3.Connection) -> None:
    # auto_vacuum must come before the first table; it lets a file that grew in an outage shrink again.
    db.execute("PRAGMA auto_vacuum = INCREMENTAL")
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA wal_autocheckpoint = 4000")
    db.execute("PRAGMA journal_size_limit = 67108864")
    # What was loaded must not linger in free pages: bodies name pages people looked at.
    db.execute("PRAGMA secure_delete = ON")
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version == 0:
        _create(db)
    elif version > VERSION:
        raise sqlite3.DatabaseError(f"made by a newer release (format {version}, this one reads {VERSION})")


def _create(db: sqlite3.Connection) -> None:
    db.execute("BEGIN IMMEDIATE")
    for statement in _statements():
        db.execute(statement)
    db.executemany("INSERT OR IGNORE INTO ledger VALUES (?, 0)", [(name,) for name in COUNTERS])
    # Batch ids begin with it: two spools never use the same one, even after a spool was thrown away.
    db.execute("INSERT OR IGNORE INTO state VALUES ('spool', ?)", (os.urandom(5).hex(),))
    db.execute(f"PRAGMA user_version = {VERSION}")
    db.execute("COMMIT")


def _statements() -> list[str]:
    parts: list[str] = []
    text = ""
    for piece in _TABLES.split(";"):
        text += piece + ";"
        if sqlite3.complete_statement(text):
            parts.append(text)
            text = ""
    return parts
