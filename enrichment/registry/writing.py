"""Write the index: sorted blocks in, one file out, put in place at once when it is whole."""

from __future__ import annotations

import json
from array import array
from collections import OrderedDict
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Final
from zlib import crc32

from enrichment.registry.index import BITS, COLUMNS, FORMAT, HEAD, NONE

#: Values per column that are held before they are written.
_FLUSH: Final = 1 << 16
#: Names seen lately: neighbours often have one holder.
_RECENT: Final = 200_000


class _Column:
    def __init__(self, file: IO[bytes], code: str) -> None:
        self._file, self._values = file, array(code)
        self.size = 0

    def add(self, value: int) -> None:
        self._values.append(value)
        if len(self._values) >= _FLUSH:
            self.flush()

    def flush(self) -> None:
        self._file.write(self._values.tobytes())
        self.size += len(self._values) * self._values.itemsize
        del self._values[:]


class Writer:
    """``add`` blocks in order of (version, start, length), each CIDR once; then ``finish``."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder = folder
        self._files = {
            name: stack.enter_context((folder / name).open("wb"))
            for name in (*(name for name, _ in COLUMNS), "entries")
        }
        self._columns = {name: _Column(self._files[name], code) for name, code in COLUMNS}
        self._recent: OrderedDict[str, int] = OrderedDict()
        self._offset = 0
        self._open: list[tuple[int, int, int]] = []  # (start, length, row) of the blocks around the next one
        self.rows = {4: 0, 6: 0}

    def add(self, version: int, start: int, length: int, line: str) -> None:
        key = start if version == 4 else start >> 64
        row = self.rows[version]
        if row == 0:
            self._open = []
        while self._open and (self._open[-1][0] ^ key) >> (BITS[version] - self._open[-1][1]):
            self._open.pop()
        values = (key, length, self._open[-1][2] if self._open else NONE, self._entry(line))
        for name, value in zip(("start", "length", "parent", "entry"), values, strict=True):
            self._columns[f"{name}{version}"].add(value)
        self._open.append((key, length, row))
        self.rows[version] += 1

    def _entry(self, line: str) -> int:
        known = self._recent.get(line)
        if known is not None:
            return known
        data = line.encode() + b"\n"
        self._files["entries"].write(data)
        self._recent[line] = self._offset
        if len(self._recent) > _RECENT:
            self._recent.popitem(last=False)
        self._offset += len(data)
        return self._recent[line]

    def finish(self, out: Path, *, built: str, source: str, counts: dict[str, object]) -> int:
        """Put the parts together and replace ``out``. Returns its bytes."""
        for column in self._columns.values():
            column.flush()
        sizes = {**{name: column.size for name, column in self._columns.items()}, "entries": self._offset}
        sections = dict(_places(sizes.items()))
        head = {
            "format": FORMAT,
            "built": built,
            "source": source[:2000],
            "counts": counts,
            "sections": sections,
        }
        partial = out.with_name(out.name + ".part")
        with partial.open("wb") as file:
            digest = 0
            file.write(b" " * HEAD)
            for name, (offset, _) in sections.items():
                file.write(b"\0" * (offset - file.tell()))
                digest = self._copy(name, file, digest)
            size = file.tell()
            file.seek(0)
            head["digest"] = f"{digest:08x}"
            file.write(json.dumps(head).encode().ljust(HEAD - 1) + b"\n")
        partial.replace(out)
        return size

    def _copy(self, name: str, file: IO[bytes], digest: int) -> int:
        self._files[name].flush()
        with (self._folder / name).open("rb") as part:
            while data := part.read(1 << 20):
                digest = crc32(data, digest)
                file.write(data)
        return digest


def _places(sizes: Iterable[tuple[str, int]]) -> Iterable[tuple[str, tuple[int, int]]]:
    """Every section starts where eight divides, so that its numbers can be read in place."""
    offset = HEAD
    for name, size in sizes:
        yield name, (offset, size)
        offset = -(-(offset + size) // 8) * 8 if name != "entries" else offset + size
