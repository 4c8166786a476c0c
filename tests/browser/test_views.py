"""Which page views there are, where they came from, and how long they were looked at."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


def test_the_referrer_is_kept_without_its_query(visit: Visit) -> None:
    visit.go("plain.html", referer="https://www.example.org/list?q=hidden")
    (view,) = visit.events("pv")
    assert view.payload[0] in {"https://www.example.org/list", "https://www.example.org/"}


def test_the_page_of_a_router_without_the_navigation_api_is_seen_and_nothing_is_patched(visit: Visit) -> None:
    visit.context.add_init_script("delete window.navigation; window.untouched = history.pushState")
    visit.go("spa.html")
    assert visit.page.evaluate("typeof navigation") == "undefined"
    visit.events("pv")
    visit.page.evaluate("history.pushState({}, '', '/b')")
    assert visit.events("pv", 2)[1].payload[1] == "s"
    assert visit.page.evaluate("history.pushState === window.untouched")


def test_engagement_is_cumulative_within_a_view(visit: Visit) -> None:
    visit.go("plain.html")
    visit.events("pv")
    for _ in range(2):
        visit.settle(0.3)
        visit.page.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide'))")
    first, second = visit.events("en", 2)
    assert second.payload[0] > first.payload[0]
    assert second.seq > first.seq
