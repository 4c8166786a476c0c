"""What converts, and the rules' test bench, on the real store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.http.dashboard_kit import NOW, SITE, World, add_verdict, add_view, world
from tracker.read.content import content
from tracker.sites import new_site, save_site
from tracker.store import Store

RULES = f"/site/{SITE}/rules"
HOUR = 3_600_000


@pytest.fixture
def place(store: Store, tmp_path: Path) -> Iterator[World]:
    with world(store, tmp_path) as made:
        yield made


def qualified(store: Store, account: str, at: int) -> None:
    row = {
        "site": SITE,
        "account": account,
        "at": at,
        "decided": at,
        "from_stage": "LEAD",
        "to_stage": "MQL1",
        "model": "m",
        "actor": "rule:reached",
        "facts": "{}",
    }
    store.insert("stage_changes", [row])


def test_who_qualified_after_a_page_counts_for_it(place: World) -> None:
    store = place.store
    for n in (1, 2, 3, 4):
        add_verdict(store, key=f"a{n}", company=f"c{n}.example")
        add_view(store, key=f"a{n}", view=f"v{n}", at=NOW - 5 * HOUR, url_path="/preise", signals=["pricing"])
    add_view(store, key="a1", view="w1", at=NOW - 5 * HOUR, url_path="/blog/<b>", signals=["blog"])
    add_view(store, key="nobody", view="w2", url_path="/blog/<b>", signals=["blog"])
    add_view(store, key="a3", view="w3", url_path="/new")
    qualified(store, "c1.example", NOW - 4 * HOUR)  # after it
    qualified(store, "c2.example", NOW - 6 * HOUR)  # before it: was no page's doing
    found = content(store, SITE, from_day="2026-03-01", to_day="2026-03-10", zone="UTC", known_at=NOW)
    pages = {page.path: page for page in found.pages}
    prices = pages["/preise"]
    assert (prices.views, prices.accounts, prices.converted.n, prices.converted.hits) == (
        4,
        4,
        3,
        1,
    )
    assert (pages["/blog/<b>"].views, pages["/blog/<b>"].accounts) == (2, 1)
    assert found.everyone.value == pytest.approx(1 / 3)
    groups = {group.signal: group for group in found.groups}
    assert (groups["pricing"].converted.hits, groups[""].pages) == (1, 1)
    assert prices.converted.few
    text = place.signed_in_as("viewer").get(f"/site/{SITE}/content").text
    assert "/<wbr>blog/<wbr>&lt;b&gt;" in text
    assert "too few" in text


def test_without_any_view_the_page_says_what_will_stand_there(place: World) -> None:
    assert "No page was viewed" in place.signed_in_as("viewer").get(f"/site/{SITE}/content").text


TRIED = {
    "a price page": ("?url=https://www.example.com/preise", 200, ">Rules that hit<"),
    "nearly one": ("?url=https://www.example.com/preisse", 200, "resembles"),
    "none at all": ("?url=https://www.example.com/xyzxyz", 200, "No rule hits"),
    "a form": ("?url=https://www.example.com/&event=form&fields=email", 200, "newsletter"),
    "an event": ("?event=add_to_cart", 200, ">Rules that hit<"),
    "no address": ("?url=preise", 422, "is needed"),
    "nothing asked": ("", 200, "What earns points"),
    "markup": ("?url=https://www.example.com/%3Cscript%3Ex", 200, "No rule hits"),
}


def test_the_bench_says_which_rule_hits(place: World) -> None:
    client = place.signed_in_as("viewer")
    for name, (asked, status, word) in TRIED.items():
        answer = client.get(RULES + asked)
        assert answer.status_code == status, name
        assert word in answer.text, name
        assert "<script>x" not in answer.text, name


def test_the_bench_reads_the_operators_rules(place: World) -> None:
    folder = place.deps.settings.data_dir
    (folder / "rules.toml").write_text(
        '[[rule]]\nid = "ours"\nsignal = "pricing"\nsegment = "konditionsblatt"\n'
    )
    client = place.signed_in_as("viewer")
    assert "own rule" in client.get(RULES + "?url=https://www.example.com/konditionsblatt").text
    (folder / "rules.toml").write_text("[[rule]]\nid = 1\n")
    assert client.get(RULES + "?url=https://www.example.com/").status_code == 422


def test_privacy_says_what_is_set(place: World) -> None:
    text = place.signed_in_as("viewer").get(f"/site/{SITE}/privacy").text
    assert "after 400 days" in text
    assert "counted from the start" in text
    assert f"/{'k' * 12}/optout" in text
    save_site(place.store, new_site(SITE, title="The shop", key="k" * 12, consent="wait"), actor="test")
    assert "until the visitor agrees" in place.signed_in_as("viewer").get(f"/site/{SITE}/privacy").text
