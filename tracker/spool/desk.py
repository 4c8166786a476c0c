"""The other side of a spool: freezing, finishing, dead letters, counts. One connection under a lock."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from tracker.spool.schema import COUNTERS, SpoolFull, connect, damaged
from tracker.spool.shapes import DeadLetter, FrozenBatch, Item, Plan, pack, unpack

_PIECE = 500  # bodies in one group of an import
_FREE_PAGES = 2_000  # 8 MiB of free pages are kept for reuse, more are given back to the disk
_INSERT = "INSERT INTO groups (envelopes, events, tries, at, crc, data) VALUES (?, ?, ?, ?, ?, ?)"
_COUNT = "UPDATE ledger SET n = n + ? WHERE name = ?"
_TALLY = (
    "INSERT INTO tallies VALUES (?, ?, ?, ?) ON CONFLICT (site, day, reason) DO UPDATE SET n = n + excluded.n"
)
_DEAD = "INSERT INTO dead (at, reason, detail, tries, events, data) VALUES (?, ?, ?, ?, ?, ?)"


class Desk:
    """``write_lock`` is shared with the writer of this process; other processes wait in SQLite."""

    def __init__(self, path: Path, write_lock: threading.Lock) -> None:
        self._path = path
        self._write_lock = write_lock
        self._read_lock = threading.RLock()
        self._db = connect(path)
        self._name = self.state("spool")

    def close(self) -> None:
        with self._read_lock:
            self._db.close()

    def append_many(self, items: Sequence[tuple[bytes, int]], state: Mapping[str, str]) -> None:
        with self._change() as db:
            for start in range(0, len(items), _PIECE):
                piece = [(events, data) for data, events in items[start : start + _PIECE]]
                _insert_group(db, piece, 0)
            db.executemany("INSERT OR REPLACE INTO state VALUES (?, ?)", [*state.items()])

    def state(self, key: str) -> str | None:
        """What ``append_many`` last set."""
        row = self._one("SELECT value FROM state WHERE key = ?", key)
        return None if row is None else str(row[0])

    def freeze(self, limit: int = 5000) -> FrozenBatch | None:
        """The oldest items, about ``limit`` of them, or the batch frozen before; None if nothing waits."""
        row = self._one("SELECT batch, last, plan FROM frozen")
        if row is None:
            last = self._end_of(limit)
            if last is None:
                return None
            row = (f"{self._name}-{last}", last, None)
            with self._change() as db:
                db.execute("INSERT INTO frozen VALUES (?, ?, NULL)", row[:2])
        plan = msgspec.msgpack.decode(row[2], type=Plan) if row[2] else None
        return self._read_batch(str(row[0]), int(row[1]), plan)

    def note(self, batch: FrozenBatch, plan: Plan) -> None:
        """Keep the plan beside the batch, before its rows go to the store."""
        with self._change() as db:
            db.execute("UPDATE frozen SET plan = ? WHERE batch = ?", (msgspec.msgpack.encode(plan), batch.id))

    def finish(self, batch: FrozenBatch, plan: Plan) -> None:
        """The store has the rows: count, bury what the plan buries, delete the batch. One transaction."""
        now = time.time_ns() // 1_000_000
        dead = [
            (now, b.reason, b.detail[:500], item.tries + 1, item.events, item.data)
            for b in plan.dead
            for item in (batch.items[b.index],)
        ]
        counts = {
            "stored": plan.stored,
            "duplicate": plan.duplicate,
            "dropped": plan.dropped,
            "dead": sum(row[4] for row in dead),
        }
        with self._change() as db:
            db.executemany(_DEAD, dead)
            db.executemany(_COUNT, [(n, name) for name, n in counts.items()])
            db.executemany(_TALLY, plan.tallies)
            db.execute("DELETE FROM groups WHERE id <= ?", (batch.last,))
            db.execute("DELETE FROM frozen")
        self._shrink()

    def ledger(self) -> dict[str, int]:
        """Events by what became of them, and ``pending`` counted from the rows. Closes if all add up."""
        with self._look() as db:
            counts = dict(db.execute("SELECT name, n FROM ledger").fetchall())
            pending = db.execute("SELECT coalesce(sum(events), 0) FROM groups").fetchone()[0]
            dead = db.execute("SELECT coalesce(sum(events), 0) FROM dead").fetchone()[0]
        ledger = {name: int(counts[name]) for name in COUNTERS}
        ledger |= {"pending": int(pending), "dead": int(dead)}
        return ledger

    def backlog(self) -> tuple[int, int]:
        """(events waiting, when the oldest came in as UTC ms or 0)."""
        row = self._one("SELECT coalesce(sum(events), 0), coalesce(min(at), 0) FROM groups")
        return (int(row[0]), int(row[1])) if row else (0, 0)

    def dead_letters(self, limit: int = 1000) -> list[DeadLetter]:
        """Oldest first."""
        with self._look() as db:
            rows = db.execute(
                "SELECT id, at, reason, detail, tries, events, data FROM dead ORDER BY id LIMIT ?", (limit,)
            ).fetchall()
        return [DeadLetter(*row) for row in rows]

    def replay(self, ids: Iterable[int] | None = None) -> int:
        """Put dead letters back in the queue (None: all); how many. Twice does no harm: they are moved."""
        chosen = self._chosen(ids)
        with self._change() as db:
            for letter in chosen:
                if not self._take_dead(db, letter.id):
                    continue
                _insert_group(db, [(letter.events, letter.data)], letter.tries)
                db.execute(_COUNT, (-letter.events, "dead"))
        return len(chosen)

    def drop(self, ids: Iterable[int] | None = None) -> int:
        """Throw dead letters away (None: all); they are counted as dropped."""
        return self._drop(self._chosen(ids))

    def purge_dead(self, before: int) -> int:
        """Throw away dead letters buried before ``before`` (UTC ms)."""
        return self._drop([letter for letter in self._chosen(None) if letter.at < before])

    def freeze_tallies(self) -> tuple[str, list[tuple[str, str, str, int]]] | None:
        """(batch id, rows of (site, day, reason, n)) that go to the store next; stable until finished."""
        with self._change() as db:
            row = db.execute("SELECT batch FROM tallies_out LIMIT 1").fetchone()
            if row is None:
                batch = self._next_tally_batch(db)
                db.execute("INSERT INTO tallies_out SELECT ?, site, day, reason, n FROM tallies", (batch,))
                db.execute("DELETE FROM tallies")
            else:
                batch = str(row[0])
            rows = db.execute("SELECT site, day, reason, n FROM tallies_out WHERE batch = ?", (batch,))
            found = rows.fetchall()
        return (batch, found) if found else None

    def finish_tallies(self, batch: str) -> None:
        with self._change() as db:
            db.execute("DELETE FROM tallies_out WHERE batch = ?", (batch,))

    def _next_tally_batch(self, db: sqlite3.Connection) -> str:
        row = db.execute("SELECT value FROM state WHERE key = 'tally'").fetchone()
        number = int(row[0]) + 1 if row else 1
        db.execute("INSERT OR REPLACE INTO state VALUES ('tally', ?)", (str(number),))
        return f"{self._name}-t{number}"

    def _drop(self, letters: list[DeadLetter]) -> int:
        with self._change() as db:
            for letter in letters:
                if self._take_dead(db, letter.id):
                    db.execute(_COUNT, (-letter.events, "dead"))
                    db.execute(_COUNT, (letter.events, "dropped"))
        return len(letters)

    def _chosen(self, ids: Iterable[int] | None) -> list[DeadLetter]:
        letters = self.dead_letters(2**31)
        if ids is None:
            return letters
        wanted = set(ids)
        return [letter for letter in letters if letter.id in wanted]

    @staticmethod
    def _take_dead(db: sqlite3.Connection, letter_id: int) -> bool:
        return db.execute("DELETE FROM dead WHERE id = ?", (letter_id,)).rowcount == 1

    def _end_of(self, limit: int) -> int | None:
        total, last = 0, None
        with self._look() as db:
            for group_id, envelopes in db.execute("SELECT id, envelopes FROM groups ORDER BY id"):
                total += envelopes
                last = int(group_id)
                if total >= limit:
                    break
        return last

    def _read_batch(self, batch: str, last: int, plan: Plan | None) -> FrozenBatch:
        items: list[Item] = []
        bad: set[int] = set()
        with self._look() as db:
            rows = db.execute(
                "SELECT data, crc, events, tries FROM groups WHERE id <= ? ORDER BY id", (last,)
            ).fetchall()
        for data, crc, events, tries in rows:
            found = unpack(data, crc)
            if found is None:
                bad.add(len(items))
                items.append(Item(data, events, tries))
            else:
                items += [Item(body, n, tries) for n, body in found]
        return FrozenBatch(batch, last, items, plan, frozenset(bad))

    def _shrink(self) -> None:
        row = self._one("PRAGMA freelist_count")
        if row and row[0] > _FREE_PAGES:
            with self._write_lock, self._read_lock, self._named_errors():
                # executescript, because execute stops after the first page it frees.
                self._db.executescript(f"PRAGMA incremental_vacuum({row[0] - _FREE_PAGES})")

    def _one(self, sql: str, *params: object) -> tuple[Any, ...] | None:
        with self._look() as db:
            row: tuple[Any, ...] | None = db.execute(sql, params).fetchone()
            return row

    @contextmanager
    def _look(self) -> Iterator[sqlite3.Connection]:
        """A consistent view for reading."""
        with self._read_lock, self._named_errors():
            self._db.execute("BEGIN")
            try:
                yield self._db
            finally:
                self._roll_back()

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it or nothing."""
        with self._write_lock, self._read_lock, self._named_errors():
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield self._db
                self._db.execute("COMMIT")
            finally:
                self._roll_back()

    @contextmanager
    def _named_errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            raise SpoolFull(f"{self._path}: {error}") from error
        except sqlite3.DatabaseError as error:
            raise damaged(self._path, error) from error

    def _roll_back(self) -> None:
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")


def _insert_group(db: sqlite3.Connection, piece: list[tuple[int, bytes]], tries: int) -> None:
    data, crc = pack(piece)
    total = sum(events for events, _ in piece)
    now = time.time_ns() // 1_000_000
    db.execute(_INSERT, (len(piece), total, tries, now, crc, data))
