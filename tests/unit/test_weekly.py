"""What a week's digest calls a change, and that it is the same in every form."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reports.catalog import daily
from reports.catalog.weekly import CODES, section_of, sections
from reports.i18n import LANGUAGES
from reports.model import Because, CompanyRow
from reports.pdf import pdf
from reports.render import MAIL_LIMITS, render
from reports.words import SECTION_HINTS, SECTIONS
from tests.golden.seeded import empty, seeded


@pytest.mark.parametrize(
    ("code", "row"),
    [
        ("act_now", CompanyRow("a", "A", act_now=True, stage="MQL1", previous_stage="LEAD")),
        ("risen", CompanyRow("a", "A", stage="MQL1", previous_stage="LEAD", new=True)),
        ("risen", CompanyRow("a", "A", stage="MQL3", previous_stage="MQL1", why=(Because("surge"),))),
        ("surging", CompanyRow("a", "A", stage="MQL1", previous_stage="MQL1", why=(Because("surge"),))),
        ("new", CompanyRow("a", "A", stage="LEAD", new=True)),
        ("fallen", CompanyRow("a", "A", stage="LEAD", previous_stage="MQL2")),
        ("fallen", CompanyRow("a", "A", stage="LEAD", previous_stage="LEAD", delta=-10)),
        ("same", CompanyRow("a", "A", stage="LEAD", previous_stage="LEAD", delta=-9.9)),
    ],
)
def test_sections(code: str, row: CompanyRow) -> None:
    assert section_of(row) == code
    assert code in CODES


@pytest.mark.parametrize(
    ("code", "row"),
    [
        ("act_now", CompanyRow("a", "A", act_now=True, stage="LOST")),
        ("new_qualified", CompanyRow("a", "A", stage="MQL1", previous_stage="LEAD", why=(Because("surge"),))),
        ("surging", CompanyRow("a", "A", stage="LEAD", previous_stage="LEAD", why=(Because("surge"),))),
        ("back", CompanyRow("a", "A", stage="LOST", previous_stage="LOST", target=True)),
        ("at_risk", CompanyRow("a", "A", stage="MQL1", previous_stage="MQL1", held_until="2026-03-20")),
        ("qualified", CompanyRow("a", "A", stage="MQL1", previous_stage="MQL1", target=True)),
        ("target", CompanyRow("a", "A", stage="LEAD", target=True)),
        ("others", CompanyRow("a", "A", stage="DISQUALIFIED")),
        ("others", CompanyRow("a", "A", act_now=True, stage="RECYCLED", previous_stage="OFFERED")),
    ],
)
def test_sections_of_a_day(code: str, row: CompanyRow) -> None:
    assert daily.section_of(row) == code
    assert code in daily.CODES
    assert {*daily.CODES, *CODES} == MAIL_LIMITS.keys() == SECTIONS.keys() == SECTION_HINTS.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_says_the_same_companies_and_the_span(language: str) -> None:
    week = replace(seeded(), first_day="2026-03-05")
    names = {row.name for section in sections(week) for row in section.rows}
    assert len(names) == len(week.companies)
    text = render(week, "mail-text", language)
    assert all(name in text for name in names)
    assert "?span=week" in render(week, "mail", language)
    assert pdf(week, language) == pdf(week, language)
    assert pdf(week, language) != pdf(seeded(), language)
    assert pdf(empty(), language).startswith(b"%PDF-")


def test_what_a_visitor_wrote_is_no_markup_on_paper() -> None:
    nasty = CompanyRow(
        "n.example", '#panic("x") $ \\ ] *', why=(Because("campaign", (("name", "#import"),)),)
    )
    assert pdf(replace(seeded(), companies=(nasty,)), "en").startswith(b"%PDF-")
