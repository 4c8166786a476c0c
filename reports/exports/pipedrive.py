"""Organisations for Pipedrive's import from a spreadsheet, with the headings of its own exports, which its
mapping knows; "Organization - ID" updates the organisation it came from.

https://support.pipedrive.com/en/article/importing-mandatory-fields
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO, Final

from reports import layout
from reports.layout import Layout
from reports.targets import TargetRow

NAME: Final = "pipedrive"
TITLE: Final = "Pipedrive"
SUFFIX: Final = ".csv"
MEDIA: Final = "text/csv; charset=utf-8"
PRESETS: Final = ("organizations",)


def _address(row: TargetRow) -> str:
    """In one line: Pipedrive takes it apart by itself."""
    place = " ".join(part for part in (row.postal_code, row.city) if part)
    return ", ".join(part for part in (row.street, place, layout.country(row)) if part)


LAYOUT: Final[Layout] = {
    "Organization - ID": lambda row: row.external_id,
    "Organization - Name": lambda row: row.name,
    "Organization - Owner": lambda row: row.owner,
    "Organization - Address": _address,
    "Organization - Website": lambda row: row.website,
    "Organization - Domain": lambda row: row.domain,
    "Organization - Phone": layout.phone,
    "Organization - Email": lambda row: row.email_general,
    "Organization - Industry": lambda row: row.industry,
    "Organization - Number of employees": lambda row: layout.whole(row.employees),
    "Organization - Annual revenue": lambda row: layout.whole(row.revenue_eur),
    "Organization - Label": layout.kind,
    "Note": layout.description,
}


def write(rows: Iterable[TargetRow], out: BinaryIO, preset: str) -> None:  # noqa: ARG001 - one preset
    layout.write(rows, out, LAYOUT)
