"""The registry index: blocks of all registries in one file that is mapped into memory, not read.

Layout: one line of JSON (``format``, ``built``, ``source``, ``counts``, ``sections``, ``digest``), padded to
``HEAD`` bytes; then little-endian columns: IPv4 start (u32), length (u8), parent (u32), entry (u32); IPv6
start (upper u64), length (u8), parent (u32), entry (u32); then the entries, one line each: name, use,
country, label, day, registry, domain, tab separated. Blocks are CIDRs sorted by start, then length: they
nest, never overlap, so one bisect and a walk to the parents finds the narrowest that holds an address.
"""

from __future__ import annotations

import json
import mmap
import sys
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal, cast

from enrichment.model import BadData

FORMAT: Final = "visitrace-registry-1"
HEAD: Final = 8192
#: Column → type; the digit says which of the two tables.
COLUMNS: Final = (
    ("start4", "I"),
    ("length4", "B"),
    ("parent4", "I"),
    ("entry4", "I"),
    ("start6", "Q"),
    ("length6", "B"),
    ("parent6", "I"),
    ("entry6", "I"),
)
#: No parent.
NONE: Final = 0xFFFFFFFF
#: Bits that are compared: IPv6 blocks end at /64.
BITS: Final = {4: 32, 6: 64}


@dataclass(frozen=True, slots=True)
class Entry:
    name: str  # "" where it is withheld
    use: str
    country: str
    label: str
    changed: str  # YYYY-MM-DD, "" if the record does not say
    registry: str
    domain: str

    def line(self) -> str:
        values = (self.name, self.use, self.country, self.label, self.changed, self.registry, self.domain)
        return "\t".join(values)  # clean already: see enrichment/registry/build.py


@dataclass(frozen=True, slots=True)
class _Table:
    start: Any
    length: Any
    parent: Any
    entry: Any


class Index:
    """Look-ups over a mapped file. ``built``: YYYY-MM-DD. Raises ``BadData`` when it cannot be used."""

    def __init__(self, path: Path) -> None:
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            head = json.loads(self._map[:HEAD])
            if head["format"] != FORMAT:
                raise BadData(f"{path}: format {head['format']!r}; this version reads {FORMAT!r}")
            self.built, self.source = str(head["built"]), str(head["source"])
            self.digest = str(head["digest"])
            self.counts: dict[str, Any] = dict(head["counts"])
            self._tables = {4: self._table(head, 4), 6: self._table(head, 6)}
            self._lines, size = head["sections"]["entries"]
            if self._lines + size != len(self._map) or sys.byteorder != "little":
                raise ValueError("the file is cut short, or this machine stores numbers the other way round")
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BadData(
                f"{path}: not a registry index ({error}); make one with: tracker data registry build FILE"
            ) from None
        self.entry = lru_cache(maxsize=100_000)(self._entry)

    def _table(self, head: dict[str, Any], version: int) -> _Table:
        view = memoryview(self._map)
        columns = []
        for name, code in COLUMNS:
            if name.endswith(str(version)):
                offset, size = head["sections"][name]
                columns.append(view[offset : offset + size].cast(cast(Literal["I", "B", "Q"], code)))
        if len({len(column) for column in columns}) != 1:
            raise ValueError("columns of different length")
        return _Table(*columns)

    def find(self, version: int, number: int) -> int | None:
        """Row of the narrowest block that holds the address, or None."""
        return next(self.chain(version, number), None)

    def chain(self, version: int, number: int) -> Iterator[int]:
        """Rows of all blocks that hold the address, narrowest first."""
        table, bits = self._tables[version], BITS[version]
        key = number if version == 4 else number >> 64
        row = bisect_right(table.start, key) - 1
        row = NONE if row < 0 else row
        while row != NONE:
            if (key ^ table.start[row]) >> (bits - table.length[row]) == 0:
                yield row
            row = table.parent[row]

    def block(self, version: int, row: int) -> tuple[int, int, Entry]:
        """(start address, prefix length, entry)."""
        table = self._tables[version]
        start = table.start[row] << (0 if version == 4 else 64)
        return start, table.length[row], self.entry(table.entry[row])

    def blocks(self, version: int) -> Iterator[tuple[int, int, Entry]]:
        """Every block, as ``block`` gives it."""
        for row in range(len(self._tables[version].start)):
            yield self.block(version, row)

    def _entry(self, offset: int) -> Entry:
        start = self._lines + offset
        line = self._map[start : self._map.find(b"\n", start)].decode()
        return Entry(*line.split("\t"))
