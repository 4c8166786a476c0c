"""CSV after RFC 4180, formula-safe. Preset "comma": UTF-8; "excel": semicolon, BOM, decimal comma."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import BinaryIO, Final

from reports.cells import safe
from reports.targets import COLUMNS, TargetRow, Value, values

NAME: Final = "csv"
TITLE: Final = "CSV"
SUFFIX: Final = ".csv"
MEDIA: Final = "text/csv; charset=utf-8"
PRESETS: Final = ("comma", "excel")


def write(rows: Iterable[TargetRow], out: BinaryIO, preset: str) -> None:
    """German and Dutch Excel open "excel" by a double click: separator, BOM and decimal comma are theirs."""
    excel = preset == "excel"
    text = io.TextIOWrapper(out, encoding="utf-8-sig" if excel else "utf-8", newline="")
    writer = csv.writer(text, delimiter=";" if excel else ",")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_cell(value, excel) for value in values(row)])
    text.flush()
    text.detach()


def _cell(value: Value, excel: bool) -> str | int | float | None:
    if isinstance(value, str):
        return safe(value)
    if isinstance(value, float) and excel:
        return str(value).replace(".", ",")
    return value
