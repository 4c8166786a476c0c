"""A file of small records found by a text key: millions of them, mapped into memory, not read.

Layout: one line of JSON (``format``, ``built``, ``source``, ``licence``, ``counts``, ``keys``), padded to
``HEAD`` bytes; then the keys' hashes, sorted (u64); then where each record starts (u64); then the records,
one line each: key, tab, JSON. Two keys may share a hash: the line says which it is.
"""

from __future__ import annotations

import json
import mmap
import os
import sys
import tempfile
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

from enrichment.model import BadData

HEAD: Final = 4096


def _hash(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "little")


def write(path: Path, head: Mapping[str, Any], records: Iterable[tuple[str, Mapping[str, str]]]) -> int:
    """How many records. Memory: 16 bytes a record; the rest goes through a file beside the target."""
    hashes, starts = array("Q"), array("Q")
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}.part")
    with tempfile.TemporaryFile(dir=path.parent) as body:
        at = 0
        for key, values in records:
            plain = " ".join(key.split())
            line = f"{plain}\t{json.dumps(dict(values), ensure_ascii=False)}\n".encode()
            hashes.append(_hash(plain))
            starts.append(at)
            at += body.write(line)
        order = sorted(range(len(hashes)), key=hashes.__getitem__)
        first = json.dumps({**head, "keys": len(order)}, ensure_ascii=False).encode()
        if len(first) >= HEAD:
            raise BadData(f"{path}: the description is over {HEAD} bytes")
        with partial.open("wb") as out:
            out.write(first.ljust(HEAD - 1) + b"\n")
            for column in (hashes, starts):
                _little(array("Q", (column[place] for place in order))).tofile(out)
            body.seek(0)
            while chunk := body.read(1 << 20):
                out.write(chunk)
    partial.replace(path)
    return len(order)


def _little(column: array[int]) -> array[int]:
    if sys.byteorder == "big":
        column.byteswap()
    return column


class HashFile:
    """Look-ups by key. Raises ``BadData`` when the file cannot be used."""

    def __init__(self, path: Path, form: str) -> None:
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            self.head: dict[str, Any] = json.loads(self._map[:HEAD])
            if self.head["format"] != form:
                raise BadData(f"{path}: format {self.head['format']!r}; this version reads {form!r}")
            self.built = str(self.head["built"])
            count = int(self.head["keys"])
            self._body = HEAD + 16 * count
            view = memoryview(self._map)
            self._hashes = view[HEAD : HEAD + 8 * count].cast("Q")
            self._starts = view[HEAD + 8 * count : self._body].cast("Q")
            if len(self._starts) != count or sys.byteorder != "little":
                raise ValueError("the file is cut short, or this machine stores numbers the other way round")
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BadData(f"{path}: cannot be used ({error}); build it again: tracker data") from None

    def get(self, key: str) -> list[dict[str, str]]:
        """Every record of the key, in the order they were written."""
        plain = " ".join(key.split())
        return [values for found, values in self._lines(_hash(plain)) if found == plain]

    def _lines(self, wanted: int) -> Iterator[tuple[str, dict[str, str]]]:
        place = bisect_left(self._hashes, wanted)
        while place < len(self._hashes) and self._hashes[place] == wanted:
            start = self._body + self._starts[place]
            line = self._map[start : self._map.find(b"\n", start)].decode()
            key, _, text = line.partition("\t")
            yield key, json.loads(text)
            place += 1
