"""Where the store is: a DSN taken apart.

``chdb:///PATH[?min_free_disk=BYTES]`` is the embedded engine in folder PATH. Beside it lie PATH.tmp
(the engine's scratch files) and run/ (the owner's socket and lock), all 0700.
``http[s]://user:password@host:port[/database][?cluster=NAME]`` is a ClickHouse server or cluster.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from tracker.store.protocol import StoreError

DATABASE = "visitrace"
MIN_FREE_DISK = 512 * 2**20
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")


@dataclass(frozen=True)
class EmbeddedPlace:
    folder: Path  # absolute, symbolic links resolved: the engine compares paths literally
    min_free_disk: int = MIN_FREE_DISK  # bytes

    @property
    def run_dir(self) -> Path:
        return self.folder.parent / "run"

    @property
    def socket(self) -> Path:
        return self.run_dir / f"{self.folder.name}.sock"

    @property
    def lock_file(self) -> Path:
        return self.run_dir / f"{self.folder.name}.lock"

    @property
    def temp_dir(self) -> Path:
        return self.folder.with_name(self.folder.name + ".tmp")

    @property
    def backup_dir(self) -> Path:
        return self.folder.with_name("backups")


@dataclass(frozen=True)
class ServerPlace:
    url: str  # without the database; may hold a password: never show it
    database: str = DATABASE
    cluster: str = ""

    @property
    def shown(self) -> str:
        """The URL without user and password."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def place_of(dsn: str) -> EmbeddedPlace | ServerPlace:
    """Raises ``StoreError`` naming what is wrong and what is allowed."""
    if dsn.startswith("chdb:///"):
        return _embedded(dsn)
    if dsn.startswith(("http://", "https://")):
        return _server(dsn)
    raise StoreError("the store's DSN must be chdb:///path, http://… or https://…")


def _embedded(dsn: str) -> EmbeddedPlace:
    path, _, query = dsn.partition("?")
    options = _options(query, {"min_free_disk"})
    folder = Path("/" + path.removeprefix("chdb:///").lstrip("/")).resolve()
    if folder == folder.parent:
        raise StoreError("chdb:///: a folder is needed, e.g. chdb:///var/lib/visitrace/store")
    free = options.get("min_free_disk", str(MIN_FREE_DISK))
    if not free.isascii() or not free.isdigit():
        raise StoreError(f"min_free_disk={free!r}: a whole number of bytes is needed")
    return EmbeddedPlace(folder, int(free))


def _server(dsn: str) -> ServerPlace:
    parts = urlsplit(dsn)
    options = _options(parts.query, {"cluster"})
    database = parts.path.strip("/") or DATABASE
    for key, value in (("database", database), ("cluster", options.get("cluster", "x"))):
        if not _NAME.fullmatch(value):
            raise StoreError(f"{key}={value!r}: letters, digits and _ are allowed, at most 64")
    url = urlunsplit((parts.scheme, parts.netloc, "", "", ""))
    return ServerPlace(url, database, options.get("cluster", ""))


def _options(query: str, allowed: set[str]) -> dict[str, str]:
    options = dict(parse_qsl(query, keep_blank_values=True))
    if unknown := sorted(options.keys() - allowed):
        raise StoreError(f"unknown DSN option {unknown[0]!r}; allowed: {', '.join(sorted(allowed))}")
    return options
