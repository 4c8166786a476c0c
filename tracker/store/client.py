"""The store proper: ClickHouse through clickhouse-connect, embedded or by http. First thin version."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import clickhouse_connect
import msgspec

from tracker.store import sql
from tracker.store.protocol import QueryFailed, Row

DATABASE = "visitrace"
_TABLE_SETTINGS = (
    "old_parts_lifetime=480, max_suspicious_broken_parts=1000000, "
    "max_suspicious_broken_parts_bytes=1000000000000, min_free_disk_bytes_to_perform_insert=268435456, "
    "non_replicated_deduplication_window=10000"
)


#: Columns that hold a time. Callers speak UTC milliseconds; JSON input takes seconds.
TIME_COLUMNS = frozenset({"ts", "received", "decided", "at"})


def _with_seconds(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value / 1000 if key in TIME_COLUMNS else value for key, value in row.items()}


class ClickHouse:
    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._lock = threading.Lock()
        root = self._connect("")
        root.command(f"CREATE DATABASE IF NOT EXISTS {DATABASE}")
        root.close()
        self._writer = self._connect(DATABASE)
        self._reader = self._connect(DATABASE)
        for _name, statements in sql.migrations():
            for statement in statements:
                text = statement.replace("{engine}", "MergeTree").replace("{settings}", _TABLE_SETTINGS)
                self._writer.command(text)

    def _connect(self, database: str) -> Any:
        kwargs: dict[str, Any] = {"database": database} if database else {}
        if self._dsn.startswith("chdb:///"):
            path = "/" + self._dsn.removeprefix("chdb:///")
            Path(path).mkdir(parents=True, exist_ok=True, mode=0o700)
            return clickhouse_connect.get_client(interface="chdb", path=path, **kwargs)
        parts = urlsplit(self._dsn)
        return clickhouse_connect.get_client(dsn=parts.geturl(), autogenerate_session_id=False, **kwargs)

    def read(self, query: str, /, **params: Any) -> list[Row]:
        with self._lock:
            try:
                data = self._reader.raw_query(sql.query(query), parameters=params, fmt="JSONEachRow")
            except Exception as error:
                self._reader.close()
                self._reader = self._connect(DATABASE)
                raise QueryFailed(f"query {query}: {error}") from error
        return [msgspec.json.decode(line) for line in data.splitlines() if line]

    def insert(self, table: str, rows: Sequence[Mapping[str, Any]], *, token: str = "") -> None:
        if not rows:
            return
        block = b"\n".join(msgspec.json.encode(_with_seconds(row)) for row in rows)
        settings = {"insert_deduplication_token": token} if token else {}
        with self._lock:
            self._writer.raw_insert(table, insert_block=block, fmt="JSONEachRow", settings=settings)

    def run(self, query: str, /, **params: Any) -> None:
        with self._lock:
            self._writer.command(sql.query(query), parameters=params)

    def sync(self) -> None:
        return None

    def close(self) -> None:
        self._reader.close()
        self._writer.close()
