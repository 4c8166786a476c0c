"""A ClickHouse server, or a cluster, by http."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import clickhouse_connect

from tracker.store.errors import code_of, translate
from tracker.store.places import ServerPlace

_UNKNOWN_DATABASE = 81
MIN_FREE_DISK = 2**30
_TIMEOUT = 120  # seconds; above every query's own limit, so that the server's clear error comes first


class Server:
    kind = "server"

    def __init__(self, place: ServerPlace) -> None:
        self.place = place
        self.cluster = place.cluster
        self.table_engine = "ReplicatedMergeTree" if place.cluster else "MergeTree"
        self._ensure_database()

    @property
    def table_settings(self) -> Mapping[str, int]:
        window = "replicated_deduplication_window" if self.cluster else "non_replicated_deduplication_window"
        durable = {} if self.cluster else {"fsync_after_insert": 1, "fsync_part_directory": 1}
        return {"min_free_disk_bytes_to_perform_insert": MIN_FREE_DISK, window: 10_000, **durable}

    def connect(self, settings: Mapping[str, Any], *, database: str | None = None) -> Any:
        """A new client. Without a session id: one session allows one query at a time."""
        return clickhouse_connect.get_client(
            dsn=self.place.url,
            database=self.place.database if database is None else database or "default",
            settings=dict(settings),
            autogenerate_session_id=False,
            connect_timeout=10,
            send_receive_timeout=_TIMEOUT,
        )

    def check(self) -> None:
        """Nothing of a server can be misused by a fork: connections are opened when needed."""

    def sync(self) -> None:
        """Inserts return durable: one server by the fsync settings of its tables, a cluster by replicas."""

    def disk(self) -> tuple[int, int] | None:
        return None

    def close(self) -> None:
        return None

    def _ensure_database(self) -> None:
        doing = f"opening the ClickHouse server at {self.place.shown}"
        try:
            self.connect({}).close()
        except Exception as error:
            if code_of(error) != _UNKNOWN_DATABASE:
                raise translate(error, doing) from error
            self._create_database(doing)

    def _create_database(self, doing: str) -> None:
        where = f" ON CLUSTER {self.cluster}" if self.cluster else ""
        try:
            root = self.connect({}, database="")
            root.command(f"CREATE DATABASE IF NOT EXISTS {self.place.database}{where}")
            root.close()
        except Exception as error:
            raise translate(error, doing) from error
