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

from tracker.settings import Settings, make_data_dir
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

    def need_installation(self) -> None:
        """Raises ``UsageError`` where the data folder holds nothing: asking must not make one."""
        settings = self.settings
        signs = (settings.data_dir / name for name in ("store", "spool"))
        if not settings.dsn and not any(sign.is_dir() for sign in signs):
            raise UsageError(
                f"there is no installation in {settings.data_dir}. Name its folder with --data-dir "
                "(after make run: --data-dir .run/data), or start one: tracker serve"
            )

    @contextmanager
    def store(self, *, create: bool = False) -> Iterator[Store]:
        """The store, opened here or reached through the process that owns it."""
        if not create:
            self.need_installation()
        make_data_dir(self.settings)
        store = open_store(self.settings.store_dsn)
        try:
            yield store
        finally:
            store.close()
