"""Which page views there are, where they came from, and how long they were looked at."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


def test_a_plain_load_is_one_view_with_the_campaign_and_nothing_else(visit: Visit) -> None:
    visit.go("plain.html?utm_source=li&email=max@firma.de&ref=partner&gclid=abc123&tab=2#part")
    (view,) = visit.events("pv")
    visit.settle()
    assert visit.collector.events() == [view]
    assert view.batch["u"] == f"{visit.website.url}/plain.html?utm_source=li&ref=partner&gclid="
    assert view.batch["t"] == "Plain"
    assert view.batch["v"] == 1
    assert view.batch["c"] == "anon"
    assert view.batch["b"] is True  # driven by a program, and says so
    assert "x" not in view.batch
    assert view.payload[0] == ""
    assert view.payload[2] == visit.page.evaluate("innerWidth")
    assert 0 <= view.batch["a"] < 10_000


def test_the_referrer_is_kept_without_its_query(visit: Visit) -> None:
    visit.go("plain.html", referer="https://www.example.org/list?q=hidden")
    (view,) = visit.events("pv")
    assert view.payload[0] in {"https://www.example.org/list", "https://www.example.org/"}


def test_the_same_line_twice_counts_once(visit: Visit) -> None:
    visit.go("twice.html")
    visit.settle(1.5)
    visit.events("pv")


def test_calls_before_the_script_keep_their_order(visit: Visit) -> None:
    visit.go("stub.html")
    visit.events("second")
    assert [(event.name, event.payload) for event in visit.collector.events()[1:]] == [
        ("trial", {"plan": "pro"}),
        ("second", {"n": 2}),
    ]
    assert visit.collector.events()[0].name == "pv"


def test_moving_within_a_page_counts_paths_not_queries(visit: Visit) -> None:
    visit.go("spa.html")
    visit.events("pv")
    visit.page.evaluate("history.pushState({}, '', '/b'); document.title = 'B'")
    first, second = visit.events("pv", 2)
    assert second.payload[:2] == [f"{visit.website.url}/spa.html", "s"]
    assert second.batch["u"] == f"{visit.website.url}/b"
    assert second.batch["t"] == "B"
    assert second.view != first.view
    assert visit.events("en")[0].view == first.view
    visit.page.evaluate("history.replaceState({}, '', '?tab=2')")
    visit.settle()
    visit.events("pv", 2)


def test_going_back_within_a_page_is_a_view(visit: Visit) -> None:
    visit.go("spa.html")
    visit.events("pv")
    visit.page.evaluate("history.pushState({}, '', '/b')")
    visit.events("pv", 2)
    visit.page.evaluate("history.back()")
    assert visit.events("pv", 3)[2].batch["u"] == f"{visit.website.url}/spa.html"


def test_only_fragments_that_are_routes_are_views(visit: Visit) -> None:
    visit.go("spa.html")
    visit.events("pv")
    visit.page.evaluate("location.hash = '#sec'")
    visit.settle()
    visit.events("pv")
    visit.page.evaluate("location.hash = '#/pricing?token=hidden'")
    assert visit.events("pv", 2)[1].batch["u"] == f"{visit.website.url}/spa.html#/pricing"


def test_three_routes_at_once_are_three_views_in_few_requests(visit: Visit) -> None:
    visit.go("spa.html")
    visit.page.evaluate("for (const p of ['/b', '/c', '/d']) history.pushState({}, '', p)")
    views = visit.events("pv", 4)
    assert [view.batch["u"].removeprefix(visit.website.url) for view in views] == [
        "/spa.html",
        "/b",
        "/c",
        "/d",
    ]
    assert len(visit.collector.requests) <= 6


def test_the_page_of_a_router_without_the_navigation_api_is_seen_and_nothing_is_patched(visit: Visit) -> None:
    visit.context.add_init_script("delete window.navigation; window.untouched = history.pushState")
    visit.go("spa.html")
    assert visit.page.evaluate("typeof navigation") == "undefined"
    visit.events("pv")
    visit.page.evaluate("history.pushState({}, '', '/b')")
    assert visit.events("pv", 2)[1].payload[1] == "s"
    assert visit.page.evaluate("history.pushState === window.untouched")


def test_back_from_the_cache_is_a_new_view(visit: Visit) -> None:
    visit.go("plain.html")
    (first,) = visit.events("pv")
    visit.page.evaluate("window.kept = 1")
    visit.go("other.html")
    visit.page.evaluate("history.back()")
    again = visit.events("pv", 2)[1]
    if visit.page.evaluate("window.kept") != 1:
        pytest.fail("this Chromium did not use its back/forward cache, so the case was not seen")
    assert again.payload[1] == "b"
    assert again.view != first.view


def test_time_and_scroll_are_told_on_leaving(visit: Visit) -> None:
    visit.go("long.html")
    visit.events("pv")
    visit.page.mouse.move(10, 10)
    visit.page.evaluate("scrollTo(0, 2000 - innerHeight / 2)")
    visit.settle(1.5)
    visit.page.mouse.move(20, 20)
    visit.go("other.html")
    (told,) = visit.events("en")
    assert told.payload[0] >= 1000
    assert 50 <= told.payload[1] <= 70


def test_engagement_is_cumulative_within_a_view(visit: Visit) -> None:
    visit.go("plain.html")
    visit.events("pv")
    for _ in range(2):
        visit.settle(0.3)
        visit.page.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide'))")
    first, second = visit.events("en", 2)
    assert second.payload[0] > first.payload[0]
    assert second.seq > first.seq


def test_a_tab_in_the_background_counts_when_it_is_looked_at(visit: Visit, browser: Browser) -> None:
    session = browser.new_browser_cdp_session()
    # Two tabs in one window: the first stays in front.
    front = session.send("Target.createTarget", {"url": "about:blank"})["targetId"]
    url = f"{visit.website.url}/plain.html"
    back = session.send("Target.createTarget", {"url": url, "background": True})["targetId"]
    try:
        visit.settle(2)
        assert visit.collector.events() == []
        session.send("Target.activateTarget", {"targetId": back})
        visit.events("pv")
    finally:
        for target in (back, front):
            session.send("Target.closeTarget", {"targetId": target})


def test_a_prerendered_page_counts_when_it_is_opened(visit: Visit) -> None:
    visit.go("prerender.html")
    visit.settle(2)
    assert visit.collector.events() == []
    visit.page.evaluate("document.getElementById('on').click()")
    visit.settle(1.5)
    visit.events("pv")
