"""The loader: spool → pipeline → store, each accepted event exactly once.

A batch is frozen under a stable id, its plan is kept beside it, its rows carry the id, and it leaves the
spool only when the store survived a ``sync``. After a crash the rows of that id are counted: all there →
finish, some → take them back and load again, none → load.
"""

from __future__ import annotations

from tracker.load.loader import Loader, LoadReport

__all__ = ["LoadReport", "Loader"]
