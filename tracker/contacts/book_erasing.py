"""People of a whole site out of ``people.db``, and the name of a user who wrote things down in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from tracker.contacts.book import FILE

_OF_SITE: Final = ("contacts", "outreach", "touches", "audit")
_BY: Final = ("contacts", "outreach", "touches", "audit")


def of_site(data_dir: Path, site: str) -> int:
    """How many people are kept for a site."""
    with _open(data_dir) as db:
        found = db.execute("SELECT count(*) FROM contacts WHERE site = ?", (site,)).fetchone() if db else None
    return int(found[0]) if found else 0


def erase_site(data_dir: Path, site: str) -> None:
    """Everybody of a site, and all that is said of them; nothing of it is left on the disk."""
    with _open(data_dir) as db:
        if db is None:
            return
        with db:
            for table in _OF_SITE:
                db.execute(f"DELETE FROM {table} WHERE site = ?", (site,))  # noqa: S608 - our own names
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def rename_user(data_dir: Path, user: str, instead: str) -> None:
    """Who wrote something down is nobody's name any more."""
    with _open(data_dir) as db:
        if db is None:
            return
        with db:
            for table in _BY:
                db.execute(f"UPDATE {table} SET by = ? WHERE by = ?", (instead, user))  # noqa: S608
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def _open(data_dir: Path) -> Iterator[sqlite3.Connection | None]:
    """None where nobody was ever kept."""
    path = data_dir / FILE
    if not path.exists():
        yield None
        return
    with closing(sqlite3.connect(path, timeout=20)) as db:
        db.execute("PRAGMA secure_delete = ON")
        yield db
