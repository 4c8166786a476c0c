"""Companies for HubSpot's import. "Record ID" updates the company it came from; without one HubSpot joins by
domain.

Names of properties: https://knowledge.hubspot.com/properties/hubspot-crm-default-company-properties
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO, Final

from reports import layout
from reports.layout import Layout
from reports.targets import TargetRow

NAME: Final = "hubspot"
TITLE: Final = "HubSpot"
SUFFIX: Final = ".csv"
MEDIA: Final = "text/csv; charset=utf-8"
PRESETS: Final = ("companies",)

#: Our stage → theirs. Stages are only ever raised by an import; what was lost or given back says nothing.
STAGES: Final = {
    "LEAD": "Lead",
    "IQL": "Lead",
    **dict.fromkeys(("MQL1", "MQL2", "MQL3", "OFFERED"), "Marketing Qualified Lead"),
    **dict.fromkeys(("SAL", "SQL"), "Sales Qualified Lead"),
    "OPPORTUNITY": "Opportunity",
    "WON": "Customer",
}
LAYOUT: Final[Layout] = {
    "Record ID": lambda row: row.external_id,
    "Company name": lambda row: row.name,
    "Company domain name": lambda row: row.domain,
    "Website URL": lambda row: row.website,
    "Phone number": layout.phone,
    "Street address": lambda row: row.street,
    "Postal code": lambda row: row.postal_code,
    "City": lambda row: row.city,
    "State/Region": lambda row: row.region,
    "Country/Region": layout.country,
    "Number of employees": lambda row: layout.whole(row.employees),
    "Annual revenue": lambda row: layout.whole(row.revenue_eur),
    "Company owner": lambda row: row.owner,
    "Lifecycle stage": lambda row: STAGES.get(row.stage, ""),
    "Email": lambda row: row.email_general,
    "Description": layout.description,
}


def write(rows: Iterable[TargetRow], out: BinaryIO, preset: str) -> None:  # noqa: ARG001 - one preset
    layout.write(rows, out, LAYOUT)
