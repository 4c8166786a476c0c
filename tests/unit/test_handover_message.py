"""The message of a hand-over: what the documentation shows is what is sent, and people can read it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from reports.alert import Alert, Hit, say
from reports.destinations import place, places
from reports.handover import HANDED, Handover, Plan, Point, Someone, Step, Visited
from reports.i18n import LANGUAGES
from reports.model import Because, CompanyRow
from reports.render import alert_mail
from tests.unit.test_destinations import NASTY
from tracker.deliver.matching import handed

DOCS = Path(__file__).parents[2] / "docs" / "alerts.md"
AT = 1_773_226_800_000  # 2026-03-11 11:00 UTC
DAY = 86_400_000

ROW = CompanyRow(
    key="acme.example",
    name="Acme GmbH",
    domain="acme.example",
    city="Ulm",
    country="DE",
    industry="Machine building",
    employees="250",
    confidence=0.95,
    why=(Because("visitors", (("count", 2),)), Because("signal", (("signal", "pricing"), ("count", 3)))),
    grade="A",
    cell="A1",
    score=71.4,
    delta=12.0,
    delta_week=40.2,
    stage="OFFERED",
    previous_stage="MQL3",
    owner="jan@example.com",
)
HANDOVER = Handover(
    what="offered",
    at=AT,
    by="marketing:ada@example.com",
    from_stage="MQL3",
    to_stage="OFFERED",
    move="offer",
    note="They asked for the big press",
    score=71.4,
    grade="A",
    fit=82.0,
    completeness=0.75,
    confidence=0.95,
    level="MQL3",
    external_id="C-1001",
    owner="jan@example.com",
    due="answer",
    deadline=AT + DAY,
    reasons=(Point("cart_add", 25.0, AT - DAY, "https://www.example.com/cart"),),
    reasons_more=4,
    visits=(Visited(AT - DAY, 6, 312, "search", "", "/presses", ("product", "pricing", "cart_add")),),
    visits_more=2,
    persons=(
        Someone(
            "Ada Berger", "a.berger@acme.example", "", "Head of purchasing", "purchasing", "de", AT - 9 * DAY
        ),
    ),
    persons_more=1,
    plan=Plan(
        goal="Replace the old press",
        need="200 parts a day",
        value_eur=80_000,
        chance=40,
        steps=(Step("Send the price list", "", "jan@example.com", AT + 2 * DAY),),
    ),
)


def alert(handover: Handover = HANDOVER) -> Alert:
    return Alert(
        id="alert/r1/x",
        kind="handover",
        rule="To the CRM",
        site="shop",
        site_title="The shop",
        day="2026-03-11",
        zone="Europe/Berlin",
        at=AT,
        hits=(Hit(ROW, AT, handover=handover),),
        link="https://visits.example",
    )


def test_the_example_in_the_documentation_is_what_is_sent() -> None:
    (block,) = re.findall(r"```json\n(.*?)```", DOCS.read_text("utf-8"), re.S)
    assert json.loads(block) == json.loads(place("webhook").body(alert(), "en"))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("MQL3", "OFFERED", "offered"),
        ("OFFERED", "SAL", "accepted"),
        ("OFFERED", "RECYCLED", "rejected"),
        ("OFFERED", "DISQUALIFIED", "rejected"),
        ("OFFERED", "MQL2", "withdrawn"),
        ("SAL", "RECYCLED", "recycled"),
        ("OPPORTUNITY", "RECYCLED", "recycled"),
        ("SAL", "SQL", ""),
        ("MQL1", "MQL2", ""),
        ("RECYCLED", "MQL1", ""),
    ],
)
def test_which_change_is_which(before: str, after: str, expected: str) -> None:
    assert handed(before, after) == expected


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", HANDED)
def test_every_kind_has_a_type_and_words(what: str, language: str) -> None:
    made = alert(replace(HANDOVER, what=what, reason="too_early"))
    assert json.loads(place("webhook").body(made, language))["type"] == f"handover.{what}"
    words = say(made, language)
    assert words.title.startswith("Acme GmbH: ")
    text, html = alert_mail(made, language)
    for part in (text, html, *(place(name).body(made, language).decode() for name in places())):
        for fact in ("a.berger@acme.example", "Replace the old press", "jan@example.com"):
            assert fact in part.replace("\\", ""), part


def test_a_test_of_such_a_rule_has_its_form_and_says_that_it_is_one() -> None:
    doc = json.loads(place("webhook").body(replace(alert(), kind="test"), "en"))
    assert doc["type"] == "alert.test"
    assert doc["data"]["accounts"][0]["handover"]["what"] == "offered"


@pytest.mark.parametrize("name", ["slack", "teams", "google_chat", "mail"])
def test_what_others_wrote_is_text(name: str) -> None:
    plan = Plan(goal=NASTY, need=NASTY, steps=(Step(NASTY, "", NASTY),))
    visit = Visited(AT, 1, 1, NASTY, NASTY, NASTY, (NASTY,))
    hostile = replace(
        HANDOVER,
        by=NASTY,
        note=NASTY,
        reason=NASTY,
        visits=(visit,),
        persons=(Someone(NASTY, NASTY),),
        plan=plan,
    )
    made = alert(hostile)
    text = "".join(alert_mail(made, "de")) if name == "mail" else place(name).body(made, "en").decode()
    shown = text.partition("<!doctype html>")[2] if name == "mail" else text
    for bad in ("<!channel>", "<https://evil", "</users/all>", "<b onload"):
        assert bad not in shown
    assert "\r" not in text.replace("\\r", "")
    assert len(shown) < 28_000


def test_bounds_hold_for_a_chat() -> None:
    many = replace(HANDOVER, visits=HANDOVER.visits * 20, persons=HANDOVER.persons * 20)
    assert len(say(alert(many), "en").lines[0].more) == 3 + 3 + 3 + 2
