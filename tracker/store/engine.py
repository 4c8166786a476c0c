"""ClickHouse inside this process. One process, one folder; the traps it avoids are in ADR 0001.

Importing the engine starts it, so it is imported when a store is first opened and not before, and a
process that was forked after that is refused: the engine would hang there for ever.
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tracker.store import durability, stderr
from tracker.store.lock import OwnerLock, engine_is_held, private_dir
from tracker.store.places import DATABASE, EmbeddedPlace
from tracker.store.protocol import StoreError, StoreLocked, StoreMisused

_SERVER_MEMORY = 1_500_000_000  # bytes, for the whole engine
_engine: Engine | None = None
_guard = threading.RLock()
_loaded = False
_in_forked_child = False


class Engine:
    """The engine opened in one folder. Raises ``StoreLocked`` if another process has it."""

    kind = "embedded"
    table_engine = "MergeTree"
    cluster = ""

    def __init__(self, place: EmbeddedPlace) -> None:
        self.place = place
        self.pid = os.getpid()
        self._users = 0
        self._lock = OwnerLock(place)
        _refuse_after_fork()
        if not self._lock.take():
            raise StoreLocked(f"another process has {place.folder} open")
        try:
            self._enter()
        except BaseException:
            self._lock.release()
            raise

    def _enter(self) -> None:
        if engine_is_held(self.place.folder):
            raise StoreLocked(
                f"another program has {self.place.folder} open, none of this installation; end it"
            )
        for folder in (self.place.folder, self.place.temp_dir, self.place.backup_dir):
            private_dir(folder)
        _sweep(self.place.temp_dir)
        # The engine makes its files with the process's mask; inserts write events to temporary files.
        self._mask = os.umask(0o077)
        self._tempdir = tempfile.tempdir
        try:
            self._anchor = self._open_first()
        except BaseException:
            self._leave()
            raise
        tempfile.tempdir = str(self.place.temp_dir)

    def _open_first(self) -> Any:
        """The handle that keeps the engine open while others come and go."""
        global _loaded
        _loaded = True
        with stderr.captured() as said:
            try:
                anchor = self.connect({}, database="")
                anchor.command(f"CREATE DATABASE IF NOT EXISTS {DATABASE}")
            except Exception as error:
                why = stderr.reason(said()) or " ".join(str(error).split())[:600]
                raise StoreError(f"the embedded store in {self.place.folder} does not open: {why}") from error
        return anchor

    @property
    def table_settings(self) -> Mapping[str, int]:
        """Parts survive an unsynced merge; broken ones never keep the engine from opening; room to delete."""
        return {
            "old_parts_lifetime": 480,  # seconds
            "max_suspicious_broken_parts": 1_000_000,
            "max_suspicious_broken_parts_bytes": 1_000_000_000_000,
            "min_free_disk_bytes_to_perform_insert": self.place.min_free_disk,
            "non_replicated_deduplication_window": 10_000,
        }

    def connect(self, settings: Mapping[str, Any], *, database: str = DATABASE) -> Any:
        """A new client with ``settings`` for its session. Cheap: about 10 ms."""
        self.check()
        import clickhouse_connect

        return clickhouse_connect.get_client(
            interface="chdb",
            path=str(self.place.folder),
            settings=dict(settings),
            chdb_options={
                "max_server_memory_usage": str(_SERVER_MEMORY),
                "backups.allowed_path": str(self.place.backup_dir),
            },
            database=database or None,
        )

    def check(self) -> None:
        """Raises ``StoreMisused`` in a child forked after the engine was opened."""
        if os.getpid() != self.pid:
            raise StoreMisused(_FORKED)

    def sync(self) -> None:
        durability.sync_file_system(self.place.folder)

    def disk(self) -> tuple[int, int]:
        return durability.disk(self.place.folder)

    @classmethod
    def shared(cls, place: EmbeddedPlace) -> Engine:
        """The process's one engine, opened when first asked for. Every user closes it once.

        Raises ``StoreMisused`` if it is open in another folder.
        """
        global _engine
        with _guard:
            engine = _engine or cls(place)
            engine.check()
            if engine.place.folder != place.folder:
                raise StoreMisused(
                    f"this process has the store {engine.place.folder} open; one process can open one "
                    f"embedded store. Close it first, or open {place.folder} in another process."
                )
            engine._users += 1
            _engine = engine
            return engine

    def close(self) -> None:
        """The last user to close it closes the last handle, which ends the engine, and frees the lock."""
        global _engine
        with _guard:
            self._users -= 1
            if self._users == 0:
                self._anchor.close()
                self._leave()
                self._lock.release()
                _engine = None

    def _leave(self) -> None:
        os.umask(self._mask)
        tempfile.tempdir = self._tempdir


_FORKED = (
    "this process was forked after the embedded store was loaded, and the engine cannot work in a fork. "
    "Run one server process (no --workers, no preloading), or start processes with spawn."
)


def _mark_forked() -> None:
    global _in_forked_child
    _in_forked_child = _loaded


os.register_at_fork(after_in_child=_mark_forked)


def _refuse_after_fork() -> None:
    if _in_forked_child:
        raise StoreMisused(_FORKED)


def _sweep(folder: Path) -> None:
    """Delete what a killed process left behind: temporary files hold visitors' events."""
    for item in folder.iterdir():
        if item.is_file() or item.is_symlink():
            item.unlink(missing_ok=True)
