"""Files in the layout of a particular CRM: columns by the names its import knows, one account a line.

Made for the CRM's own import, so what a spreadsheet would take for a formula is avoided without marks that
a CRM would keep: a telephone number begins with 00 instead of +.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from typing import BinaryIO, Final

from reports.cells import safe
from reports.i18n import translator
from reports.targets import TargetRow, Value

#: Heading → what stands below it.
Layout = Mapping[str, Callable[[TargetRow], Value]]

_TYPES: Final = {"customer": "Customer", "partner": "Partner", "competitor": "Competitor"}


def write(rows: Iterable[TargetRow], out: BinaryIO, layout: Layout) -> None:
    """CSV as every CRM reads it: UTF-8, commas, quotes where needed."""
    text = io.TextIOWrapper(out, encoding="utf-8", newline="")
    writer = csv.writer(text)
    writer.writerow(layout)
    for row in rows:
        writer.writerow([_cell(tell(row)) for tell in layout.values()])
    text.flush()
    text.detach()


def _cell(value: Value) -> Value:
    return safe(value) if isinstance(value, str) else value


def country(row: TargetRow) -> str:
    """Its English name: the lists of CRMs know it, codes only where somebody set them up."""
    return translator("en").country(row.country_code) if row.country_code else ""


def phone(row: TargetRow) -> str:
    return "00" + row.phone[1:] if row.phone.startswith("+") else row.phone


def whole(value: str | int) -> int | str:
    """A number a CRM takes; a band ("51-200") is told in the description instead."""
    return value if isinstance(value, int) else ""


def kind(row: TargetRow) -> str:
    """What the company is to us, as CRMs call it."""
    return _TYPES.get(row.relation, "Prospect")


def within(most: int, value: str) -> str:
    """Cut to what the column holds: one text that is too long costs the whole line."""
    return value[:most].rstrip()


def description(row: TargetRow) -> str:
    """What no column of theirs holds, in one line."""
    bands = [
        f"{name}: {value}"
        for name, value in (("Employees", row.employees), ("Revenue EUR", row.revenue_eur))
        if value and not isinstance(value, int)
    ]
    score = "" if row.intent_score is None else f"{row.intent_score:g} points"
    head = [part for part in ("Visitrace", row.cell, row.stage, score) if part]
    told = [" ".join(head), row.reasons, *bands, f"seen {row.last_seen[:10]}" if row.last_seen else ""]
    return within(1000, "; ".join(part for part in told if part))
