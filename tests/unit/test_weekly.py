"""What a week's digest calls a change, and what is a surge."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reports.catalog.weekly import CODES, section_of, sections
from reports.i18n import LANGUAGES
from reports.model import Because, CompanyRow
from reports.pdf import pdf
from reports.render import render
from tests.golden.seeded import empty, seeded
from tracker.intent import Activity, Touch
from tracker.intent.surge import surge_score, surges
from tracker.intent.touch import DAY_MS

AT = 100 * 7 * DAY_MS


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


def _touches(*days_and_people: tuple[float, str]) -> Activity:
    return Activity.of(
        [Touch(int(AT - day * DAY_MS), f"v{n}", visitor=who) for n, (day, who) in enumerate(days_and_people)]
    )


@pytest.mark.parametrize(
    ("name", "activity", "expected"),
    [
        ("nothing ever", Activity(), False),
        ("new and busy: no usual week yet", _touches(*((n / 10, f"p{n}") for n in range(20))), False),
        ("as usual", _touches(*((n * 7.0 + 1, "p") for n in range(12))), False),
        ("quiet, then several people", _touches((40, "p"), *((n / 2, f"p{n}") for n in range(6))), True),
        ("one person on one day", _touches((40, "p"), *((0.5 + 0.001 * n, "p") for n in range(6))), False),
        ("too little", _touches((40, "p"), (1, "a"), (2, "b")), False),
    ],
)
def test_a_surge_is_measured_against_its_own_weeks(name: str, activity: Activity, expected: bool) -> None:
    assert surges(activity, AT, lambda ts: str(ts // DAY_MS)) is expected, name


def test_as_usual_is_fifty_and_twice_is_sixty() -> None:
    usual = [(week * 7 + 3.5 - part, "p") for week in range(1, 13) for part in range(3)]
    now = [(3.5 - part, "p") for part in range(3)]
    assert surge_score(_touches(*usual, *now), AT) == pytest.approx(50, abs=1)
    assert surge_score(_touches(*usual, *now, *now), AT) == pytest.approx(59, abs=1)
