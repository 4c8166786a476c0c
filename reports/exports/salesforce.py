"""Accounts for Salesforce's Data Import Wizard or Data Loader; "Account ID" updates the account it came from.

Labels are those of the wizard ("Field Mapping for Other Data Sources and Organization Import" in its help).
States are left out: where an organisation uses Salesforce's lists of states, a region of another country
would have the whole line refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO, Final

from reports import layout
from reports.layout import Layout
from reports.targets import TargetRow

NAME: Final = "salesforce"
TITLE: Final = "Salesforce"
SUFFIX: Final = ".csv"
MEDIA: Final = "text/csv; charset=utf-8"
PRESETS: Final = ("accounts",)

LAYOUT: Final[Layout] = {
    "Account ID": lambda row: row.external_id,
    "Account Name": lambda row: layout.within(255, row.name),
    "Website": lambda row: layout.within(255, row.website),
    "Phone": lambda row: layout.within(40, layout.phone(row)),
    "Billing Street": lambda row: layout.within(255, row.street),
    "Billing City": lambda row: layout.within(40, row.city),
    "Billing Zip/Postal Code": lambda row: layout.within(20, row.postal_code),
    "Billing Country": layout.country,
    "Industry": lambda row: row.industry,
    "Employees": lambda row: layout.whole(row.employees),
    "Annual Revenue": lambda row: layout.whole(row.revenue_eur),
    "Type": layout.kind,
    "Account Owner": lambda row: row.owner,
    "Description": layout.description,
}


def write(rows: Iterable[TargetRow], out: BinaryIO, preset: str) -> None:  # noqa: ARG001 - one preset
    layout.write(rows, out, LAYOUT)
