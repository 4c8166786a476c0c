"""What every sub-command shares: where output goes, and how the store is reached.

A sub-command is a module of this package with ``HELP`` (one sentence), ``configure(parser)`` and
``run(args, context) -> int``; its name is the module's, with "-" for "_". Reports something? Call
``context.emit(data, text)``: with ``--json`` only JSON goes to stdout, everything else to stderr.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TextIO

import msgspec
from rich.console import Console

from tracker.settings import Settings
from tracker.store import Store, open_store


class UsageError(Exception):
    """The command line asks for something that cannot be; the text names it and what is allowed. Exit 2."""


@dataclass(frozen=True)
class Context:
    settings: Settings
    json: bool = False
    out: TextIO = field(default_factory=lambda: sys.stdout)

    @property
    def console(self) -> Console:
        """For people: progress, notes, warnings. Always stderr."""
        return Console(stderr=True)

    def emit(self, data: Any, text: str) -> None:
        """Print the result: JSON with ``--json``, else the text."""
        self.out.write(msgspec.json.encode(data).decode() if self.json else text)
        self.out.write("\n")

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The store, opened here or reached through the process that owns it."""
        self.settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        store = open_store(self.settings.store_dsn)
        try:
            yield store
        finally:
            store.close()
