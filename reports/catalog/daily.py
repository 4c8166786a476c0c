"""The daily report's order: who comes first, and under which heading.  [pure]"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from reports.model import Accounting, CompanyRow, DailyReport

NAME: Final = "daily"
QUALIFIED: Final = (*(f"MQL{level}" for level in range(1, 10)), "OFFERED", "SAL", "SQL", "OPPORTUNITY")
#: They left, or were set aside; on the day of the report they were here again.
LEFT: Final = ("LOST", "CHURNED", "RECYCLED")
CODES: Final = (*("act_now", "new_qualified", "surging", "qualified", "target", "back", "at_risk", "others"),)
#: engagement number and fit letter, best first: the grid's reading order for sales
_CELLS: Final = ("A1", "A2", "B1", "A3", "B2", "C1", "A4", "B3", "C2", "D1")
_GROUP_OF: Final = {
    "isp": "provider",
    "mobile": "provider",
    "hosting": "cloud",
    "vpn": "cloud",
    "bot": "bot",
    "private": "internal",
    "pending": "pending",
    "business": "organisation",
    "opted_out": "organisation",
    "education": "organisation",
    "government": "organisation",
}


@dataclass(frozen=True, slots=True)
class Section:
    """``code``: one of ``CODES``. Every company is in exactly one section."""

    code: str
    rows: tuple[CompanyRow, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """One piece of the accounting bar. ``share``: of all views, 0..1."""

    code: str
    views: int
    share: float


def sections(report: DailyReport) -> tuple[Section, ...]:
    """Non-empty sections in reading order."""
    return sorted_into(CODES, section_of, report)


def sorted_into(
    codes: tuple[str, ...], section_of: Callable[[CompanyRow], str], report: DailyReport
) -> tuple[Section, ...]:
    """Each company in the one of ``codes`` that it belongs to, best first; empty ones are left out."""
    found: dict[str, list[CompanyRow]] = {code: [] for code in codes}
    for row in sorted(report.companies, key=rank):
        found[section_of(row)].append(row)
    return tuple(Section(code, tuple(rows)) for code, rows in found.items() if rows)


def section_of(row: CompanyRow) -> str:
    """The first that fits: what is news comes before what was so yesterday."""
    if row.stage in LEFT and row.previous_stage not in ("", row.stage):
        return "others"  # somebody decided about it on that very day
    if row.act_now:
        return "act_now"
    if row.stage in QUALIFIED and _risen(row):
        return "new_qualified"
    if any(reason.code == "surge" for reason in row.why):
        return "surging"
    if row.stage in LEFT:
        return "back"
    if row.stage in QUALIFIED:
        return "at_risk" if row.held_until else "qualified"
    return "target" if row.target else "others"


def is_ready(row: CompanyRow) -> bool:
    """Ready for sales: in the highest level, earned and not only held; or a hand raised, nothing to check."""
    return (row.stage == f"MQL{row.levels}" and not row.held_until) or (row.act_now and not row.review)


def _risen(row: CompanyRow) -> bool:
    before = QUALIFIED.index(row.previous_stage) if row.previous_stage in QUALIFIED else -1
    return QUALIFIED.index(row.stage) > before


def rank(row: CompanyRow) -> tuple[int, float, int, str, str]:
    """Best fit and engagement first; the same rows always in the same order."""
    cell = _CELLS.index(row.cell) if row.cell in _CELLS else len(_CELLS)
    return cell, -row.score, -row.views, row.name.casefold(), row.key


def groups(accounting: Accounting) -> tuple[Group, ...]:
    """The classes as pieces of one bar, in its fixed order; empty ones left out."""
    order = ("identified", "organisation", "provider", "cloud", "bot", "internal", "unknown", "pending")
    views = dict.fromkeys(order, 0)
    for item in accounting.classes:
        code = "identified" if item.identified else _GROUP_OF.get(item.kind, "unknown")
        views[code] += item.views
    total = sum(views.values()) or 1
    return tuple(Group(code, n, n / total) for code, n in views.items() if n)
