"""Group commit: one thread writes whatever is queued in one transaction, then answers all at once.

Nothing waits on purpose: while a commit is on its way to the disk the next group gathers by itself.
"""

from __future__ import annotations

import asyncio
import os
import queue
import sqlite3
import threading
import time
from collections import defaultdict
from contextlib import suppress
from pathlib import Path

from tracker.spool.schema import SpoolFull, connect
from tracker.spool.shapes import pack

GROUP = 512  # bodies in one commit
WAITING = 20_000  # bodies not yet written; more are refused
TICK_S = 1.0  # how often the disk is looked at and counts are written
_RESERVE = 256 * 2**20
_INSERT = "INSERT INTO groups (envelopes, events, tries, at, crc, data) VALUES (?, ?, 0, ?, ?, ?)"
_TALLY = (
    "INSERT INTO tallies VALUES (?, ?, ?, ?) ON CONFLICT (site, day, reason) DO UPDATE SET n = n + excluded.n"
)

Future = asyncio.Future[None]
Entry = tuple[bytes, int, Future]
Tally = tuple[str, str, str]


class Writer:
    """Owns the appending connection and its thread. ``lock`` is held for each write in this process."""

    def __init__(self, path: Path, lock: threading.Lock, reserve: int | None) -> None:
        self._path = path
        self._journal = path.with_name(path.name + "-wal")
        self._lock = lock
        self._reserve = reserve
        self._queue: queue.SimpleQueue[Entry | None] = queue.SimpleQueue()
        self._tallies: dict[Tally, int] = {}
        self._tally_lock = threading.Lock()
        self._db: sqlite3.Connection | None = None
        self._checked = 0.0
        self.refusing = ""
        self._look_at_disk()
        self._thread = threading.Thread(target=self._run, name=f"spool-{path.stem}", daemon=True)
        self._thread.start()

    async def append(self, data: bytes, events: int) -> None:
        if self.refusing:
            raise SpoolFull(self.refusing)
        if self._queue.qsize() >= WAITING:
            raise SpoolFull(f"{self._path}: {WAITING} bodies are waiting for the disk")
        future = asyncio.get_running_loop().create_future()
        self._queue.put((data, events, future))
        await future

    def tally(self, site: str, day: str, reason: str, n: int) -> None:
        key = (site, day, reason)
        with self._tally_lock:
            self._tallies[key] = self._tallies.get(key, 0) + n

    def close(self) -> None:
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        open_ = True
        while open_:
            group, open_ = self._gather()
            if group:
                self._commit(group)
            if not open_ or time.monotonic() - self._checked > TICK_S:
                self._housekeeping()
        self._forget_connection()

    def _gather(self) -> tuple[list[Entry], bool]:
        """(whatever is queued, go on?)"""
        group: list[Entry] = []
        try:
            entry = self._queue.get(timeout=TICK_S)
            while entry is not None:
                group.append(entry)
                if len(group) == GROUP:
                    return group, True
                entry = self._queue.get_nowait()
        except queue.Empty:
            return group, True
        return group, False

    def _commit(self, group: list[Entry]) -> None:
        error: Exception | None = None
        try:
            data, crc = pack([(events, body) for body, events, _ in group])
            total = sum(entry[1] for entry in group)
            now = time.time_ns() // 1_000_000
            with self._lock:
                self._connection().execute(_INSERT, (len(group), total, now, crc, data))
            self._look_at_disk()
        except Exception as failure:  # whatever it is, this thread goes on, or everybody waits for ever
            error = self._refuse(failure)
        _answer(group, error)

    def _connection(self) -> sqlite3.Connection:
        if self._db is None:
            self._db = connect(self._path)
        return self._db

    def _refuse(self, failure: Exception) -> SpoolFull:
        # After a failed write or fsync the connection is thrown away: what it believes about the
        # file may be wrong, and a second fsync that succeeds would prove nothing.
        self._forget_connection()
        self.refusing = f"{self._path}: {failure}"
        return SpoolFull(self.refusing)

    def _forget_connection(self) -> None:
        if self._db is not None:
            with suppress(sqlite3.Error):
                self._db.close()
            self._db = None

    def _housekeeping(self) -> None:
        self._checked = time.monotonic()
        self._look_at_disk()
        if not self.refusing:
            self._write_tallies()

    def _look_at_disk(self) -> None:
        try:
            self.refusing = self._shortage()
        except OSError as failure:  # the folder is gone, or its disk
            self.refusing = f"{self._path}: {failure}"

    def _shortage(self) -> str:
        """Why nothing may be written now; "" if there is room."""
        stat = os.statvfs(self._path.parent)
        free = stat.f_bavail * stat.f_frsize
        reserve = self._reserve
        if reserve is None:
            # What stands in the journal may be written once more, into the file proper.
            reserve = min(_RESERVE, stat.f_blocks * stat.f_frsize // 10) + self._journal_size()
        if free >= reserve:
            return ""
        return f"{self._path.parent}: {free >> 20} MiB free, {reserve >> 20} MiB are kept in reserve"

    def _journal_size(self) -> int:
        try:
            return self._journal.stat().st_size
        except FileNotFoundError:
            return 0

    def _write_tallies(self) -> None:
        with self._tally_lock:
            taken, self._tallies = self._tallies, {}
        if not taken:
            return
        try:
            with self._lock:
                self._insert_tallies(taken)
        except Exception as failure:
            self._refuse(failure)
            for key, n in taken.items():
                self.tally(*key, n)

    def _insert_tallies(self, taken: dict[Tally, int]) -> None:
        db = self._connection()
        db.execute("BEGIN IMMEDIATE")
        db.executemany(_TALLY, [(*key, n) for key, n in taken.items()])
        db.execute("COMMIT")


def _answer(group: list[Entry], error: Exception | None) -> None:
    loops: defaultdict[asyncio.AbstractEventLoop, list[Future]] = defaultdict(list)
    for entry in group:
        loops[entry[2].get_loop()].append(entry[2])
    for loop, futures in loops.items():
        try:
            loop.call_soon_threadsafe(_resolve, futures, error)
        except RuntimeError:  # that loop is closed: nobody waits for an answer any more
            continue


def _resolve(futures: list[Future], error: Exception | None) -> None:
    for future in futures:
        if future.done():  # the client went away; its event is safe all the same
            continue
        if error is None:
            future.set_result(None)
        else:
            future.set_exception(error)
