"""Small packed tables: xz of CSV with a first line ``#built,source``. Read by enrichment/tables.py."""

from __future__ import annotations

import csv
import io
import lzma
from collections.abc import Iterable, Sequence
from pathlib import Path


def write(path: Path, built: str, source: str, heading: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Returns how many rows were written. Sorted, so that the same input gives the same file."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([f"#{built}", source])
    writer.writerow(heading)
    ordered = sorted({tuple(row) for row in rows})
    writer.writerows(ordered)
    path.write_bytes(lzma.compress(out.getvalue().encode(), preset=9 | lzma.PRESET_EXTREME))
    return len(ordered)
