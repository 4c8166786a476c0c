"""The board: who stands where, what is due and late, whose it is, and what is agreed about it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.intent_kit import HOUR, MINUTE, MONDAY, event, seed, verdict
from tracker.companies import optouts, tasks
from tracker.companies.leads import Change, change, lead_of
from tracker.companies.tasks import Task
from tracker.lead import Request, act
from tracker.lifecycle import Given
from tracker.qualify import qualify
from tracker.read.accounts import accounts
from tracker.read.board import Board, Card, board, due_of, overdue, place_of, waiting
from tracker.read.escalation import notices
from tracker.read.models import model_of
from tracker.read.sla import save_sla, sla_of
from tracker.store import Store

SITE = "shop"
NAMES = ("acme.example", "bolt.example")
SHOPPING = [("pv", ["pricing"]), ("add_to_cart", ["cart"]), ("begin_checkout", ["checkout"])]
GATE = Given(contact=True, products=("pump",), clear_interest=True, offer_fits=True, need="water")


@pytest.fixture
def two(store: Store) -> Store:
    """Two accounts that qualified on Monday at nine."""
    events = [
        event(MONDAY + i * MINUTE, address_key=key, view=key, seq=i, name=name, signals=signals)
        for key in NAMES
        for i, (name, signals) in enumerate(SHOPPING)
    ]
    seed(store, events, [verdict(MONDAY, key, key) for key in NAMES])
    qualify(store, SITE, at=MONDAY + HOUR)
    return store


def do(store: Store, account: str, move: str, hours: float, **said: Any) -> None:
    asked = Request(account=account, move=move, role="admin", who="ada", **said)
    act(store, SITE, asked, zone="UTC", at=MONDAY + int(hours * HOUR))


def at(hours: float) -> int:
    return MONDAY + int(hours * HOUR)


def look(store: Store, hours: float, **more: Any) -> Board:
    return board(store, SITE, zone="UTC", at=at(hours), model=model_of(store, SITE), **more)


def cards(found: Board) -> dict[str, Card]:
    return {card.place.account: card for column in found.columns for card in column.cards}


def test_each_account_stands_in_the_column_of_its_stage(two: Store) -> None:
    do(two, "acme.example", "offer", 2)
    found = look(two, 26)
    held = {column.stage: [card.place.account for card in column.cards] for column in found.columns}
    assert held.pop("OFFERED") == ["acme.example"]
    assert [name for names in held.values() for name in names] == ["bolt.example"]
    assert {column.stage: column.count for column in found.columns if column.count} == {
        "OFFERED": 1,
        cards(found)["bolt.example"].place.stage: 1,
    }
    card = cards(found)["acme.example"]
    assert (card.days, card.view.name, bool(card.view.why)) == (1, "Acme", True)


#: Moves on the way, hours after Monday nine o'clock; what is due at which hour, and whether it is late.
WAYS = [
    ("an offer", [("offer", 2)], 4, ("answer", 26), False),
    ("an offer nobody answered", [("offer", 2)], 27, ("answer", 26), True),
    ("accepted, nobody called", [("offer", 2), ("accept", 3)], 60, ("touch", 51), True),
    ("accepted and called", [("offer", 2), ("accept", 3), ("touch", 5)], 60, ("decide", 3 + 336), False),
    ("called before it was accepted", [("offer", 2), ("touch", 2.5), ("accept", 3)], 4, ("touch", 51), False),
    ("put off", [("offer", 2), ("accept", 3), ("put off", 240)], 60, ("wake", 240), False),
    ("put off until a day that was", [("offer", 2), ("accept", 3), ("put off", 48)], 60, ("wake", 48), True),
]


@pytest.mark.parametrize("row", WAYS, ids=[row[0] for row in WAYS])
def test_what_is_due(
    two: Store, row: tuple[str, list[tuple[str, float]], float, tuple[str, int], bool]
) -> None:
    _, moves, hours, (what, due_at), late = row
    key = "acme.example"
    for name, when in moves:
        if name == "touch":
            change(two, SITE, key, Change(touched=at(when)), by="ada", at=at(when))
        elif name == "put off":
            change(two, SITE, key, Change(follow_up=at(when)), by="ada", at=at(3))
        else:
            do(two, key, name, when)
    card = cards(look(two, hours))[key]
    assert card.due is not None
    assert (card.due.what, card.due.at, card.late) == (what, at(due_at), late)


def test_the_hours_agreed_for_the_site_count(two: Store) -> None:
    do(two, "acme.example", "offer", 2)
    assert waiting(two, SITE, zone="UTC", at=at(27)).overdue == 1
    save_sla(two, SITE, {"zone": "UTC", "times": {"answer_days": 3}}, actor="ada")
    assert (
        waiting(two, SITE, zone="UTC", at=at(27)).offered,
        waiting(two, SITE, zone="UTC", at=at(27)).overdue,
    ) == (1, 0)


WRONG: dict[str, dict[str, Any]] = {
    "zone": {"zone": "Mars/Olympus"},
    "country": {"country": "XX"},
    "region": {"country": "DE", "region": "ZZ"},
    "hours": {"opens": "17:00", "closes": "09:00"},
    "no hour": {"opens": "nine"},
    "no day": {"weekdays": []},
    "an eighth day": {"weekdays": [7]},
    "no time": {"times": {"answer_days": 0}},
    "for ever": {"times": {"decide_days": 4000}},
    "no number": {"times": {"answer_days": "soon"}},
}


@pytest.mark.parametrize("name", WRONG)
def test_hours_that_cannot_be_are_not_kept(store: Store, name: str) -> None:
    with pytest.raises(ValueError, match=r"zone|holidays|hours|times|format|Expected"):
        save_sla(store, SITE, WRONG[name], actor="ada")
    assert sla_of(store, SITE, "Europe/Berlin").calendar.zone == "Europe/Berlin"


def test_only_what_is_wanted_has_a_card_and_everything_is_counted(two: Store) -> None:
    change(two, SITE, "bolt.example", Change(owner="ada@example.com"), by="ada", at=at(2))
    found = look(two, 3, wanted=lambda card: card.place.lead.owner == "ada@example.com")
    assert set(cards(found)) == {"bolt.example"}
    assert sum(column.count for column in found.columns) == 2


def test_who_opted_out_is_not_on_the_board(two: Store) -> None:
    optouts.add(two, "acme.example", actor="ada", at=at(2), note="")
    found = look(two, 3)
    assert (set(cards(found)), sum(found.counts.values())) == ({"bolt.example"}, 1)


def test_an_owner_is_shown_with_the_account(two: Store) -> None:
    change(two, SITE, "acme.example", Change(owner="ada@example.com"), by="max", at=at(2))
    change(two, "other", "acme.example", Change(owner="max@example.com"), by="max", at=at(2))
    found = accounts(
        two, SITE, from_day="2026-03-01", to_day="2026-03-03", zone="UTC", at=at(3),
        known_at=2**41, model=model_of(two, SITE),
    )  # fmt: skip
    assert {item.key: item.owner for item in found} == {"acme.example": "ada@example.com", "bolt.example": ""}


def test_notes_are_kept_in_order_with_their_author(store: Store) -> None:
    for number, by in enumerate(("ada", "max")):
        change(store, SITE, "a", Change(note=f" note {number} "), by=by, at=MONDAY + number)
    change(store, SITE, "a", Change(note="   "), by="ada", at=MONDAY + 5)
    change(store, SITE, "a", Change(owner="max"), by="ada", at=MONDAY + 6)
    lead = lead_of(store, SITE, "a")
    assert [(note.by, note.at - MONDAY, note.text) for note in lead.notes] == [
        ("ada", 0, "note 0"),
        ("max", 1, "note 1"),
    ]
    assert lead.owner == "max"


def test_where_one_account_stands(two: Store) -> None:
    do(two, "acme.example", "offer", 2)
    place = place_of(two, SITE, "acme.example", at(3))
    assert place is not None
    assert (place.stage, place.since, place.cycle) == ("OFFERED", at(2), 1)
    found = due_of(place, sla_of(two, SITE, "UTC"))
    assert found is not None
    assert found.at == at(26)
    assert place_of(two, SITE, "nobody.example", at(3)) is None


def _hand(store: Store, hours: float, key: str = "bolt.example") -> None:
    asked = event(at(hours), address_key=key, view=f"hand-{hours}", name="form", signals=["demo"])
    seed(store, [asked], [verdict(MONDAY, key, key)])
    qualify(store, SITE, at=at(hours) + MINUTE)


def test_a_raised_hand_is_due_within_an_hour_and_goes_up(two: Store) -> None:
    """Before any offer: whoever has it is told at half the hour, both leads at its end, then the next."""
    _hand(two, 3)
    change(two, SITE, "bolt.example", Change(owner="jo"), by="ada", at=at(3))
    card = cards(look(two, 3.5))["bolt.example"]
    assert card.due is not None
    assert (card.due.what, card.due.at, card.late) == ("touch", at(4), False)
    assert [place.account for place, _ in overdue(two, SITE, zone="UTC", at=at(4.1))] == ["bolt.example"]
    told = notices(two, SITE, zone="UTC", at=at(4.6), team=("jo", "sam"))
    assert [(notice.level, notice.to) for notice in told] == [
        ("owner", "jo"),
        ("lead", ""),
        ("reassign", "sam"),
    ]
    change(two, SITE, "bolt.example", Change(touched=at(5)), by="jo", at=at(5))
    assert overdue(two, SITE, zone="UTC", at=at(6)) == []
    _hand(two, 6)  # and again
    assert [place.account for place, _ in overdue(two, SITE, zone="UTC", at=at(7.1))] == ["bolt.example"]


def test_an_offer_with_a_raised_hand_is_answered_within_an_hour(two: Store) -> None:
    _hand(two, 3, "acme.example")
    do(two, "acme.example", "offer", 3.5)
    assert waiting(two, SITE, zone="UTC", at=at(4.6)).overdue == 1
    assert waiting(two, SITE, zone="UTC", at=at(4.4)).overdue == 0


def test_a_new_owner_is_the_owner_everywhere(two: Store) -> None:
    """Of the account, of its open tasks, of what is due and in the list."""
    change(two, SITE, "acme.example", Change(owner="jo"), by="ada", at=at(2))
    for owner in ("jo", "", "eve"):
        tasks.add(two, SITE, Task(account="acme.example", text="call", owner=owner, made=at(2), by="ada"))
    done = tasks.add(two, SITE, Task(account="acme.example", text="done", owner="jo", made=at(2), by="ada"))
    tasks.finish(two, SITE, done, by="jo", at=at(2))
    do(two, "acme.example", "offer", 2)
    change(two, SITE, "acme.example", Change(owner="sam"), by="ada", at=at(3))
    held = tasks.every_task(two, SITE)
    assert sorted(task.owner for task in held.values()) == ["eve", "jo", "sam", "sam"]
    assert held[done].owner == "jo"
    card = cards(look(two, 27))["acme.example"]
    assert (card.place.lead.owner, card.view.owner) == ("sam", "sam")
    (first, *_) = notices(two, SITE, zone="UTC", at=at(27), team=("jo", "sam"))
    assert (first.level, first.to) == ("owner", "sam")
