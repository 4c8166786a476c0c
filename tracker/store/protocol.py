"""What every room may ask of the store, and the errors it may meet.

Two implementations: ``client.ClickHouse`` (the engine in this process, or a server by http) and
``remote.OwnerStore`` (another process of this installation owns the embedded engine; we ask it).
Both return plain JSON values: times are UTC milliseconds (int), days are ``YYYY-MM-DD`` strings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


class QueryFailed(StoreError):
    """A query failed; ``code`` is ClickHouse's error code (0 if unknown)."""

    def __init__(self, message: str, code: int = 0) -> None:
        super().__init__(message)
        self.code = code


class Store(Protocol):
    def read(self, query: str, /, **params: Any) -> list[Row]:
        """Rows of the named query (``queries/NAME.sql``) in a read-only session."""

    def insert(self, table: str, rows: Sequence[Mapping[str, Any]], *, token: str = "") -> None:
        """Append rows (missing columns take their default). The same ``token`` twice inserts once."""

    def run(self, query: str, /, **params: Any) -> None:
        """A named statement that writes (deletes of a partial batch, retention)."""

    def sync(self) -> None:
        """Return when everything inserted so far survives a power cut."""

    def close(self) -> None: ...
