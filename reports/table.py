"""The daily report as CSV: one line per company, in the report's order, then one per promise not kept."""

from __future__ import annotations

import csv
import io
from typing import Final

from reports.cells import safe
from reports.late import CODE, LateView
from reports.present import CompanyView, DayView

COLUMNS: Final = (
    "site",
    "day",
    "section",
    "account_id",
    "name",
    "domain",
    "city",
    "country_code",
    "industry",
    "employees",
    "kind",
    "reasons",
    "cell",
    "fit_grade",
    "intent_score",
    "delta_day",
    "delta_week",
    "stage",
    "previous_stage",
    "act_now",
    "new",
    "visits",
    "visitors",
    "page_views",
    "engaged_seconds",
    "top_pages",
    "source",
    "campaign",
    "confidence",
    "confidence_word",
    "method",
    "owner",
)


def daily_csv(day: DayView) -> str:
    """RFC 4180: comma, CRLF, UTF-8; text cells are formula-safe. Column names are the same everywhere."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_MINIMAL)
    writer.writerow(COLUMNS)
    for section in day.sections:
        for company in section.companies:
            writer.writerow(_cells(day, section.code, company))
    for item in day.late.rows:
        values = _late(day, item)
        writer.writerow([safe(str(values.get(name, ""))) for name in COLUMNS])
    return out.getvalue()


def _late(day: DayView, item: LateView) -> dict[str, str]:
    """A promise not kept: its reason says which; what a visitor did has no value."""
    row = item.row
    said = {"section": CODE, "account_id": row.key, "name": row.name, "reasons": item.said}
    return {"site": day.report.site, "day": day.report.day, **said, "stage": row.stage, "owner": row.owner}


def _cells(day: DayView, section: str, company: CompanyView) -> list[str | int | float]:
    row = company.row
    pages = " | ".join(f"{page.host}{page.path} ×{page.views}" for page in row.pages[:5])
    values: list[str | int | float] = [
        day.report.site,
        day.report.day,
        section,
        row.key,
        row.name,
        row.domain,
        row.city,
        row.country,
        row.industry,
        row.employees,
        row.kind,
        company.why,
        row.cell,
        row.grade,
        round(row.score, 1),
        round(row.delta, 1),
        round(row.delta_week, 1),
        row.stage,
        row.previous_stage,
        int(row.act_now),
        int(row.new),
        row.visits,
        row.visitors,
        row.views,
        row.seconds,
        pages,
        row.source,
        row.campaign,
        round(row.confidence, 2),
        row.confidence_word,
        row.method,
        row.owner,
    ]
    return [safe(value) if isinstance(value, str) else value for value in values]
