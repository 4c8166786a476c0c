"""The outbox: each message once, with its state, its tries and the answers it got.

    queued → sending → sent
                    ↘ queued (tried again later) → … → failed
    skipped: never sent on purpose, and why

"sending" is written before the first byte leaves. A process that dies there leaves a message nobody knows
the fate of; it is sent again with the same id (docs/adr/0011-outbox.md).
"""

from __future__ import annotations

import fcntl
import hashlib
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from tracker.outbox.schema import FILE, connect

_DAY_MS = 86_400_000
#: What became of a message is kept so long; what it said goes as soon as it is sent.
KEEP_DAYS = 120
#: What could not be sent may be tried again for so long; then only that it failed is kept: a hand-over names
#: persons, who may have been erased since.
TRY_DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """``id`` is the same for the same thing to say to the same target. Times: UTC ms.

    ``kind``: report, alert or test; ``cause``: id of the schedule or rule; ``channel``: mail, slack, …;
    ``target``: mail address, or id of the destination; ``body``: what goes over the wire, empty once sent.
    """

    id: str
    kind: str
    site: str
    cause: str
    day: str
    channel: str
    target: str
    title: str
    due: int
    made: int
    state: str = "queued"
    tries: int = 0
    changed: int = 0
    answer: str = ""
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Attempt:
    at: int
    ok: bool
    answer: str


@dataclass(frozen=True, slots=True)
class Run:
    """A day's report of a schedule. ``state``: queued, skipped or empty; ``hash``: of what it said."""

    schedule: str
    day: str
    at: int
    state: str
    hash: str = ""


_COLUMNS = tuple(item.name for item in fields(Message))
#: What a hanging receiver may hold up: a destination its own messages, a mail server all mail.
_WAY = "CASE channel WHEN 'mail' THEN '' ELSE target END"
_INSERT = (
    f"INSERT OR IGNORE INTO messages ({', '.join(_COLUMNS)}) VALUES ({', '.join(['?'] * len(_COLUMNS))})"  # noqa: S608
)


class Outbox:
    """One connection under a lock; other processes wait in SQLite."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir
        self._lock = threading.RLock()
        self._db = connect(data_dir / FILE)

    def close(self) -> None:
        with self._lock:
            self._db.close()

    @property
    def secret(self) -> bytes:
        """For links that end a mail. Made with the file."""
        return bytes.fromhex(self.state("secret"))

    # -- putting in

    def put(self, messages: Iterable[Message], *, run: Run | None = None) -> int:
        """Put messages in, all or none, and note the run they belong to; how many were new.

        A run that is noted already puts nothing in: that is what makes a day's report go out once.
        """
        with self.change() as db:
            if run is not None and not self._note(db, run):
                return 0
            return self.insert(db, messages)

    @staticmethod
    def insert(db: sqlite3.Connection, messages: Iterable[Message]) -> int:
        """Within a change of one's own; how many were new."""
        rows = [_row(message) for message in messages]
        return sum(db.execute(_INSERT, row).rowcount for row in rows)

    def skip(self, runs: Sequence[Run]) -> None:
        """Note days whose report will not be sent any more."""
        with self.change() as db:
            for run in runs:
                self._note(db, run)

    def ran(self, schedule: str, day: str) -> bool:
        return bool(self.rows("SELECT 1 FROM runs WHERE schedule = ? AND day = ?", schedule, day))

    def runs(self, schedule: str, limit: int = 14) -> list[Run]:
        """The newest first."""
        asked = "SELECT * FROM runs WHERE schedule = ? ORDER BY day DESC LIMIT ?"
        return [Run(**row) for row in self.rows(asked, schedule, limit)]

    @staticmethod
    def _note(db: sqlite3.Connection, run: Run) -> bool:
        values = (run.schedule, run.day, run.at, run.state, run.hash)
        return bool(db.execute("INSERT OR IGNORE INTO runs VALUES (?, ?, ?, ?, ?)", values).rowcount)

    # -- sending

    @contextmanager
    def alone(self, way: str = "") -> Iterator[bool]:
        """Only one at a time sends on a way, in whatever process; False if another does now."""
        name = hashlib.sha256(way.encode()).hexdigest()[:16]
        folder = self._folder / "outbox.locks"
        folder.mkdir(mode=0o700, exist_ok=True)
        with (folder / name).open("wb") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True

    def ways(self, now: int) -> list[tuple[str, str]]:
        """(channel, target) on which something is to be done; all mail goes one way, its target is ""."""
        asked = (
            f"SELECT DISTINCT channel, {_WAY} AS way FROM messages "  # noqa: S608
            "WHERE (state = 'queued' AND due <= ?) OR state = 'sending' ORDER BY channel, way"
        )
        return [(row["channel"], row["way"]) for row in self.rows(asked, now)]

    def recover(self, way: tuple[str, str], now: int) -> int:
        """Messages of this way that a dead process was sending wait again. Call ``alone`` only; how many."""
        with self.change() as db:
            note = "interrupted: sent again under the same id"
            return db.execute(
                "UPDATE messages SET state = 'queued', due = ?, changed = ?, answer = ? "  # noqa: S608
                f"WHERE state = 'sending' AND channel = ? AND {_WAY} = ?",
                (now, now, note, *way),
            ).rowcount

    def due(self, now: int, way: tuple[str, str], limit: int = 50) -> list[Message]:
        """What waits on this way, the oldest first."""
        asked = (
            "SELECT * FROM messages WHERE state = 'queued' AND due <= ? "  # noqa: S608
            f"AND channel = ? AND {_WAY} = ? ORDER BY due, id LIMIT ?"
        )
        return [_message(row) for row in self.rows(asked, now, *way, limit)]

    def begin(self, message_id: str, now: int) -> bool:
        """From now on its fate is unknown until told. False if it does not wait any more."""
        with self.change() as db:
            return bool(
                db.execute(
                    "UPDATE messages SET state = 'sending', tries = tries + 1, changed = ? "
                    "WHERE id = ? AND state = 'queued'",
                    (now, message_id),
                ).rowcount
            )

    def sent(self, message_id: str, answer: str, now: int) -> None:
        """The target has taken it: keep its answer, forget what was said."""
        self._end(message_id, "sent", answer, now, 0, keep=False)

    def later(self, message_id: str, answer: str, now: int, due: int) -> None:
        self._end(message_id, "queued", answer, now, due)

    def fail(self, message_id: str, answer: str, now: int) -> None:
        """It will not be tried again by itself; what it said is kept, so that a person may."""
        self._end(message_id, "failed", answer, now, 0)

    def _end(
        self, message_id: str, state: str, answer: str, now: int, due: int, *, keep: bool = True
    ) -> None:
        with self.change() as db:
            db.execute(
                "UPDATE messages SET state = ?, answer = ?, changed = ?, due = max(due, ?), "
                "body = CASE WHEN ? THEN body ELSE x'' END WHERE id = ?",
                (state, answer, now, due, keep, message_id),
            )
            db.execute(
                "INSERT INTO attempts (message, at, ok, answer) VALUES (?, ?, ?, ?)",
                (message_id, now, state == "sent", answer),
            )

    def again(self, message_id: str, now: int) -> bool:
        """A person wants it tried at once; False where there is nothing to send."""
        with self.change() as db:
            return bool(
                db.execute(
                    "UPDATE messages SET state = 'queued', due = ?, changed = ? "
                    "WHERE id = ? AND state IN ('failed', 'queued') AND length(body) > 0",
                    (now, now, message_id),
                ).rowcount
            )

    # -- looking

    def get(self, message_id: str) -> Message | None:
        rows = self.rows("SELECT * FROM messages WHERE id = ?", message_id)
        return _message(rows[0]) if rows else None

    def log(self, *, site: str = "", state: str = "", limit: int = 200) -> list[Message]:
        """The newest first, without what they said."""
        columns = ", ".join(name for name in _COLUMNS if name != "body")
        asked = (
            f"SELECT {columns} FROM messages WHERE (? = '' OR site = ?) AND (? = '' OR state = ?) "  # noqa: S608
            "ORDER BY made DESC, id LIMIT ?"
        )
        return [Message(**row) for row in self.rows(asked, site, site, state, state, limit)]

    def attempts(self, message_id: str) -> list[Attempt]:
        """The oldest first."""
        asked = "SELECT at, ok, answer FROM attempts WHERE message = ? ORDER BY id"
        return [Attempt(row["at"], bool(row["ok"]), row["answer"]) for row in self.rows(asked, message_id)]

    def counts(self) -> dict[str, int]:
        """Messages by state."""
        return {
            row["state"]: row["n"]
            for row in self.rows("SELECT state, count(*) AS n FROM messages GROUP BY state")
        }

    # -- housekeeping

    def forget(self, now: int) -> int:
        """Drop what was over long ago; how many messages."""
        before = now - KEEP_DAYS * _DAY_MS
        with self.change() as db:
            gone = db.execute(
                "DELETE FROM messages WHERE changed < ? AND state <> 'queued'", (before,)
            ).rowcount
            db.execute(
                "UPDATE messages SET body = x'' WHERE changed < ? AND state = 'failed'",
                (now - TRY_DAYS * _DAY_MS,),
            )
            db.execute("DELETE FROM attempts WHERE message NOT IN (SELECT id FROM messages)")
            db.execute("DELETE FROM hits WHERE at < ? AND state <> 'queued'", (before,))
            db.execute("DELETE FROM runs WHERE at < ?", (before - KEEP_DAYS * _DAY_MS,))
            return gone

    def state(self, key: str, default: str = "") -> str:
        rows = self.rows("SELECT value FROM state WHERE key = ?", key)
        return str(rows[0]["value"]) if rows else default

    def set_state(self, key: str, value: str) -> None:
        """``value`` "" forgets the key."""
        with self.change() as db:
            db.execute("DELETE FROM state WHERE key = ?", (key,))
            if value:
                db.execute("INSERT INTO state VALUES (?, ?)", (key, value))

    def rows(self, asked: str, *values: Any) -> list[dict[str, Any]]:
        with self._lock:
            return [dict(row) for row in self._db.execute(asked, values).fetchall()]

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """One transaction, on the disk when it is left."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")


def _row(message: Message) -> tuple[Any, ...]:
    return tuple(
        message.made if name == "changed" and not message.changed else getattr(message, name)
        for name in _COLUMNS
    )


def _message(row: dict[str, Any]) -> Message:
    return Message(**{**row, "body": row["body"] or b""})
