"""What the two back-ends (``engine.Engine`` in the process, ``server.Server`` by http) have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

#: Settings of every session. The zone is fixed so that no answer depends on where the store runs.
_COMMON: Mapping[str, Any] = {
    "session_timezone": "UTC",
    "max_memory_usage": 1_000_000_000,
    "max_bytes_before_external_group_by": 400_000_000,
    "max_bytes_before_external_sort": 400_000_000,
}

#: Seconds a read may take.
READ_SECONDS = 60


class Backend(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def table_engine(self) -> str: ...
    @property
    def cluster(self) -> str: ...
    @property
    def table_settings(self) -> Mapping[str, int]: ...
    def connect(self, settings: Mapping[str, Any]) -> Any: ...
    def check(self) -> None: ...
    def sync(self) -> None: ...
    def disk(self) -> tuple[int, int] | None: ...
    def close(self) -> None: ...


def reader_settings(session: str) -> dict[str, Any]:
    """A session that can only read. ``readonly`` comes last, since nothing can be set after it; it is also
    the only lock that keeps SQL from files, URLs and other servers."""
    return {
        **_COMMON,
        "log_comment": session,
        "max_execution_time": READ_SECONDS,
        "output_format_json_quote_64bit_integers": 0,
        "output_format_json_quote_denormals": 0,
        "readonly": 1,
    }


def writer_settings(session: str) -> dict[str, Any]:
    """A session that inserts and deletes. An unknown column is an error, not a silent loss."""
    return {
        **_COMMON,
        "log_comment": session,
        "input_format_skip_unknown_fields": 0,
        "max_partitions_per_insert_block": 1000,
        "mutations_sync": 1,
        "lightweight_deletes_sync": 1,
    }
