"""The weekly digest's order: what changed since the week before, and under which heading.  [pure]"""

from __future__ import annotations

from typing import Final

from reports.catalog.daily import QUALIFIED, Section, sorted_into
from reports.model import CompanyRow, DailyReport

NAME: Final = "weekly"
CODES: Final = ("act_now", "risen", "surging", "new", "fallen", "same")
#: Points of engagement lost in the week from which on it is told.
LOST_POINTS: Final = 10.0


def sections(report: DailyReport) -> tuple[Section, ...]:
    """Non-empty sections in reading order; every company is in exactly one."""
    return sorted_into(CODES, section_of, report)


def section_of(row: CompanyRow) -> str:
    """``previous_stage`` is that of the week's beginning, ``delta`` the change over the week."""
    if row.act_now:
        return "act_now"
    change = _level(row.stage) - _level(row.previous_stage)
    if change > 0:
        return "risen"
    if any(reason.code == "surge" for reason in row.why):
        return "surging"
    if row.new:
        return "new"
    return "fallen" if change < 0 or row.delta <= -LOST_POINTS else "same"


def _level(stage: str) -> int:
    return QUALIFIED.index(stage) if stage in QUALIFIED else -1
