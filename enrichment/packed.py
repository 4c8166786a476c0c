"""The packed operator file: CIDR → autonomous system, in a few megabytes.

Layout, before xz: one line of JSON (``format``, ``built``, ``source``, ``counts``), one line of JSON with
the systems ``[asn, name, country]``, then the columns as little-endian arrays: IPv4 start (u32), length
(u8), system (u32); IPv6 start high (u64), start low (u64), length (u8), system (u32). Blocks are sorted by
start and do not overlap, so one bisect answers.
"""

from __future__ import annotations

import json
import lzma
import sys
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from enrichment.model import BadData

FORMAT = "visitrace-operators-1"
#: Columns in file order: (name, array type code, key of the row count).
COLUMNS = (
    ("start4", "I", "four"),
    ("length4", "B", "four"),
    ("system4", "I", "four"),
    ("high6", "Q", "six"),
    ("low6", "Q", "six"),
    ("length6", "B", "six"),
    ("system6", "I", "six"),
)


@dataclass(frozen=True, slots=True)
class System:
    """One autonomous system. ``space``: IPv4 addresses announced."""

    asn: int
    name: str
    country: str
    space: int


@dataclass
class Operators:
    """Look-ups over a packed file. ``built``: YYYY-MM-DD."""

    built: str
    source: str
    systems: list[System]
    columns: dict[str, array[int]]
    _start6: list[int] = field(default_factory=list)

    def find(self, version: int, number: int) -> tuple[int, int, int] | None:
        """(start, prefix length, index of the system) of the block that holds the address, or None."""
        return self._find4(number) if version == 4 else self._find6(number)

    def _find4(self, number: int) -> tuple[int, int, int] | None:
        columns = self.columns
        index = bisect_right(columns["start4"], number) - 1
        if index < 0:
            return None
        start, length = columns["start4"][index], columns["length4"][index]
        return (start, length, columns["system4"][index]) if (number ^ start) >> (32 - length) == 0 else None

    def _find6(self, number: int) -> tuple[int, int, int] | None:
        columns = self.columns
        if not self._start6:
            pairs = zip(columns["high6"], columns["low6"], strict=True)
            self._start6 = [high << 64 | low for high, low in pairs]
        index = bisect_right(self._start6, number) - 1
        if index < 0:
            return None
        start, length = self._start6[index], columns["length6"][index]
        return (start, length, columns["system6"][index]) if (number ^ start) >> (128 - length) == 0 else None


def write(
    path: Path,
    *,
    built: str,
    source: str,
    systems: Sequence[tuple[int, str, str]],
    four: Iterable[tuple[int, int, int]],
    six: Iterable[tuple[int, int, int]],
) -> int:
    """Pack sorted, disjoint (start, length, index of system) rows. Returns the bytes written."""
    columns = {name: array(code) for name, code, _ in COLUMNS}
    for start, length, system in four:
        columns["start4"].append(start)
        columns["length4"].append(length)
        columns["system4"].append(system)
    for start, length, system in six:
        columns["high6"].append(start >> 64)
        columns["low6"].append(start & (1 << 64) - 1)
        columns["length6"].append(length)
        columns["system6"].append(system)
    counts = {"four": len(columns["start4"]), "six": len(columns["high6"])}
    head = {"format": FORMAT, "built": built, "source": source, "counts": counts}
    body = b"".join(_little(columns[name]).tobytes() for name, _, _ in COLUMNS)
    lines = (json.dumps(head), json.dumps(systems, ensure_ascii=False, separators=(",", ":")))
    text = "".join(line + "\n" for line in lines)
    data = lzma.compress(text.encode() + body, preset=9 | lzma.PRESET_EXTREME)
    partial = path.with_name(path.name + ".part")
    partial.write_bytes(data)
    partial.replace(path)
    return len(data)


def _little(column: array[int]) -> array[int]:
    if sys.byteorder == "big":
        column = column[:]
        column.byteswap()
    return column


def read(path: Path) -> Operators:
    """Raises ``BadData`` when the file is missing, damaged or of another format."""
    try:
        raw = lzma.decompress(path.read_bytes())
        head_line, systems_line, body = raw.split(b"\n", 2)
        head = json.loads(head_line)
        if head["format"] != FORMAT:
            raise BadData(f"{path}: format {head['format']!r}; this version reads {FORMAT!r}")
        columns = _columns(body, head["counts"])
        return Operators(head["built"], head["source"], _systems(json.loads(systems_line), columns), columns)
    except (OSError, lzma.LZMAError, ValueError, KeyError, EOFError) as error:
        raise BadData(
            f"{path}: not a packed operator file ({error}); make one with: tracker data build"
        ) from None


def _columns(body: bytes, counts: dict[str, int]) -> dict[str, array[int]]:
    columns: dict[str, array[int]] = {}
    offset = 0
    for name, code, key in COLUMNS:
        column = array(code)
        size = column.itemsize * counts[key]
        column.frombytes(body[offset : offset + size])
        if len(column) != counts[key]:
            raise ValueError("the file is cut short")
        columns[name] = _little(column)
        offset += size
    return columns


def _systems(rows: list[list[object]], columns: dict[str, array[int]]) -> list[System]:
    space = [0] * len(rows)
    for length, index in zip(columns["length4"], columns["system4"], strict=True):
        space[index] += 1 << (32 - length)
    return [
        System(int(str(asn)), str(name), str(country), space[index])
        for index, (asn, name, country) in enumerate(rows)
    ]
