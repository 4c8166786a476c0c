"""Companies for Firmao's import from a file. Its columns are assigned in the dialogue of the import; these
are named as the fields of a company are there, and "Customer number" brings an account back to its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO, Final

from reports import layout
from reports.layout import Layout
from reports.targets import TargetRow

NAME: Final = "firmao"
TITLE: Final = "Firmao"
SUFFIX: Final = ".csv"
MEDIA: Final = "text/csv; charset=utf-8"
PRESETS: Final = ("companies",)

LAYOUT: Final[Layout] = {
    "Customer number": lambda row: row.external_id,
    "Name": lambda row: row.name,
    "Website": lambda row: row.website,
    "Email": lambda row: row.email_general,
    "Phone": layout.phone,
    "Street": lambda row: row.street,
    "Postal code": lambda row: row.postal_code,
    "City": lambda row: row.city,
    "Country": layout.country,
    "Industry": lambda row: row.industry,
    "Number of employees": lambda row: layout.whole(row.employees),
    "Revenue EUR": lambda row: layout.whole(row.revenue_eur),
    "Owner": lambda row: row.owner,
    "Status": layout.kind,
    "Tags": lambda row: row.tags,
    "Description": layout.description,
}


def write(rows: Iterable[TargetRow], out: BinaryIO, preset: str) -> None:  # noqa: ARG001 - one preset
    layout.write(rows, out, LAYOUT)
