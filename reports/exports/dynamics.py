"""Accounts for the data import of Microsoft Dynamics 365 Sales, with the display names of its columns.

https://learn.microsoft.com/en-us/dynamics365/sales/developer/entities/account
The number stands where its own export has it. Industry is a fixed list there, which refuses what it does not
know: ours is told in the description.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO, Final

from reports import layout
from reports.layout import Layout
from reports.targets import TargetRow

NAME: Final = "dynamics"
TITLE: Final = "Microsoft Dynamics"
SUFFIX: Final = ".csv"
MEDIA: Final = "text/csv; charset=utf-8"
PRESETS: Final = ("accounts",)


def _told(row: TargetRow) -> str:
    industry = f"Industry: {row.industry}" if row.industry else ""
    return "; ".join(filter(None, (layout.description(row), industry)))


LAYOUT: Final[Layout] = {
    "(Do Not Modify) Account": lambda row: row.external_id,
    "Account Name": lambda row: layout.within(160, row.name),
    "Website": lambda row: layout.within(200, row.website),
    "Main Phone": lambda row: layout.within(50, layout.phone(row)),
    "Email": lambda row: layout.within(100, row.email_general),
    "Address 1: Street 1": lambda row: layout.within(250, row.street),
    "Address 1: City": lambda row: layout.within(80, row.city),
    "Address 1: State/Province": lambda row: layout.within(50, row.region),
    "Address 1: ZIP/Postal Code": lambda row: layout.within(20, row.postal_code),
    "Address 1: Country/Region": layout.country,
    "Number of Employees": lambda row: layout.whole(row.employees),
    "Annual Revenue": lambda row: layout.whole(row.revenue_eur),
    "Relationship Type": layout.kind,
    "Description": _told,
}


def write(rows: Iterable[TargetRow], out: BinaryIO, preset: str) -> None:  # noqa: ARG001 - one preset
    layout.write(rows, out, LAYOUT)
