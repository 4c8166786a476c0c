"""Target accounts for export: one row per account, columns as scoring programs and CRMs expect them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One account. Field order is column order; "" and None are empty cells. Times are ISO 8601, UTC."""

    account_id: str
    name: str
    legal_name: str = ""
    domain: str = ""
    website: str = ""
    phone: str = ""
    email_general: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    region: str = ""
    country_code: str = ""
    industry: str = ""
    industry_code: str = ""
    employees: str | int = ""
    revenue_eur: str | int = ""
    fit_grade: str = ""
    fit_score: float | None = None
    intent_score: float | None = None
    cell: str = ""
    stage: str = ""
    mql_level: int | None = None
    qualified_at: str = ""
    first_seen: str = ""
    last_seen: str = ""
    visits_30d: int | None = None
    visitors_30d: int | None = None
    days_active_14d: int | None = None
    top_pages: str = ""
    products: str = ""
    campaign: str = ""
    source: str = ""
    medium: str = ""
    reasons: str = ""
    owner: str = ""
    tags: str = ""
    confidence: float | None = None
    method: str = ""
    linkedin_url: str = ""
    external_id: str = ""
    relation: str = ""  # what the CRM says the company is to us
    facts_known: int | None = None  # of the eight fields of a profile
    nurture: str = ""  # the programme they are in, whatever their stage
    nurture_content: str = ""  # what the site sends to those of this stage
    lost_reason: str = ""


COLUMNS: Final = tuple(field.name for field in fields(TargetRow))


def values(row: TargetRow) -> list[Value]:
    """The row's cells in the order of ``COLUMNS``."""
    return [getattr(row, name) for name in COLUMNS]
