"""The file of the outbox: tables and how it is opened."""

from __future__ import annotations

import secrets
import sqlite3
from pathlib import Path
from typing import Final

FILE: Final = "outbox.db"

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS messages (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    site TEXT NOT NULL,
    cause TEXT NOT NULL,
    day TEXT NOT NULL,
    channel TEXT NOT NULL,
    target TEXT NOT NULL,
    title TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'skipped')),
    tries INTEGER NOT NULL DEFAULT 0,
    due INTEGER NOT NULL,
    made INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    answer TEXT NOT NULL DEFAULT '',
    body BLOB
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS messages_due ON messages (state, due);
CREATE INDEX IF NOT EXISTS messages_made ON messages (made);
CREATE TABLE IF NOT EXISTS attempts (
    id INTEGER PRIMARY KEY, message TEXT NOT NULL, at INTEGER NOT NULL, ok INTEGER NOT NULL,
    answer TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS attempts_message ON attempts (message);
CREATE TABLE IF NOT EXISTS runs (
    schedule TEXT NOT NULL, day TEXT NOT NULL, at INTEGER NOT NULL, state TEXT NOT NULL, hash TEXT NOT NULL,
    PRIMARY KEY (schedule, day)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS hits (
    rule TEXT NOT NULL, account TEXT NOT NULL, day TEXT NOT NULL, site TEXT NOT NULL, at INTEGER NOT NULL,
    due INTEGER NOT NULL, state TEXT NOT NULL, doc BLOB NOT NULL,
    PRIMARY KEY (rule, account, day)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS hits_due ON hits (state, due);
CREATE TABLE IF NOT EXISTS state (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


def connect(path: Path) -> sqlite3.Connection:
    """Open or make the file, readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600, exist_ok=True)
    db = sqlite3.connect(path, timeout=20, isolation_level=None, check_same_thread=False)
    db.row_factory = sqlite3.Row
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    # What was sent must not linger in free pages: mails name companies.
    db.execute("PRAGMA secure_delete = ON")
    db.executescript(_TABLES)
    db.execute("INSERT OR IGNORE INTO state VALUES ('secret', ?)", (secrets.token_hex(32),))
    return db
