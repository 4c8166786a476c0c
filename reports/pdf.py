"""The report on paper: the words of ``present``, set by Typst (ADR 11). The same report, the same bytes.

Its fonts come with it, so a page looks the same wherever it is made; nothing is fetched.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst

from reports.model import DailyReport
from reports.present import CompanyView, DayView, SectionView, present
from reports.render import one_line
from reports.tokens import filled

_TEMPLATE: Final = Path(__file__).parent / "templates" / "report.typ"
#: Companies of a section on paper; the rest are counted and on the page and in the CSV.
MOST: Final = 200


def pdf(report: DailyReport, language: str) -> bytes:
    """Raises ``LanguageError``."""
    data = json.dumps(_document(present(report, language)), ensure_ascii=False, sort_keys=True)
    made = typst.compile(
        _template(), sys_inputs={"data": data}, ignore_system_fonts=True, format="pdf", timestamp=0
    )
    return bytes(made)


@cache
def _template() -> bytes:
    return _TEMPLATE.read_bytes()


def _document(day: DayView) -> dict[str, Any]:
    tr = day.tr
    made = tr.gettext("Generated traffic of fictional companies.") if day.report.demo else ""
    return {
        "language": tr.language,
        "title": one_line(day.title),
        "kicker": f"{one_line(day.report.site_title or day.report.site)} · {day.date}",
        "headline": day.headline,
        "demo": made,
        "summary": day.summary,
        "foot": tr.gettext("Time zone: %(zone)s", zone=day.report.zone),
        "sections": [_section(day, section) for section in day.sections],
        "late": _late(day),
        "accounting": tr.gettext("Where every page view went"),
        "finding": day.finding,
        "bar": [{"share": group.share, "colour": _colour(group.code)} for group in day.groups],
        "classes": [[group.label, group.percent, group.views] for group in day.groups],
        "total": [tr.gettext("All page views"), "", day.total],
        "notes": [*day.notes, "IP Geolocation by DB-IP (https://db-ip.com)", *_versions(day)],
    }


def _late(day: DayView) -> dict[str, Any]:
    late = day.late
    rows = [
        {
            "name": one_line(item.row.name),
            "said": item.said,
            "side": item.stage,
            "owner": one_line(item.owner),
        }
        for item in late.rows
    ]
    return {"title": late.title, "count": day.tr.number(len(rows)), "hint": late.hint, "rows": rows}


def _versions(day: DayView) -> list[str]:
    tr = day.tr
    said = [tr.gettext("Versions: %(versions)s", versions=day.versions)] if day.versions else []
    return [*said, tr.gettext("The same data gives the same report: %(hash)s", hash=day.hash)]


def _section(day: DayView, section: SectionView) -> dict[str, Any]:
    left = len(section.companies) - MOST
    more = day.tr.ngettext("and %(n)s more company", "and %(n)s more companies", left) if left > 0 else ""
    return {
        "title": section.title,
        "count": day.tr.number(len(section.companies)),
        "hint": section.hint,
        "companies": [_company(day, section.code, company) for company in section.companies[:MOST]],
        "more": more,
    }


def _company(day: DayView, code: str, view: CompanyView) -> dict[str, Any]:
    tr, row = day.tr, view.row
    tags = [
        tr.gettext("new") if row.new else "",
        tr.gettext("check the fit") if row.review else "",
        tr.gettext("target account") if row.target else "",
    ]
    facts = [row.domain, view.place, view.size, view.kind, view.activity, view.came_by]
    facts.append(tr.gettext("Identified: %(sure)s", sure=view.sure))
    if row.owner:
        facts.append(tr.gettext("Owner: %(owner)s", owner=row.owner))
    pages = [] if code == "others" else [_page(page.path, page.marks, page.views) for page in view.pages]
    return {
        "name": one_line(row.name),
        "tags": ", ".join(filter(None, tags)),
        "why": one_line(view.why),
        "facts": one_line(" · ".join(filter(None, facts))),
        "pages": pages,
        "cell": view.cell or "–",
        "stage": view.stage_change or view.stage,
        "score": f"{view.score} ({view.delta})",
    }


def _page(path: str, marks: tuple[str, ...], views: str) -> str:
    said = f" ({', '.join(marks)})" if marks else ""
    return one_line(f"{path}{said} × {views}")


def _colour(code: str) -> str:
    return filled(f"var(--class-{code})").strip()
