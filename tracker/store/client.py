"""The store proper: ClickHouse through clickhouse-connect, embedded or by http."""

from __future__ import annotations

import atexit
import logging
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from tracker.store import health, sql
from tracker.store.backend import Backend, reader_settings, writer_settings
from tracker.store.errors import translate
from tracker.store.migrate import migrate
from tracker.store.pool import Pool
from tracker.store.protocol import Health, QueryFailed, Row, StoreMisused
from tracker.store.rows import decode_rows, encode_rows

READERS = 4
_log = logging.getLogger("tracker.store")


class ClickHouse:
    """The ``Store`` over one back-end. Safe to use from many threads.

    ``queries`` gives the text of a named query; it is the only way SQL comes in.
    """

    def __init__(self, backend: Backend, queries: Callable[[str], str] = sql.labelled) -> None:
        self.backend = backend
        self._text = queries
        self._session = f"visitrace-{secrets.token_hex(6)}"
        self._numbers = iter(range(1 << 30))
        self._readers = Pool(lambda: self._connect(reader_settings), READERS)
        self._writer = Pool(lambda: self._connect(writer_settings), 1)
        self._closing = threading.Lock()
        self._closed = False
        try:
            with self._using(self._writer, "preparing the store") as client:
                migrate(client, backend)
            self._instants = {row["name"]: frozenset(row["instants"]) for row in self.read("store/tables")}
            _warn(self.health())
        except BaseException:
            self.close()
            raise
        atexit.register(self.close)

    def read(self, query: str, /, **params: Any) -> list[Row]:
        return decode_rows(self.read_json(query, params), query)

    def read_json(self, query: str, params: Mapping[str, Any]) -> bytes:
        """The rows as the engine wrote them: one JSON object per line.

        Read as a stream: a query that fails half-way then leaves nothing behind for the next one.
        """
        text = self._text(query)
        with self._using(self._readers, f"query {query}") as client:
            stream = client.raw_stream(text, parameters=dict(params), fmt="JSONEachRow")
            try:
                data: bytes = stream.read()
            finally:
                stream.close()
        return data

    def insert(self, table: str, rows: Sequence[Mapping[str, Any]], *, token: str = "") -> None:
        if table not in self._instants:
            known = ", ".join(sorted(self._instants))
            raise QueryFailed(f"no table {table!r}; there are: {known}", 60)
        if not rows:
            return
        block = encode_rows(rows, self._instants[table])
        # A token of its own where the caller has none: else the engine takes equal rows for a repetition.
        settings = {"insert_deduplication_token": token or secrets.token_hex(16)}
        with self._using(self._writer, f"insert into {table}") as client:
            client.raw_insert(table, insert_block=block, fmt="JSONEachRow", settings=settings)

    def run(self, query: str, /, **params: Any) -> None:
        text = self._text(query)
        with self._using(self._writer, f"statement {query}") as client:
            client.command(text, parameters=params)

    def sync(self) -> None:
        self._check()
        self.backend.sync()

    def health(self) -> Health:
        return health.ask(self, self.backend)

    def close(self) -> None:
        """Cancel what runs, wait for it, close every client. The engine must not end under a query."""
        with self._closing:
            if self._closed:
                return
            self.backend.check()
            self._closed = True
            self._cancel()
            self._close_pools()
            self.backend.close()
            atexit.unregister(self.close)

    @contextmanager
    def _using(self, pool: Pool, doing: str) -> Iterator[Any]:
        self._check()
        try:
            with pool.client() as client:
                yield client
        except Exception as error:
            raise translate(error, doing) from error

    def _check(self) -> None:
        self.backend.check()
        if self._closed:
            raise StoreMisused("the store is closed")

    def _connect(self, settings: Any) -> Any:
        return self.backend.connect(settings(f"{self._session}-{next(self._numbers)}"))

    def _cancel(self) -> None:
        try:
            client = self.backend.connect({})
            client.command(sql.labelled("store/kill"), parameters={"session": f"{self._session}-%"})
            client.close()
        except Exception as error:
            _log.warning("running queries could not be cancelled: %s", error)

    def _close_pools(self) -> None:
        for pool in (self._readers, self._writer):
            if not pool.close():
                _log.warning("a query did not end in time; its connection stays open")


def _warn(state: Health) -> None:
    for problem in state.problems:
        _log.error("%s", problem)
