"""No cell of an export is a formula, whatever a company calls itself; and no text is lost by it."""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Iterator
from types import SimpleNamespace

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.cells import MAX_CELL, safe
from reports.exports import ExportError, collect, export, file_name, formats
from reports.targets import COLUMNS, TargetRow, values

NASTY = (
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\u00a0=1",
    "＝1",
    "＋1",
    "－1",
    "＠SUM",
    "\ufeff=1",
    "\u200b=1",
    '"=1',
    ";=1",
    ",=1",
    "a;=1",
    "a,=1",
    "a\n=1",
    "'=1",
    "\x00=1",
    '=HYPERLINK("https://evil.example";"x")',
    "https://example.com",
    "00123",
    "1e5",
    "x" * 40_000,
)
TRIGGERS = "=+-@＝＋－＠\t\r"
cells = st.one_of(
    st.sampled_from(NASTY[:-1]),
    st.text(max_size=40),
    st.builds("".join, st.lists(st.sampled_from([*" \t\r\n\ufeff;,\"'=+-@＝|a1", "\u200b"]), max_size=12)),
)


def _row(text: str) -> TargetRow:
    return TargetRow(
        account_id=text, name=text, top_pages=text, campaign=text, employees=text, fit_score=61.5
    )


def _csv(rows: list[TargetRow], preset: str) -> bytes:
    out = io.BytesIO()
    export(rows, out, "csv", preset)
    return out.getvalue()


def _read(data: bytes, delimiter: str) -> list[list[str]]:
    text = io.StringIO(data.decode("utf-8-sig"), newline="")
    return list(csv.reader(text, delimiter=delimiter))


def _starts_a_formula(cell: str) -> bool:
    """What a spreadsheet looks at: the first character behind blanks and invisible ones."""
    stripped = cell.lstrip(" \t\r\n\x00\u00a0\ufeff\u200b\u200e\u200f")
    return bool(stripped) and stripped[0] in TRIGGERS


@settings(deadline=None)
@given(st.lists(cells, min_size=1, max_size=4), st.sampled_from([("comma", ","), ("excel", ";")]))
def test_no_csv_cell_starts_a_formula(texts: list[str], preset: tuple[str, str]) -> None:
    rows = _read(_csv([_row(text) for text in texts], preset[0]), preset[1])
    assert rows[0] == list(COLUMNS)
    assert len(rows) == len(texts) + 1
    assert all(len(row) == len(COLUMNS) for row in rows)
    assert not [cell for row in rows for cell in row if _starts_a_formula(cell)]


@settings(deadline=None)
@given(cells, st.sampled_from([("comma", ";"), ("excel", ",")]))
def test_nor_when_read_by_the_wrong_separator(text: str, preset: tuple[str, str]) -> None:
    rows = _read(_csv([_row(text)], preset[0]), preset[1])
    assert not [cell for row in rows for cell in row if _starts_a_formula(cell)]


@settings(deadline=None)
@given(st.text(st.characters(categories=["L", "Nd"]), max_size=40))
def test_a_harmless_text_is_left_alone(text: str) -> None:
    assert safe(text) == text


@settings(deadline=None)
@given(cells)
def test_safe_is_safe_twice(text: str) -> None:
    assert safe(safe(text)) == safe(text)


def _workbook(rows: list[TargetRow]) -> Iterator[openpyxl.cell.Cell]:
    out = io.BytesIO()
    export(rows, out, "xlsx")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # openpyxl's own, on reading the file's date
        sheet = openpyxl.load_workbook(io.BytesIO(out.getvalue())).active
    assert sheet is not None
    for line in sheet.iter_rows():
        yield from line


@pytest.mark.parametrize("text", NASTY)
def test_no_xlsx_cell_is_a_formula_a_link_or_a_number(text: str) -> None:
    """Every text comes back as text; "f" is openpyxl's type of a formula."""
    found = list(_workbook([_row(text)]))
    assert {cell.data_type for cell in found if cell.value is not None} <= {"s", "n", "inlineStr"}
    name = next(cell for cell in found if cell.column == 2 and cell.row == 2)
    assert name.data_type == "s"
    assert name.hyperlink is None
    assert len(str(name.value)) <= MAX_CELL
    score = next(cell for cell in found if cell.row == 2 and cell.column == COLUMNS.index("fit_score") + 1)
    assert score.value == 61.5


@settings(deadline=None, max_examples=40)
@given(st.lists(cells, max_size=3))
def test_xlsx_of_any_texts_has_no_formula(texts: list[str]) -> None:
    assert not [cell for cell in _workbook([_row(text) for text in texts]) if cell.data_type == "f"]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_same_rows_give_the_same_bytes(form: str) -> None:
    outs = [io.BytesIO(), io.BytesIO()]
    for out in outs:
        export([_row("Beispiel Maschinenbau GmbH")], out, form)
    assert outs[0].getvalue() == outs[1].getvalue()


def test_excel_preset_is_what_german_and_dutch_excel_opens() -> None:
    data = _csv([_row("Müller")], "excel")
    assert data.startswith(b"\xef\xbb\xbfaccount_id;name")
    assert "61,5" in data.decode("utf-8-sig")
    assert data.endswith(b"\r\n")


def test_columns_are_the_generic_ones() -> None:
    assert len(COLUMNS) == 45
    assert len(values(_row("x"))) == 45


@settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_file_names_are_the_servers_own(one: str, two: str) -> None:
    name = file_name(one, two, suffix=".csv")
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789.-")
    assert not name.startswith("-")
    assert len(name) <= 104


def _module(name: str, **without: object) -> SimpleNamespace:
    whole = {"NAME": name, "TITLE": name, "SUFFIX": ".x", "MEDIA": "x/x", "PRESETS": ("p",), "write": print}
    return SimpleNamespace(__name__=f"module_{name}", **{**whole, **without})


def test_formats_are_found_by_scanning() -> None:
    assert {"csv", "xlsx"} < set(formats())  # CRMs: tests/unit/test_crm_files.py


@pytest.mark.parametrize(
    ("modules", "told"),
    [
        ([_module("csv"), _module("csv")], "name 'csv' is taken"),
        ([_module("csv", MEDIA="")], "MEDIA is missing"),
        ([SimpleNamespace(__name__="empty")], "empty: NAME is missing"),
    ],
    ids=["doubled", "incomplete", "empty"],
)
def test_a_bad_format_is_an_error_at_start(modules: list[object], told: str) -> None:
    with pytest.raises(ExportError, match=told):
        collect(modules)


@pytest.mark.parametrize(
    ("form", "preset", "told"), [("pdf", "", "csv, dynamics"), ("csv", "x", "comma, excel")]
)
def test_an_unknown_format_names_those_there_are(form: str, preset: str, told: str) -> None:
    with pytest.raises(ExportError, match=told):
        export([], io.BytesIO(), form, preset)
