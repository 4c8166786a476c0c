"""What every room may ask of the store, and the errors it may meet.

Two implementations: ``client.ClickHouse`` (the engine in this process, or a server by http) and
``remote.OwnerStore`` (another process of this installation owns the embedded engine; we ask it).
Both return plain JSON values: times are UTC milliseconds (int), days are ``YYYY-MM-DD`` strings.

    StoreError                 base of all
    ├── StoreLocked            another process owns the embedded store and does not answer
    ├── StoreFull              no room left on the disk
    ├── StoreUnreachable       the server, or the owner process, does not answer
    ├── StoreMisused           the caller did what cannot work (fork, second path, closed store)
    ├── SchemaTooNew           the data were written by a newer version
    └── QueryFailed            a query or an insert was refused; ``code`` says why
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

Row = dict[str, Any]


class StoreError(Exception):
    """Base of all: the text says what happened, what is safe, and what to do."""


class StoreLocked(StoreError):
    """Another process owns the embedded store and does not answer on its socket."""


class StoreFull(StoreError):
    """The disk has no room left; nothing was written."""


class StoreUnreachable(StoreError):
    """The server, or the owner process, does not answer."""


class StoreMisused(StoreError):
    """Used after a fork, after ``close()``, or with a second path in one process."""


class SchemaTooNew(StoreError):
    """The store holds migrations this version does not know: a downgrade, refused."""


class QueryFailed(StoreError):
    """A query failed; ``code`` is ClickHouse's error code (0 if unknown)."""

    def __init__(self, message: str, code: int = 0) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Health:
    """The store's state for the health page. Sizes in bytes; -1 means "could not be asked"."""

    engine: str  # "embedded" or "server"
    version: str  # ClickHouse's version
    schema: int  # highest migration applied
    free: int  # room on the disk that holds the data
    total: int
    reserve: int  # below this much room inserts are refused
    parts: int  # active parts
    outdated_parts: int  # replaced parts kept for a while; many of them: inserts are too small
    detached: dict[str, int] = field(default_factory=dict)  # reason → parts taken out of service

    @property
    def problems(self) -> list[str]:
        """What a person must know, one sentence each; empty when all is well."""
        found = [
            f"{count} part(s) of the data are detached ({reason or 'by hand'}): "
            "their rows are missing from every report."
            for reason, count in sorted(self.detached.items())
        ]
        if 0 <= self.free < 2 * self.reserve:
            found.append(
                f"{self.free // 2**20} MiB are free on the disk; below {self.reserve // 2**20} MiB "
                "nothing is stored any more."
            )
        if self.outdated_parts > 3000:
            found.append(f"{self.outdated_parts} outdated parts: rows come in too many small inserts.")
        return found


class Store(Protocol):
    def read(self, query: str, /, **params: Any) -> list[Row]:
        """Rows of the named query (``queries/NAME.sql``) in a read-only session."""

    def insert(self, table: str, rows: Sequence[Mapping[str, Any]], *, token: str = "") -> None:
        """Append rows (missing columns take their default). The same ``token`` twice inserts once."""

    def run(self, query: str, /, **params: Any) -> None:
        """A named statement that writes (deletes of a partial batch, retention)."""

    def sync(self) -> None:
        """Return when everything inserted so far survives a power cut."""

    def health(self) -> Health:
        """Detached parts, disk, parts, version. Ask at start and hourly."""

    def close(self) -> None: ...
