"""The spool: a durable queue in one SQLite file (WAL, ``synchronous=FULL``).

An event that was acknowledged is in here until the store has it, whatever is killed in between.
The ledger of a spool closes at every commit, in events:

    accepted = stored + duplicate + dropped + dead + erased + pending

Counted per event; refusals at the door are ``tally``'s and were never accepted.
"""

from __future__ import annotations

import fcntl
import gc
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tracker.spool.desk import Desk
from tracker.spool.schema import SpoolDamaged, SpoolError, SpoolFull
from tracker.spool.shapes import Buried, DeadLetter, FrozenBatch, Item, Plan
from tracker.spool.writer import Writer

__all__ = [
    "Buried",
    "DeadLetter",
    "FrozenBatch",
    "Item",
    "Plan",
    "Spool",
    "SpoolDamaged",
    "SpoolError",
    "SpoolFull",
    "calm",
    "claim",
    "folder",
]


class Spool:
    """One spool file. ``reserve``: bytes to keep free on its disk; None: 10 %, at most 256 MiB.

    Raises ``SpoolDamaged`` for a file that is no spool, ``SpoolFull`` where it cannot be written.
    """

    def __init__(self, path: Path, *, reserve: int | None = None) -> None:
        self.path = path
        self._reserve = reserve
        self._lock = threading.Lock()
        self._start_lock = threading.Lock()
        self._desk = Desk(path, self._lock)
        self._writer: Writer | None = None
        self.freeze = self._desk.freeze
        self.note = self._desk.note
        self.finish = self._desk.finish
        self.ledger = self._desk.ledger
        self.state = self._desk.state
        self.backlog = self._desk.backlog
        self.dead_letters = self._desk.dead_letters
        self.replay = self._desk.replay
        self.drop = self._desk.drop
        self.purge_dead = self._desk.purge_dead
        self.freeze_tallies = self._desk.freeze_tallies
        self.finish_tallies = self._desk.finish_tallies

    async def append(self, data: bytes, events: int = 1) -> None:
        """Return when the body is on the disk. Raises ``SpoolFull``: then it was not kept."""
        await self._started().append(data, events)

    def append_many(self, items: Sequence[tuple[bytes, int]], state: Mapping[str, str] | None = None) -> None:
        """Append (body, number of events) and set ``state`` in one transaction: a resumable import."""
        refusing = self._started().refusing
        if refusing:
            raise SpoolFull(refusing)
        self._desk.append_many(items, state or {})

    def tally(self, site: str, day: str, reason: str, n: int = 1) -> None:
        """Count something that was not accepted. Written within about a second."""
        self._started().tally(site, day, reason, n)

    @property
    def refusing(self) -> str:
        """Why nothing is accepted at the moment; "" if all is well."""
        return self._writer.refusing if self._writer else ""

    def close(self) -> None:
        """Write what is queued, then close."""
        if self._writer:
            self._writer.close()
            self._writer = None
        self._desk.close()

    def _started(self) -> Writer:
        if self._writer is None:
            with self._start_lock:
                if self._writer is None:
                    self._writer = Writer(self.path, self._lock, self._reserve)
        return self._writer


def calm() -> None:
    """Let the garbage collector look less often: bodies and events come and go by the hundred thousand
    and hold no cycles. Call it once, when a process is set up."""
    gc.set_threshold(10_000, 10, 10)


def folder(data_dir: Path) -> Path:
    return data_dir / "spool"


@contextmanager
def claim(data_dir: Path, stem: str) -> Iterator[Path]:
    """The path of a spool only this process appends to: the first free of STEM-0, STEM-1, …"""
    place = folder(data_dir)
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, number = -1, -1
    while handle < 0:
        number += 1
        handle = _try_lock(place / f"{stem}-{number}.lock")
    try:
        yield place / f"{stem}-{number}.db"
    finally:
        os.close(handle)


def _try_lock(path: Path) -> int:
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return -1
    return handle
