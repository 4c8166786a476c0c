"""How often a remote source may be asked, and when to leave it alone. Kept in the file of ``answers``."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import Final

from enrichment.answers import Answers

#: Periods by UTC time: name → how its present one is written.
PERIODS: Final = {"hour": "%Y-%m-%dT%H", "day": "%Y-%m-%d", "month": "%Y-%m"}
PAUSE_S, LONGEST_PAUSE_S = 60.0, 3600.0
#: A server may ask for a longer rest than ours, but not for ever.
LONGEST_WISH_S = 86400.0


class Budget:
    """At most so many questions per hour, day and month (UTC), counted across restarts and processes.

    After trouble a pause that doubles with each failure in a row; what the server asks for (Retry-After)
    counts where it is longer.
    """

    def __init__(self, answers: Answers, source: str, **limits: int) -> None:
        """``limits``: ``hour``, ``day``, ``month``; a period that is not named has no limit."""
        self._answers = answers
        self._source = source
        self._limits = {period: limits[period] for period in PERIODS if period in limits}

    def refusal(self) -> str:
        """Why not to ask now; "" and one question is spent."""
        now = self._answers.clock()
        with self._answers.writing() as db:
            if left := self._paused(db, now):
                return f"pausing {left:.0f} s after trouble"
            names = self._names(now)
            for period, name in names.items():
                if self._spent(db, name) >= self._limits[period]:
                    return f"budget of {self._limits[period]} questions per {period} is spent"
            for name in names.values():
                db.execute(
                    "INSERT INTO spent VALUES (?, ?, 1) "
                    "ON CONFLICT (source, period) DO UPDATE SET questions = questions + 1",
                    (self._source, name),
                )
        return ""

    def spent(self) -> dict[str, tuple[int, int]]:
        """Period → (questions asked in the present one, limit)."""
        with self._answers.writing() as db:
            names = self._names(self._answers.clock())
            return {period: (self._spent(db, name), self._limits[period]) for period, name in names.items()}

    def failed(self, wish_s: float = 0.0) -> None:
        """Pause; at least ``wish_s`` seconds, as the server asked."""
        with self._answers.writing() as db:
            failures = self._failures(db)
            ours = min(PAUSE_S * 2 ** min(failures, 16), LONGEST_PAUSE_S)
            until = self._answers.clock() + max(ours, min(wish_s, LONGEST_WISH_S))
            db.execute("INSERT OR REPLACE INTO pause VALUES (?, ?, ?)", (self._source, until, failures + 1))

    def worked(self) -> None:
        with self._answers.writing() as db:
            db.execute("DELETE FROM pause WHERE source = ?", (self._source,))

    def _names(self, now: float) -> dict[str, str]:
        moment = datetime.fromtimestamp(now, UTC)
        return {period: moment.strftime(PERIODS[period]) for period in self._limits}

    def _spent(self, db: sqlite3.Connection, name: str) -> int:
        query = "SELECT questions FROM spent WHERE source = ? AND period = ?"
        row = db.execute(query, (self._source, name)).fetchone()
        return int(row[0]) if row else 0

    def _paused(self, db: sqlite3.Connection, now: float) -> float:
        row = db.execute("SELECT until FROM pause WHERE source = ?", (self._source,)).fetchone()
        return max(0.0, float(row[0]) - now) if row else 0.0

    def _failures(self, db: sqlite3.Connection) -> int:
        row = db.execute("SELECT failures FROM pause WHERE source = ?", (self._source,)).fetchone()
        return int(row[0]) if row else 0
