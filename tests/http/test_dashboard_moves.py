"""Moves from lead to customer on the pages: who may make which, and what is refused changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.http.dashboard_kit import NOW, SITE, Client, World, add_buyer, world
from tracker.dashboard.users import ROLES
from tracker.lifecycle import MOVES, STAGES
from tracker.read.detail import history
from tracker.store import Store

KEY = "acme.example"
PAGE = f"/site/{SITE}/accounts/{KEY}"
GATE = {
    "contact": "on",
    "products": "pump, valve",
    "need": "more water",
    "clear_interest": "on",
    "offer_fits": "on",
}


def bring_to(place: World, stage: str) -> None:
    """Put it there by a row of its own; the moves themselves are what is tried here."""
    if stage == "MQL":
        return
    row = {
        "site": SITE,
        "account": KEY,
        "at": NOW - 60_000 + STAGES.index(stage),
        "decided": NOW - 60_000,
        "from_stage": "MQL2",
        "to_stage": stage,
        "model": "m",
        "actor": "admin:test",
        "facts": "{}",
    }
    place.store.insert("stage_changes", [row])


def stages(place: World) -> list[str]:
    return [change.to_stage for change in history(place.store, SITE, KEY)]


@pytest.fixture
def place(store: Store, tmp_path: Path) -> Iterator[World]:
    with world(store, tmp_path) as made:
        add_buyer(made)
        yield made


def post(client: Client, move: str, **said: str) -> tuple[int, str]:
    answer = client.post(f"/site/{SITE}/move", {"csrf": client.csrf, "account": KEY, "move": move, **said})
    return answer.status_code, answer.text


SALES, MARKETING, BOTH = {"sales", "admin"}, {"marketing", "admin"}, {"sales", "marketing", "admin"}
#: Stage, move, what is said with it, who may, where it leads.
TABLE = [
    ("MQL", "offer", {}, MARKETING, "OFFERED"),
    ("MQL", "disqualify", {"reason": "competitor"}, BOTH, "DISQUALIFIED"),
    ("OFFERED", "accept", {}, SALES, "SAL"),
    ("OFFERED", "reject", {"reason": "too_early", "wake": "2026-04-01"}, SALES, "RECYCLED"),
    ("OFFERED", "withdraw", {"reason": "duplicate"}, MARKETING, "MQL2"),
    ("SAL", "qualify", GATE, SALES, "SQL"),
    ("SAL", "win_early", {"reason": "bought_at_once"}, SALES, "WON"),
    ("SAL", "recycle", {"reason": "no_budget"}, SALES, "RECYCLED"),
    ("SQL", "open", {}, SALES, "OPPORTUNITY"),
    ("SQL", "win", {}, SALES, "WON"),
    ("SQL", "lose", {"reason": "price"}, SALES, "LOST"),
    ("WON", "churn", {"reason": "service"}, SALES, "CHURNED"),
    ("RECYCLED", "wake", {}, BOTH, "MQL2"),
    ("DISQUALIFIED", "reopen", {"reason": "was_wrong"}, BOTH, "MQL2"),
]


@pytest.mark.parametrize("row", TABLE, ids=[f"{row[1]} from {row[0]}" for row in TABLE])
def test_each_move_is_made_by_those_who_may_and_refused_to_the_others(
    place: World, row: tuple[str, str, dict[str, str], set[str], str]
) -> None:
    stage, move, said, allowed, to = row
    bring_to(place, stage)
    before = stages(place)
    for role in sorted(set(ROLES) - allowed):
        status, text = post(place.signed_in_as(role), move, **said)
        assert (status, stages(place)) == (403, before), role
        assert "does not include this" in text or "is not for your role" in text
    role = min(allowed - {"admin"})
    status, text = post(place.signed_in_as(role), move, **said)
    assert (status, stages(place)) == (303, [*before, to]), text
    made = history(place.store, SITE, KEY)[-1]
    assert made.actor == f"{role}:{role}@example.com"
    assert made.facts.get("said", {}) == {
        name: value.split(", ") if name == "products" else True if value == "on" else value
        for name, value in said.items()
        if name != "wake"
    }


REFUSED = [
    ("from elsewhere", "SAL", "accept", {}, 409, "is not possible from the stage"),
    ("without a reason", "OFFERED", "reject", {}, 422, "needs a reason"),
    ("with a reason of its own", "OFFERED", "reject", {"reason": "mood"}, 422, "needs a reason"),
    ("half the gate", "SAL", "qualify", {"contact": "on", "need": "water"}, 422, "an offer that fits"),
    ("no such move", "SAL", "fly", {}, 404, "no such move"),
    ("a day that was", "OFFERED", "reject", {"reason": "too_early", "wake": "2026-03-01"}, 422, "future"),
    ("no day", "OFFERED", "reject", {"reason": "too_early", "wake": "soon"}, 422, "2026-03-09"),
]


@pytest.mark.parametrize("row", REFUSED, ids=[row[0] for row in REFUSED])
def test_what_is_refused_says_why_and_changes_nothing(
    place: World, row: tuple[str, str, str, dict[str, str], int, str]
) -> None:
    _, stage, move, said, status, text = row
    bring_to(place, stage)
    before = stages(place)
    found = post(place.signed_in_as("sales"), move, **said)
    assert (found[0], stages(place)) == (status, before)
    assert text in found[1]


def test_an_account_nobody_knows(place: World) -> None:
    client = place.signed_in_as("sales")
    answer = client.post(
        f"/site/{SITE}/move", {"csrf": client.csrf, "account": "<b>.example", "move": "accept"}
    )
    assert answer.status_code == 404
    assert "<b>" not in answer.text


def test_a_form_without_its_token_moves_nothing(place: World) -> None:
    bring_to(place, "OFFERED")
    client = place.signed_in_as("sales")
    answer = client.post(f"/site/{SITE}/move", {"csrf": "wrong", "account": KEY, "move": "accept"})
    assert (answer.status_code, stages(place)[-1]) == (403, "OFFERED")


def offered(text: str) -> set[str]:
    """The moves a page has a form for."""
    return set(re.findall(r'name="move" value="(\w+)"', text))


#: Stage → role → the moves on the account's page.
SHOWN = {
    "MQL": {"marketing": {"offer", "disqualify"}, "sales": {"disqualify"}, "viewer": set()},
    "OFFERED": {
        "marketing": {"withdraw", "disqualify"},
        "sales": {"accept", "reject", "disqualify"},
        "viewer": set(),
    },
    "RECYCLED": {"marketing": {"wake", "disqualify"}, "sales": {"wake", "disqualify"}, "viewer": set()},
}


@pytest.mark.parametrize("stage", SHOWN)
def test_the_account_shows_the_moves_of_the_readers_role(place: World, stage: str) -> None:
    bring_to(place, stage)
    found = {role: offered(place.signed_in_as(role).get(PAGE).text) for role in SHOWN[stage]}
    assert found == SHOWN[stage]


def test_the_page_tells_the_way_so_far(place: World) -> None:
    bring_to(place, "OFFERED")
    client = place.signed_in_as("sales")
    post(client, "reject", reason="no_budget", wake="2026-04-01", note='call <i>"Ada"</i>')
    text = client.get(PAGE).text
    for part in ("by rule:", "test (administration)", "sales@example.com (sales)", "no budget", "back on"):
        assert part in text, part
    assert "call &lt;i&gt;&#34;Ada&#34;&lt;/i&gt;" in text
    assert "pricing" in text


def test_the_past_is_looked_at_and_not_moved(place: World) -> None:
    bring_to(place, "OFFERED")
    assert offered(place.signed_in_as("sales").get(f"{PAGE}?until=2026-03-09").text) == set()


def test_every_move_has_its_form_where_it_is_possible(place: World) -> None:
    client = place.signed_in_as("admin")
    for stage in ("MQL", "OFFERED", "SAL", "WON"):
        bring_to(place, stage)
        here = "MQL2" if stage == "MQL" else stage
        for move in MOVES:
            answer = client.get(f"/site/{SITE}/move/{move.name}/{KEY}")
            assert answer.status_code == 200
            assert (offered(answer.text) == {move.name}) == (here in move.sources), (stage, move.name)
