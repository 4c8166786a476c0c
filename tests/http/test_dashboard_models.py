"""The pages of the score model: the way from a sketch into force, and the simulator."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.http.dashboard_kit import Client, World, add_verdict, add_view, world
from tracker.modelbook.book import read_book
from tracker.modelbook.sketch import sketch_of
from tracker.read.models import model_of, save_model
from tracker.read.sla import sla_of
from tracker.store import Store, records

EDITOR = "/site/shop/editor"
SCORING = "/site/shop/scoring"


@pytest.fixture
def place(store: Store, tmp_path: Path) -> Iterator[World]:
    with world(store, tmp_path) as made:
        add_view(store, signals=["pricing"], engaged_ms=60_000)
        add_verdict(store)
        yield made


def form_of(page: str) -> dict[str, str]:
    """What the form of an editor's step would send as it stands."""
    body = page[page.index('class="editor"') :]
    body = body[: body.index("</form>")]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", body):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ("checkbox" not in tag and "radio" not in tag):
            found[name[1]] = html.unescape(value[1] if value else "")
        elif name and " checked" in tag:
            found[name[1]] = value[1] if value else "on"
    for name, inner in re.findall(r'<select id="[^"]*" name="([^"]*)"[^>]*>(.*?)</select>', body, re.S):
        chosen = re.search(r'value="([^"]*)" selected', inner) or re.search(r'value="([^"]*)"', inner)
        found[name] = chosen[1] if chosen else ""
    for name, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', body, re.S):
        found[name] = html.unescape(text)
    return found


def enter(client: Client, step: str, **changes: str) -> tuple[int, str]:
    given = form_of(client.get(f"{EDITOR}/{step}").text) | changes
    answer = client.post(f"{EDITOR}/{step}", given)
    return answer.status_code, answer.headers.get("location", "") or answer.text


def drafted(client: Client) -> int:
    """A sketch in which pricing earns 25 and whoever earned 10 is MQL3 (with an unknown fit); saved."""
    client.post(EDITOR, {"csrf": client.csrf})
    country = {"field0": "country", "weight0": "10", "else0": "20", "bands0": "100 = DE, NL"}
    assert enter(client, "persona", **country) == (303, f"{EDITOR}/interactions")
    assert enter(client, "interactions", **{"points:pricing_view": "25"}) == (303, f"{EDITOR}/combine")
    bounds = {"bound0": "20", "bound1": "10", "bound2": "5", "C1": "MQL3"}
    assert "Too few accounts, or too much alike" in client.get(f"{EDITOR}/combine?own").text
    assert enter(client, "combine", **bounds) == (303, f"{EDITOR}/handover")
    assert enter(client, "handover", answer_days="3", people="2", slots="4") == (303, f"{EDITOR}/save")
    status, where = enter(client, "save", name="Prices first", reason="Sales asked for it", place="all")
    assert status == 303, where
    return int(where.split("/scoring/")[1].split("?")[0])


def test_from_a_sketch_into_force_by_two_people(place: World) -> None:
    mia, sam = place.signed_in_as("marketing"), place.signed_in_as("sales")
    number = drafted(mia)
    page = mia.get(f"{SCORING}/{number}").text
    assert "Pricing page, viewed: 15 → 25 points" in page
    assert "Country: new" in page
    assert "New accounts each takes on a week: 5 → 4" in page
    assert sketch_of(place.store, "shop", "marketing@example.com") is None

    def step(client: Client, name: str, **more: str) -> int:
        form = {"csrf": client.csrf, **more}
        return client.post(f"{SCORING}/{number}/{name}", form).status_code

    assert step(mia, "sign", side="sales") == 403
    assert step(mia, "sign", side="marketing") == 303
    assert step(mia, "activate", reason="now") == 409
    assert "Not everybody has signed yet." in mia.get(f"{SCORING}/{number}").text
    assert step(sam, "sign", side="sales") == 303
    assert step(sam, "activate", reason="") == 422
    assert model_of(place.store, "shop").name == "default"
    assert step(sam, "activate", reason="agreed on Tuesday") == 303

    assert model_of(place.store, "shop").name == "Prices first"
    assert sla_of(place.store, "shop", "UTC").times.answer_days == 3
    told = mia.get(SCORING).text
    assert "Marketing and sales agreed on “Prices first”" in told
    assert "agreed on Tuesday" in told
    assert sam.post(f"{SCORING}/1/activate", {"csrf": sam.csrf, "reason": "back"}).status_code == 303
    assert model_of(place.store, "shop").name == "default"


def test_an_admin_may_stand_in_for_one_side_only(place: World) -> None:
    ada = place.signed_in_as("admin")
    number = drafted(ada)
    sign = f"{SCORING}/{number}/sign"
    assert ada.post(sign, {"csrf": ada.csrf, "side": "marketing"}).status_code == 303
    refused = ada.post(sign, {"csrf": ada.csrf, "side": "sales"})
    assert (refused.status_code, "it takes two people" in refused.text) == (403, True)


#: Language → what stands at the field, and what the page says of the others.
WORDS = {
    "en": "A number from 0 to 100 is needed.",
    "de": "Gebraucht wird eine Zahl von 0 bis 100.",
    "nl": "Nodig is een getal van 0 tot 100.",
}


@pytest.mark.parametrize("language", WORDS)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_taken(place: World, language: str) -> None:
    mia = place.signed_in_as("marketing")
    mia.cookies.set("language", language, domain="127.0.0.1")
    mia.post(EDITOR, {"csrf": mia.csrf})
    wrong = {"points:pricing_view": "viele", "cap:cart_add": "20"}
    status, text = enter(mia, "interactions", **wrong)
    assert status == 422
    assert f'<small class="wrong" id="w-points:pricing_view">{WORDS[language]}</small>' in text
    assert 'value="viele"' in text
    assert text.count('class="wrong"') == 1
    kept = sketch_of(place.store, "shop", "marketing@example.com")
    assert kept
    assert kept.model.rule("cart_add").cap == 40


def test_a_name_and_a_reason_are_needed(place: World) -> None:
    mia = place.signed_in_as("marketing")
    assert enter(mia, "save", name="x", reason="y")[0] == 422
    assert enter(mia, "save", name="A name", reason=" ")[0] == 422
    assert len(read_book(place.store).versions) == 1


def test_the_simulator_says_who_would_enter_before_anything_is_saved(place: World) -> None:
    mia = place.signed_in_as("marketing")
    assert "There is nothing to try yet" in mia.get("/site/shop/simulator?wait=1").text
    assert mia.get("/site/shop/simulator/result").status_code == 404
    mia.post(EDITOR, {"csrf": mia.csrf})
    bounds = {"bound0": "20", "bound1": "10", "bound2": "5", "C1": "MQL3", "C2": "MQL3"}
    enter(mia, "combine", **bounds)
    page = mia.get("/site/shop/simulator?of=sketch").text
    assert "data-refresh" in page
    assert "Scoring every account in both versions" in page
    found = mia.get("/site/shop/simulator?of=sketch&wait=1&people=2&slots=3&weeks=4").text
    assert "sales can take 6" in found
    assert re.search(r'Would enter <span class="count">1<.*acme\.example.*lead → <b>MQL3', found, re.S)
    done = mia.get("/site/shop/simulator/result?of=sketch&people=2&slots=3&weeks=4")
    assert (done.status_code, done.headers.get("x-done")) == (200, "1")
    assert (len(read_book(place.store).versions), model_of(place.store, "shop").name) == (1, "default")


REFUSED = {
    "no such version": ("/site/shop/scoring/99", 404),
    "no such step": ("/site/shop/editor/magic", 404),
    "a model nobody knows": ("/site/shop/simulator?of=77", 400),
    "no people": ("/site/shop/simulator?people=0", 400),
    "a level there is not": ("/site/shop/simulator?stage=MQL9", 400),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_there_is_said(place: World, name: str) -> None:
    path, status = REFUSED[name]
    assert place.signed_in_as("marketing").get(path).status_code == status


def test_a_version_in_shadow_is_shown_beside_the_one_in_force(place: World) -> None:
    mia = place.signed_in_as("marketing")
    number = drafted(mia)
    assert mia.post(f"{SCORING}/{number}/shadow", {"csrf": mia.csrf}).status_code == 303
    scored = mia.get(f"/site/shop/accounts/acme.example?model={number}").text
    assert f"as version {number} of the model scores it" in scored
    assert "25.0" in scored
    assert "25.0" not in mia.get("/site/shop/accounts/acme.example").text
    assert mia.get("/site/shop/accounts/acme.example?model=99").status_code == 404
    page = mia.get(SCORING).text
    assert f"In shadow: {number} · Prices first" in page
    assert f"simulator/result?of={number}&amp;weeks=4&amp;brief=1" in page
    assert model_of(place.store, "shop").name == "default"


def test_thresholds_that_are_shares_say_when_they_were_measured(place: World) -> None:
    made = save_model(place.store, "shop", 'extends = "default"\nbounds_mode = "share"', actor="test")
    viewer = place.signed_in_as("viewer")
    assert "until enough of them earned anything" in viewer.get(SCORING).text
    doc = {"version": made.version, "bounds": [44.0, 33.0, 22.0], "measured": 120, "at": place.now}
    records.put(place.store, "bounds", "shop", doc, actor="qualify")
    page = viewer.get(SCORING).text
    assert "the upper 10, 25 and 50 per cent of 120 accounts" in page
    assert "from 44 points" in page
