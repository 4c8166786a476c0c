"""What the report says and where, in every form; and that nobody else's text can do anything in it."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from reports.catalog.daily import groups, is_ready, section_of, sections
from reports.i18n import LANGUAGES, translator
from reports.model import (
    Accounting,
    Because,
    ClassCount,
    CompanyRow,
    DailyReport,
    Headline,
    PageCount,
    confidence_word,
    content_hash,
)
from reports.present import headline, present
from reports.render import MAIL_LIMITS, FormatError, one_line, render
from tests.golden.seeded import empty, seeded

HTML_FORMS = ("page", "html", "mail")


def _report(**counts: int) -> DailyReport:
    accounting = Accounting(counts.get("views", 1), (ClassCount("isp", False, counts.get("views", 1)),))
    return DailyReport("s", "2026-03-11", "UTC", headline=Headline(**counts), accounting=accounting)


@pytest.mark.parametrize(
    ("counts", "en", "de", "nl"),
    [
        (
            {"accounts": 20, "known": 14, "new": 6, "ready": 3},
            "14 companies that were here before and 6 new ones; 3 are ready for sales",
            "14 wiederkehrende Unternehmen und 6 neue; 3 sind bereit für den Vertrieb",
            "14 terugkerende bedrijven en 6 nieuwe; 3 zijn klaar voor sales",
        ),
        (
            {"accounts": 2, "known": 1, "new": 1, "ready": 1},
            "1 company that was here before and 1 new one; 1 is ready for sales",
            "1 wiederkehrendes Unternehmen und 1 neues; 1 ist bereit für den Vertrieb",
            "1 terugkerend bedrijf en 1 nieuw; 1 is klaar voor sales",
        ),
        (
            {"accounts": 3, "new": 3},
            "3 new companies; none is ready for sales yet",
            "3 neue Unternehmen; noch keines ist bereit für den Vertrieb",
            "3 nieuwe bedrijven; nog geen is klaar voor sales",
        ),
        (
            {"views": 1250},
            "1,250 page views, no company identified",
            "1.250 Seitenaufrufe, kein Unternehmen identifiziert",
            "1.250 paginaweergaven, geen bedrijf geïdentificeerd",
        ),
    ],
    ids=["known and new", "one of each", "new only", "none"],
)
def test_the_day_in_one_sentence(counts: dict[str, int], en: str, de: str, nl: str) -> None:
    found = [headline(translator(language), _report(**counts)) for language in ("en", "de", "nl")]
    assert found == [en, de, nl]


@pytest.mark.parametrize(
    ("row", "section", "ready"),
    [
        ({"act_now": True, "stage": "LEAD"}, "act_now", True),
        ({"act_now": True, "review": True, "stage": "LEAD"}, "act_now", False),
        ({"stage": "MQL3", "previous_stage": "MQL3", "held_until": "2026-03-20"}, "at_risk", False),
        ({"stage": "MQL3", "previous_stage": "MQL2"}, "new_qualified", True),
        ({"stage": "MQL1", "previous_stage": "LEAD"}, "new_qualified", False),
        ({"stage": "MQL1"}, "new_qualified", False),
        ({"stage": "MQL1", "previous_stage": "MQL2"}, "qualified", False),
        ({"stage": "SAL", "previous_stage": "SAL"}, "qualified", False),
        ({"stage": "LEAD", "target": True}, "target", False),
        ({"stage": "LEAD"}, "others", False),
        ({"stage": "WON"}, "others", False),
    ],
)
def test_each_company_stands_where_it_belongs(row: dict[str, object], section: str, ready: bool) -> None:
    company = replace(CompanyRow("a.example", "A"), **row)  # type: ignore[arg-type]
    assert section_of(company) == section
    assert is_ready(company) is ready


def test_every_company_is_in_exactly_one_section() -> None:
    found = [row.key for section in sections(seeded()) for row in section.rows]
    assert sorted(found) == sorted(row.key for row in seeded().companies)
    codes = [section.code for section in sections(seeded())]
    assert codes == ["act_now", "new_qualified", "qualified", "target", "others"]


def test_every_view_is_in_exactly_one_piece_of_the_bar() -> None:
    accounting = seeded().accounting
    assert accounting.closed
    assert sum(group.views for group in groups(accounting)) == accounting.total_views
    assert sum(group.share for group in groups(accounting)) == pytest.approx(1)


def test_an_accounting_that_does_not_close_says_so() -> None:
    report = seeded()
    broken = replace(report, accounting=replace(report.accounting, total_views=1))
    assert not json.loads(render(broken, "json", "en"))["accounting_closed"]
    assert "100%" not in render(broken, "page", "en").split("<tfoot>")[1]


@pytest.mark.parametrize(
    ("value", "word"), [(1, "certain"), (0.9, "certain"), (0.89, "likely"), (0.4, "possible"), (0.1, "weak")]
)
def test_confidence_is_a_word(value: float, word: str) -> None:
    assert confidence_word(value) == word


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", [*HTML_FORMS, "text", "mail-text"])
def test_forms_for_people_name_the_same_things(form: str, language: str) -> None:
    text = render(seeded(), form, language)
    for row in seeded().companies:
        assert row.name.replace("&", "&amp;" if form in HTML_FORMS else "&") in text
        assert f"/site/musterwerk/accounts/{row.key}" in text
    day = present(seeded(), language)
    labels = [line.label for line in day.groups] if form in HTML_FORMS else []
    why = day.sections[0].companies[0].why
    for sentence in (day.headline, *day.notes, *labels, day.hash, "db-ip.com", why):
        assert sentence in text


@pytest.mark.parametrize("form", [*HTML_FORMS, "text"])
def test_an_empty_day_is_said_in_one_line(form: str) -> None:
    text = render(empty(), form, "en")
    assert "Nothing was recorded on that day" in text
    assert "Where every page view went" not in text


def test_a_demonstration_is_marked_everywhere() -> None:
    for form in ("page", "html", "mail", "text"):
        assert "Demonstration" in render(seeded(), form, "de")
        assert "Demonstration" not in render(replace(seeded(), demo=False), form, "de")


def test_mail_lists_as_many_as_it_can_carry_and_links_to_the_rest() -> None:
    rows = tuple(CompanyRow(f"c{n}.example", f"Company {n} Ltd", stage="LEAD") for n in range(500))
    report = replace(seeded(), companies=rows)
    left = 500 - MAIL_LIMITS["others"]
    for form in ("mail", "mail-text"):
        text = render(report, form, "en")
        assert f"and {left} more companies" in text
        assert len(text.encode()) < 100_000  # above 102 kB Gmail cuts a mail
    assert render(report, "text", "en").count(" Ltd") == 500


def test_mail_needs_no_image_no_script_and_no_other_host() -> None:
    mail = render(seeded(), "mail", "de")
    assert not re.search(r"<(img|script|link|iframe|object|form|svg)\b|url\(|@import|@font-face", mail)
    hosts = set(re.findall(r'https?://([^/"]+)', mail))
    assert hosts == {"visits.example", "db-ip.com"}
    assert "prefers-color-scheme: dark" in mail
    assert mail.count("<style") == 1


def test_the_fragment_has_no_inline_style_or_script() -> None:
    """Pages forbid both by their content security policy."""
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", render(seeded(), "page", "de"))


@pytest.mark.parametrize("link", ["", "javascript:alert(1)", "data:text/html,x", "//evil.example"])
def test_only_http_addresses_become_links(link: str) -> None:
    for form in HTML_FORMS:
        html = render(seeded(link), form, "en")
        assert set(re.findall(r'href="([^"]*)"', html)) == {"https://db-ip.com"}


NASTY = (
    '"><img src=x onerror=alert(1)>',
    "</script><script>alert(1)</script>",
    "{{7*7}}{% raw %}",
    "<!--",
    "a\u2028b\r\nInjected: yes",
    "\u202egnp.exe",
    "%(name)s %d %",
    "' onmouseover='alert(1)",
)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, tuple[str, ...]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, tuple(name for name, _ in attrs)))


def _tags(html: str) -> list[tuple[str, tuple[str, ...]]]:
    parser = _Tags()
    parser.feed(html)
    return parser.seen


def _filled(text: str) -> DailyReport:
    row = CompanyRow(
        key=text,
        name=text,
        domain=text,
        city=text,
        country="DE",
        industry=text,
        employees=text,
        kind=text,
        method=text,
        why=(Because(text), Because("campaign", (("name", text),)), Because("signal", (("signal", text),))),
        grade=text,
        cell=text,
        pages=(PageCount(text, text, 1, text, (text,)),),
        views=1,
        source=text,
        campaign=text,
        stage=text,
        previous_stage="LEAD",
        act_now=True,
        owner=text,
    )
    return replace(
        seeded(), companies=(row,), notes=(Because(text),), versions=((text, text),), site_title=text
    )


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("form", HTML_FORMS)
def test_other_peoples_text_stays_text(form: str, text: str) -> None:
    """The tags are those of a harmless report: nothing opened, nothing closed, nothing evaluated."""
    assert _tags(render(_filled(text), form, "en")) == _tags(render(_filled("harmless"), form, "en"))
    assert "49" not in re.findall(r"<h3[^>]*>(.*?)</h3>", render(_filled("{{7*7}}"), form, "en"))[0]


@pytest.mark.parametrize("text", NASTY)
def test_plain_text_keeps_its_lines(text: str) -> None:
    plain, harmless = (render(_filled(each), "text", "en") for each in (text, "harmless"))
    assert len(plain.splitlines()) == len(harmless.splitlines())
    assert "\u202e" not in plain
    assert "\nInjected" not in plain


@pytest.mark.parametrize("text", NASTY)
def test_csv_and_json_give_it_back(text: str) -> None:
    report = _filled(text)
    assert json.loads(render(report, "json", "en"))["report"]["companies"][0]["name"] == text
    rows = list(csv.DictReader(io.StringIO(render(report, "csv", "en"), newline="")))
    assert len(rows) == 1
    assert rows[0]["day"] == "2026-03-11"


def test_one_line() -> None:
    assert one_line("  a\r\nb\u2029c\x00\u202e") == "  a  b c"


def test_hash_tells_content_apart_and_nothing_else() -> None:
    one = seeded()
    assert content_hash(one) == content_hash(replace(one, link="https://other.example"))
    changed = replace(one.companies[0], score=71.5)
    assert content_hash(one) != content_hash(replace(one, companies=(changed, *one.companies[1:])))


def test_an_unknown_format_names_those_there_are() -> None:
    with pytest.raises(FormatError, match=r"pdf.*page.*json"):
        render(seeded(), "pdf", "en")
