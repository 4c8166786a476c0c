"""The sentence above the accounts: saved as a segment, changed, removed; and work done on several at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.http.dashboard_kit import NOW, SITE, World, add_verdict, add_view, world
from tracker.audit import entries
from tracker.companies.leads import lead_of
from tracker.qualify import qualify
from tracker.read.board import place_of
from tracker.read.segments import segments_of
from tracker.store import Store

ACCOUNTS = f"/site/{SITE}/accounts"
SEGMENTS = f"/site/{SITE}/segments"
KEY, OTHER = "acme.example", "other.example"


@pytest.fixture
def place(store: Store, tmp_path: Path) -> Iterator[World]:
    with world(store, tmp_path) as made:
        add_view(store, signals=["pricing"])
        add_verdict(store)
        add_view(store, key="a2", view="v2")
        add_verdict(store, key="a2", company=OTHER, company_name="Other B.V.", kind="education")
        qualify(store, SITE, at=NOW - 120_000, known_at=NOW - 120_000)
        yield made


def test_a_sentence_is_saved_shown_changed_and_removed(place: World) -> None:
    client = place.signed_in_as("marketing")
    form = {"csrf": client.csrf, "asked": "?days=7&did=pricing", "name": " Preis  gesehen "}
    answer = client.post(SEGMENTS, form)
    assert answer.status_code == 303
    page = client.get(answer.headers["location"]).text
    assert "Preis gesehen" in page
    assert KEY in page
    assert OTHER not in page
    client.post(SEGMENTS, {**form, "asked": "?days=30&kind=education"})
    (kept,) = segments_of(place.store, SITE)
    assert (kept.conditions.kind, kept.conditions.did, kept.by) == ("education", "", "marketing@example.com")
    client.post(f"{SEGMENTS}/remove", {"csrf": client.csrf, "segment": kept.id})
    assert segments_of(place.store, SITE) == []
    told = [entry.what for entry in entries(place.store)]
    assert told.count("segment.saved") == 2
    assert told.count("segment.removed") == 1
    assert client.post(f"{SEGMENTS}/remove", {"csrf": client.csrf, "segment": "x"}).status_code == 404


REFUSED = {
    "no name": ({"name": " – "}, "letter or digit"),
    "too long a name": ({"name": "x" * 61}, "60"),
    "no condition": ({"asked": "?days=7"}, "condition"),
}


def test_what_cannot_be_saved_says_why(place: World) -> None:
    client = place.signed_in_as("sales")
    good = {"csrf": client.csrf, "asked": "?stage=MQL", "name": "a"}
    for name, (change, word) in REFUSED.items():
        answer = client.post(SEGMENTS, good | change)
        assert answer.status_code == 422, name
        assert word in answer.text, name
    assert client.post(SEGMENTS, good | {"asked": "?stage=NONE"}).status_code == 400
    assert segments_of(place.store, SITE) == []


SENTENCES = {
    "?did=pricing": {KEY},
    "?kind=education": {OTHER},
    "?owner=nobody": {KEY, OTHER},
    "?owner=me": set(),
    "?q=other": {OTHER},
    "?target=1": set(),
    "?new=1": {KEY, OTHER},
    "?country=DE": set(),
}


def test_each_part_of_the_sentence_narrows_down(place: World) -> None:
    client = place.signed_in_as("viewer")
    for asked, expected in SENTENCES.items():
        page = client.get(ACCOUNTS + asked).text
        assert {key for key in (KEY, OTHER) if f'data-href="{ACCOUNTS}/{key}"' in page} == expected, asked


def test_columns_are_chosen_and_stay(place: World) -> None:
    client = place.signed_in_as("viewer")
    assert ">Industry<" not in client.get(ACCOUNTS).text.partition("<tbody")[0].partition("<thead")[2]
    answer = client.get(ACCOUNTS + "?col=industry&col=score&col=%3Cb%3E")
    client.cookies.set("columns", answer.cookies["columns"], domain="127.0.0.1")
    assert answer.cookies["columns"] == "score-industry"
    head = client.get(ACCOUNTS).text.partition("<tbody")[0].partition("<thead")[2]
    assert "Industry" in head
    assert "Engagement" in head
    assert "Grade" not in head


def test_several_accounts_get_an_owner_at_once(place: World) -> None:
    place.signed_in_as("sales")  # so that there is somebody to give them to
    client = place.signed_in_as("marketing")
    picked = {f"pick:{key}": "on" for key in (KEY, OTHER, "nobody.example")}
    form = {
        "csrf": client.csrf,
        **picked,
        "do": "owner",
        "owner": "sales@example.com",
        "back": ACCOUNTS + "?days=7",
    }
    answer = client.post(ACCOUNTS, form)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(ACCOUNTS + "?days=7&done=2&refused=1")
    assert {lead_of(place.store, SITE, key).owner for key in (KEY, OTHER)} == {"sales@example.com"}
    assert "Done for 2 accounts" in client.get(answer.headers["location"]).text
    assert client.post(ACCOUNTS, form | {"owner": "x@example.com"}).status_code == 422
    assert client.post(ACCOUNTS, {"csrf": client.csrf, "do": "owner"}).status_code == 422
    assert client.post(ACCOUNTS, form | {"do": "nothing"}).status_code == 422
    outside = client.post(ACCOUNTS, form | {"back": "//evil.example/"})
    assert outside.headers["location"].startswith("/?")


def test_moves_of_several_keep_their_rules(place: World) -> None:
    client = place.signed_in_as("marketing")
    form = {"csrf": client.csrf, f"pick:{KEY}": "on", f"pick:{OTHER}": "on", "do": "disqualify"}
    refused = client.post(ACCOUNTS, form).headers["location"]
    assert "refused=2" in refused
    assert "done" not in refused
    done = client.post(ACCOUNTS, form | {"reason": "competitor"}).headers["location"]
    assert "done=2" in done
    stood = [place_of(place.store, SITE, key, NOW) for key in (KEY, OTHER)]
    assert [found.stage for found in stood if found] == ["DISQUALIFIED"] * 2
