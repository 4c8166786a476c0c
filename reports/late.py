"""Promises of sales that were not kept by the end of the day: a section of the report of its own.  [pure]

They are no visitors of that day, so they stand apart from the companies; a day without any has no section.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from reports.i18n import N_, Translator
from reports.words import stage, word

#: In place of a section's code, in CSV and JSON.
CODE: Final = "late"
TITLE: Final = N_("Promises not kept")
HINT: Final = N_("Past the time that marketing and sales agreed on")
#: What should have been done.
WHAT: Final = {
    "answer": N_("answer to the offer"),
    "touch": N_("first contact"),
    "decide": N_("decision"),
    "step": N_("next step"),
}


@dataclass(frozen=True, slots=True)
class LateRow:
    """One account sales is late with. ``due``: UTC ms; ``days``: days late at the report's end, by the
    calendar; ``fresh``: the time ran out within the days of the report; ``hand``: it had raised a hand."""

    key: str
    name: str
    stage: str
    what: str  # one of ``WHAT``
    due: int
    days: int
    owner: str = ""
    fresh: bool = False
    hand: bool = False


@dataclass(frozen=True)
class LateView:
    row: LateRow
    stage: str
    said: str  # "answer to the offer, due 9 Mar 2026, 10:00, 2 days late"
    link: str

    @property
    def owner(self) -> str:
        return self.row.owner


@dataclass(frozen=True)
class LateSection:
    """``rows`` is empty on a day on which every promise was kept."""

    title: str
    hint: str
    rows: tuple[LateView, ...]


def section(tr: Translator, rows: tuple[LateRow, ...], links: dict[str, str]) -> LateSection:
    views = tuple(LateView(row, stage(tr, row.stage), said(tr, row), links.get(row.key, "")) for row in rows)
    return LateSection(tr.gettext(TITLE), tr.gettext(HINT), views)


def said(tr: Translator, row: LateRow) -> str:
    what, when = word(tr, WHAT, row.what), tr.moment(row.due)
    if not row.days:
        return tr.gettext("%(what)s, due %(when)s", what=what, when=when)
    return tr.ngettext(
        "%(what)s, due %(when)s, %(n)s day late", "%(what)s, due %(when)s, %(n)s days late", row.days,
        what=what, when=when,
    )  # fmt: skip


def as_json(view: LateView) -> dict[str, Any]:
    return {"account": view.row.key, "name": view.row.name, "text": view.said}
