"""A move that somebody asks for.  [pure]"""

from __future__ import annotations

from dataclasses import dataclass

from tracker.lifecycle.decide import Given


@dataclass(frozen=True, kw_only=True)
class Request:
    """``wake``: UTC ms of a date to come back to it, or 0; ``note``: free text; ``who``: whose word it is."""

    account: str
    move: str
    role: str
    who: str
    given: Given = Given()
    wake: int = 0
    note: str = ""
