"""The board's page, who looks after an account, and the hours agreed: what is shown, kept and refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.http.dashboard_kit import NOW, SITE, World, add_buyer, world
from tests.http.test_dashboard_moves import KEY, PAGE, bring_to
from tracker.companies.leads import lead_of
from tracker.read.sla import sla_of
from tracker.store import Store

BOARD = f"/site/{SITE}/board"


@pytest.fixture
def place(store: Store, tmp_path: Path) -> Iterator[World]:
    with world(store, tmp_path) as made:
        add_buyer(made)
        yield made


def lane(text: str, stage: str) -> str:
    """The part of the page that is one column."""
    return text.split(f'data-stage="{stage}"')[1].split("</section>")[0]


def ways(text: str) -> set[str]:
    """The moves a card leads to, by a button of its own or a page that asks."""
    return {*re.findall(r'name="move" value="(\w+)"', text), *re.findall(r"/move/(\w+)/", text)}


#: Stage → role → what a card leads to.
CARDS = {
    "MQL2": {"viewer": set(), "sales": {"disqualify"}, "marketing": {"offer", "disqualify"}},
    "OFFERED": {
        "viewer": set(),
        "sales": {"accept", "reject", "disqualify"},
        "marketing": {"withdraw", "disqualify"},
        "admin": {"accept", "reject", "withdraw", "disqualify"},
    },
}


#: The one button that shows without opening the menu: what is likeliest, and never what ends a lead.
FIRST = {
    "MQL2": {"viewer": [], "sales": [], "marketing": ["offer"]},
    "OFFERED": {"viewer": [], "sales": ["accept"], "marketing": [], "admin": ["accept"]},
}


def shown(text: str) -> list[str]:
    return [way for part in text.split('class="card-go"')[1:] for way in ways(part.split("</div>")[0])]


@pytest.mark.parametrize("stage", CARDS)
def test_a_card_has_the_moves_of_the_readers_role(place: World, stage: str) -> None:
    bring_to(place, "MQL" if stage == "MQL2" else stage)
    found = {}
    for role in CARDS[stage]:
        text = place.signed_in_as(role).get(BOARD).text
        assert "Acme GmbH" in lane(text, stage)
        found[role] = ways(lane(text, stage))
        assert shown(lane(text, stage)) == FIRST[stage][role]
    assert found == CARDS[stage]


def test_a_move_made_on_the_board_leads_back_to_it(place: World) -> None:
    bring_to(place, "OFFERED")
    client = place.signed_in_as("sales")
    form = {"csrf": client.csrf, "account": KEY, "move": "accept", "then": "board"}
    answer = client.post(f"/site/{SITE}/move", form)
    assert answer.headers["location"].startswith(f"{BOARD}?moved=accept&of={KEY}")
    text = client.get(answer.headers["location"]).text
    assert "<b>Acme GmbH</b> · Accepted: sales takes it on." in text
    assert "Acme GmbH" in lane(text, "SAL")


def test_filters_narrow_the_cards_and_not_the_counts(place: World) -> None:
    bring_to(place, "OFFERED")
    place.now = NOW + 4 * 86_400_000
    client = place.signed_in_as("sales")
    shown = {
        by: "card-acme.example" in client.get(f"{BOARD}?show={by}").text for by in ("all", "mine", "overdue")
    }
    assert shown == {"all": True, "mine": False, "overdue": True}
    client.post(f"/site/{SITE}/lead", {"csrf": client.csrf, "account": KEY, "owner": "sales@example.com"})
    assert "card-acme.example" in client.get(f"{BOARD}?show=mine").text
    client.post(f"/site/{SITE}/lead", {"csrf": client.csrf, "account": KEY, "follow_up": "2026-03-20"})
    text = client.get(f"{BOARD}?show=overdue").text
    assert "card-acme.example" not in text
    assert re.search(r'<span class="count">1</span>', lane(text, "OFFERED"))
    assert client.get(f"{BOARD}?show=theirs").status_code == 400


def test_today_says_what_waits_for_sales(place: World) -> None:
    bring_to(place, "OFFERED")
    assert "1 offer waits for sales" in place.signed_in_as("viewer").get(f"/site/{SITE}/today").text
    place.now = NOW + 4 * 86_400_000
    text = place.signed_in_as("viewer").get(f"/site/{SITE}/today?day=2026-03-10").text
    assert re.search(r"1 offer waits for sales, 1 overdue", text)


def test_an_account_is_given_to_somebody_and_noted_on(place: World) -> None:
    client = place.signed_in_as("marketing")
    form = {
        "csrf": client.csrf,
        "account": KEY,
        "owner": "sales@example.com",
        "note": "<b>call</b>",
        "touched": "on",
    }
    assert client.post(f"/site/{SITE}/lead", form).status_code == 303
    lead = lead_of(place.store, SITE, KEY)
    assert (lead.owner, lead.touched, lead.notes[0].by) == ("sales@example.com", NOW, "marketing@example.com")
    for path in (PAGE, f"/site/{SITE}/accounts", BOARD):
        assert "sales" in client.get(path).text
    assert "&lt;b&gt;call&lt;/b&gt;" in client.get(PAGE).text
    assert "sales@example.com" in client.get(f"/site/{SITE}/export.csv").text
    viewer = place.signed_in_as("viewer").get(PAGE).text
    assert "sales@example.com" in viewer
    assert 'name="owner"' not in viewer


KEPT_OUT = {
    "a viewer as owner": ({"account": KEY, "owner": "viewer@example.com"}, 422),
    "nobody's address": ({"account": KEY, "owner": "max@example.com"}, 422),
    "an account nobody knows": ({"account": "none.example", "owner": "sales@example.com"}, 404),
    "a day that was": ({"account": KEY, "follow_up": "2026-03-01"}, 422),
}


@pytest.mark.parametrize("name", KEPT_OUT)
def test_what_cannot_be_is_not_kept(place: World, name: str) -> None:
    form, status = KEPT_OUT[name]
    client = place.signed_in_as("sales")
    assert client.post(f"/site/{SITE}/lead", {"csrf": client.csrf, **form}).status_code == status
    assert lead_of(place.store, SITE, form["account"]).owner == ""


HOURS = {
    "zone": "Europe/Berlin",
    "country": "de",
    "region": "BY",
    "opens": "08:30",
    "closes": "16:00",
    "day0": "on",
    "day1": "on",
    "act_now_hours": "0.5",
    "answer_days": "2",
    "touch_days": "3",
    "decide_days": "10",
    "idle_days": "7",
}


def test_admins_agree_on_hours_and_everybody_sees_them(place: World) -> None:
    client = place.signed_in_as("admin")
    assert client.post(f"/site/{SITE}/hours", {"csrf": client.csrf, **HOURS}).status_code == 303
    sla = sla_of(place.store, SITE, "UTC")
    assert (sla.calendar.country, sla.calendar.weekdays) == ("DE", frozenset({0, 1}))
    assert sla.times.act_now_hours == 0.5
    text = place.signed_in_as("viewer").get(f"/site/{SITE}/hours").text
    assert 'value="08:30"' in text
    assert '<button class="primary">' not in text


@pytest.mark.parametrize(
    "wrong",
    [{"zone": "Mars"}, {"country": "XX"}, {"opens": "18:00"}, {"answer_days": "0"}, {"touch_days": "soon"}],
    ids=str,
)
def test_hours_that_cannot_be_are_refused_with_what_was_entered(place: World, wrong: dict[str, str]) -> None:
    client = place.signed_in_as("admin")
    answer = client.post(f"/site/{SITE}/hours", {"csrf": client.csrf, **HOURS, **wrong})
    assert answer.status_code == 422
    marked = re.findall(r'<input[^>]*aria-invalid="true"[^>]*>', answer.text)
    assert len(marked) == 1
    assert f'name="{next(iter(wrong), "").replace("opens", "closes")}"' in marked[0]
    assert f'value="{next(iter(wrong.values()))}"' in answer.text
    assert sla_of(place.store, SITE, "UTC").calendar.zone == "UTC"


def test_an_empty_board_teaches(store: Store, tmp_path: Path) -> None:
    with world(store, tmp_path) as made:
        assert "Nobody has qualified yet" in made.signed_in_as("viewer").get(BOARD).text
