"""Packed tables of companies and universities (xz of CSV, first line: date and source)."""

from __future__ import annotations

import csv
import lzma
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from enrichment.model import BadData


@dataclass(frozen=True)
class Table:
    """``built``: YYYY-MM-DD."""

    built: str
    source: str
    rows: tuple[dict[str, str], ...]


@lru_cache(maxsize=8)
def read(path: Path) -> Table:
    """Raises ``BadData``."""
    try:
        with lzma.open(path, "rt", encoding="utf-8", newline="") as file:
            built, source = next(csv.reader(file))
            return Table(built.removeprefix("#"), source, tuple(csv.DictReader(file)))
    except (OSError, lzma.LZMAError, ValueError, StopIteration, EOFError) as error:
        raise BadData(f"{path}: not a packed table ({error})") from None
