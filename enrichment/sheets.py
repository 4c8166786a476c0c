"""Rows of a CSV or XLSX file, whatever program wrote it: separator, encoding, empty lines on top.

Reads line by line; a workbook's first sheet with something in it counts, formulas by their stored value.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from enrichment.model import BadData

MAX_BYTES: Final = 64 * 2**20
MAX_UNPACKED: Final = 512 * 2**20
MAX_ROWS: Final = 200_000
MAX_COLUMNS: Final = 300
MAX_CELL: Final = 2_000
_SEPARATORS: Final = ",;\t|"
Row = tuple[int, dict[str, str]]


def read(path: Path) -> tuple[list[str], Iterator[Row]]:
    """The headings, and (line, column → text) for each row after them. Raises ``BadData``, ``OSError``."""
    if path.stat().st_size > MAX_BYTES:
        raise BadData("%(file)s: over %(most)s MB; split the list", file=path, most=MAX_BYTES // 2**20)
    return parse(path.read_bytes(), path.name)


def parse(data: bytes, name: str) -> tuple[list[str], Iterator[Row]]:
    """As ``read``, of a file's content."""
    lines = _workbook(data, name) if data[:4] == b"PK\x03\x04" else _csv(data, name)
    numbered = _bounded(lines, name)
    for _number, cells in numbered:
        if any(cells):
            return _headed(name, cells, numbered)
    raise BadData("%(file)s: no row in it; the first line names the columns", file=name)


def _bounded(lines: Iterable[list[str]], name: str) -> Iterator[tuple[int, list[str]]]:
    for number, cells in enumerate(lines, 1):
        if number > MAX_ROWS + 1:
            raise BadData(
                "%(file)s, line %(line)s: over %(most)s rows; split the list",
                file=name,
                line=number,
                most=f"{MAX_ROWS:,}",
            )
        yield number, cells


def _headed(
    name: str, cells: Sequence[str], rows: Iterable[tuple[int, list[str]]]
) -> tuple[list[str], Iterator[Row]]:
    headings = [cell.strip() for cell in cells[:MAX_COLUMNS]]
    twice = sorted({item for item in headings if item and headings.count(item) > 1})
    if twice:
        raise BadData(
            "%(file)s, line 1: two columns are called “%(column)s”; each needs a name of its own",
            file=name,
            column=twice[0][:60],
        )
    wanted = [item for item in headings if item]

    def each() -> Iterator[Row]:
        for number, found in rows:
            padded = [*found, *[""] * (len(headings) - len(found))]
            yield number, {h: padded[i].strip()[:MAX_CELL] for i, h in enumerate(headings) if h}

    return wanted, each()


def _csv(data: bytes, name: str) -> Iterator[list[str]]:
    text = _decoded(data, name)
    first = text.lstrip("\r\n").partition("\n")[0]
    if first.lower().startswith("sep="):
        text = text.lstrip("\r\n").partition("\n")[2]
        first = first[4:5] if first[4:5] in (*_SEPARATORS,) else text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        yield from reader
    except csv.Error as error:
        line = reader.line_num
        if "limit" in str(error):
            raise BadData("%(file)s, line %(line)s: a cell without end; is a quote never closed?", file=name,
                          line=line) from None  # fmt: skip
        raise BadData("%(file)s, line %(line)s: cannot be read (%(why)s); allowed: cells with commas, "
                      "semicolons or tabs between", file=name, line=line, why=error) from None  # fmt: skip


def _decoded(data: bytes, name: str) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace").lstrip("\ufeff")
    if b"\0" in data[:4096]:
        raise BadData("%(file)s: neither a CSV nor an XLSX file", file=name)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")  # what spreadsheets on Windows still write


def _workbook(data: bytes, name: str) -> Iterator[list[str]]:
    from openpyxl import load_workbook  # only who brings a workbook pays for it

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(item.file_size for item in archive.infolist()) > MAX_UNPACKED:
                raise BadData(
                    "%(file)s: unpacks to over %(most)s MB; split the list",
                    file=name,
                    most=MAX_UNPACKED // 2**20,
                )
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, TypeError) as error:
        raise BadData(
            "%(file)s: not a workbook that can be read (%(why)s); save it as .xlsx or CSV",
            file=name,
            why=error,
        ) from None
    for sheet in book.worksheets:
        if sheet.max_row:
            for cells in sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS):
                yield [_cell(value) for value in cells]
            return


def _cell(value: object) -> str:
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
