"""XLSX: every text is written as text, whatever it looks like; the same rows give the same bytes."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any, BinaryIO, Final

import xlsxwriter

from reports.cells import clean
from reports.exports import ExportError
from reports.targets import COLUMNS, TargetRow, Value, values

NAME: Final = "xlsx"
TITLE: Final = "Excel"
SUFFIX: Final = ".xlsx"
MEDIA: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PRESETS: Final = ("plain",)
#: Rows of a sheet, with the head.
MAX_ROWS: Final = 1_048_576
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}
_WIDE: Final = {"name": 34, "domain": 28, "reasons": 48, "top_pages": 40, "account_id": 28}


def write(rows: Iterable[TargetRow], out: BinaryIO, preset: str) -> None:  # noqa: ARG001 - one preset
    """One sheet with a bold, frozen head and filters. Raises ``ExportError`` above Excel's row limit."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, _OPTIONS)
    # A file's date must not make two exports of the same rows differ.
    book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 - xlsxwriter wants it naive
    sheet = book.add_worksheet("accounts")
    head = book.add_format({"bold": True, "bottom": 1})
    for column, name in enumerate(COLUMNS):
        sheet.write_string(0, column, name, head)
        sheet.set_column(column, column, _WIDE.get(name, max(10, len(name) + 2)))
    last = 0
    for last, row in enumerate(rows, 1):
        if last >= MAX_ROWS:
            raise ExportError(f"an XLSX sheet holds {MAX_ROWS - 1:,} accounts; use csv for more")
        for column, value in enumerate(values(row)):
            _put(sheet, last, column, value)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, last, len(COLUMNS) - 1)
    book.close()
    out.write(buffer.getvalue())


def _put(sheet: Any, row: int, column: int, value: Value) -> None:
    if isinstance(value, int | float):
        sheet.write_number(row, column, value)
    elif value:
        sheet.write_string(row, column, clean(value))
