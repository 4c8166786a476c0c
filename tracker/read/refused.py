"""Hosts whose pages were refused lately: counted by each collector in a small file, read for people.

A page on a host the site does not name is refused at the door. Which host it was helps to mend that, so it
is counted per hour for a day; bounded, because anybody can send any name.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

HOUR_MS: Final = 3_600_000
HOURS: Final = 24
MAX_HOSTS: Final = 30  # per site and collector; the rest is counted under ""
MAX_ROWS: Final = 2_000  # per collector
_FOLDER: Final = "refused"
_HOST: Final = re.compile(r"(?=.{1,253}$)[\w-]+(\.[\w-]+)*")

Row = tuple[str, str, int, int]  # (site, host, hour since 1970, refused)


@dataclass(frozen=True, slots=True)
class RefusedHost:
    """Batches of pages on ``host`` in the last day; "" stands for all that were too many to name."""

    host: str
    n: int


class Refusals:
    """The counts of one collector. ``path``: its file; what a former run left there counts on."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._counts = {(site, host, hour): n for site, host, hour, n in _read(path)}
        self._names = self._named()
        self._changed = False

    def count(self, site: str, host: str, now: int) -> None:
        """One batch refused at ``now`` (UTC ms). A host that cannot be one is counted without a name."""
        key = (site, self._name(site, host.lower().rstrip(".")), now // HOUR_MS)
        if key in self._counts or len(self._counts) < MAX_ROWS:
            self._counts[key] = self._counts.get(key, 0) + 1
            self._names.setdefault(site, set()).add(key[1])
            self._changed = True

    def write(self, now: int) -> None:
        """To the file if anything changed; what is older than a day goes. Raises ``OSError``."""
        if not self._changed:
            return
        oldest = now // HOUR_MS - HOURS
        self._counts = {key: n for key, n in self._counts.items() if key[2] > oldest}
        self._names = self._named()
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = self._path.with_suffix(f".{os.getpid()}.tmp")
        draft.write_bytes(msgspec.json.encode([(*key, n) for key, n in self._counts.items()]))
        draft.replace(self._path)
        self._changed = False

    def _name(self, site: str, host: str) -> str:
        if not _HOST.fullmatch(host):
            return ""
        known = self._names.get(site, ())
        return host if host in known or len(known) < MAX_HOSTS else ""

    def _named(self) -> dict[str, set[str]]:
        names: dict[str, set[str]] = {}
        for site, host, _hour in self._counts:
            names.setdefault(site, set()).add(host)
        return names


def path_of(data_dir: Path, collector: str) -> Path:
    return data_dir / _FOLDER / f"{collector}.json"


def refused_hosts(data_dir: Path, site: str, now: int) -> list[RefusedHost]:
    """What all collectors refused of the site in the 24 hours before ``now`` (UTC ms), most first."""
    counts: dict[str, int] = {}
    for of, host, hour, n in _rows(data_dir):
        if of == site and hour > now // HOUR_MS - HOURS:
            counts[host] = counts.get(host, 0) + n
    found = [RefusedHost(host, n) for host, n in counts.items()]
    return sorted(found, key=lambda item: (not item.host, -item.n, item.host))


def _rows(data_dir: Path) -> Iterable[Row]:
    for path in sorted((data_dir / _FOLDER).glob("*.json")):
        yield from _read(path)


def _read(path: Path) -> list[Row]:
    """A file that is missing or not ours is no reason to stop: these are hints."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[Row])
    except (OSError, msgspec.DecodeError):
        return []
