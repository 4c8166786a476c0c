"""Promises not kept in the report: in every form and language, and nothing on a day that kept them all."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from reports.i18n import LANGUAGES
from reports.late import LateRow
from reports.model import DailyReport
from reports.pdf import pdf
from reports.render import FORMATS, render
from tests.golden.seeded import empty, seeded

DUE = 1_773_130_000_000  # 2026-03-10, 09:06 in Berlin
ROW = LateRow("acme.example", 'Acme <& "Söhne"', "OFFERED", "answer", DUE, 2, "jo@example.com", fresh=True)
#: Title, and what is said of the row.
SAID = {
    "en": ("Promises not kept", "answer to the offer, due 10 Mar 2026, 09:06, 2 days late"),
    "de": ("Nicht gehaltene Zusagen", "Antwort auf das Angebot, fällig 10.03.2026, 09:06, 2 Tage zu spät"),
    "nl": ("Niet nagekomen afspraken", "antwoord op het aanbod, vóór 10 mrt 2026, 09:06, 2 dagen te laat"),
}


def late(report: DailyReport, *rows: LateRow) -> DailyReport:
    return replace(report, late=rows)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", FORMATS)
def test_each_form_says_it_in_each_language(form: str, language: str) -> None:
    text = render(late(seeded(), ROW), form, language)
    title, said = SAID[language]
    assert said in text
    assert title.casefold() in text.casefold() or form in ("csv", "json")
    assert 'Acme <& "' not in text or form not in ("page", "html", "mail")


@pytest.mark.parametrize("form", FORMATS)
def test_a_day_that_kept_all_promises_says_nothing(form: str) -> None:
    assert SAID["en"][0].casefold() not in render(seeded(), form, "en").casefold()
    assert "late" not in seeded().to_dict()


def test_a_quiet_day_still_tells_what_is_late() -> None:
    assert SAID["en"][1] in render(late(empty(), ROW), "text", "en")


def test_on_paper() -> None:
    made, without = pdf(late(seeded(), ROW), "de"), pdf(seeded(), "de")
    assert made.startswith(b"%PDF")
    assert len(made) > len(without)


def test_data_of_a_late_account() -> None:
    doc = json.loads(render(late(seeded(), ROW), "json", "en"))
    assert doc["late"] == [{"account": "acme.example", "name": ROW.name, "text": SAID["en"][1]}]
    assert doc["report"]["late"][0] | {"due": DUE, "owner": "jo@example.com"} == doc["report"]["late"][0]
    line = render(late(seeded(), ROW), "csv", "en").splitlines()[-1]
    assert line.startswith("musterwerk,2026-03-10,late,acme.example,") or ",late,acme.example," in line


def test_so_many_in_a_mail_and_all_on_the_page() -> None:
    rows = tuple(replace(ROW, key=f"c{n}.example", name=f"Company {n}") for n in range(30))
    mail, page = (render(late(seeded(), *rows), form, "en") for form in ("mail", "page"))
    assert mail.count("days late") == 25
    assert "and 5 more companies" in mail
    assert page.count("days late") == 30
