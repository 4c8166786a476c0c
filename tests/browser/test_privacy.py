"""Consent, objection, what is kept in the browser, and what never leaves it."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

STORED = """async () => JSON.stringify([
  Object.entries(localStorage), Object.entries(sessionStorage), document.cookie.replace('session=secret', ''),
  (await indexedDB.databases()).length])"""
NOTHING = '[[],[],"",0]'


@pytest.mark.parametrize("word", ["denied", "rejected", "", None, False])
def test_a_word_that_is_no_consent_sends_nothing(visit: Visit, word: object) -> None:
    """A consent tool's own word handed through must not be taken for a yes."""
    visit.collector.options = {"consent": "wait"}
    visit.go("plain.html")
    visit.until(lambda: visit.page.evaluate("!!window.vt"), "the script")
    visit.page.evaluate("word => { vt('consent', word); vt('event', {}, true) }", word)
    visit.settle()
    assert visit.collector.requests == []
    assert visit.page.evaluate(STORED) == NOTHING


def test_identify_is_sent_with_a_yes(visit: Visit) -> None:
    visit.go("plain.html")
    visit.events("pv")
    visit.page.evaluate("vt('consent', 'yes'); vt('identify', 'u-1', {plan: 'pro'})")
    (event,) = visit.events("identify")
    assert event.payload == ["u-1", {"plan": "pro"}]
    assert event.batch["c"] == "yes"


def test_an_id_of_earlier_consent_survives_the_next_page_until_it_is_withdrawn(visit: Visit) -> None:
    visit.go("plain.html")
    visit.events("pv")
    visit.page.evaluate("vt('consent', 'yes')")
    kept = visit.page.evaluate("localStorage.vt_id")
    visit.go("plain.html")
    visit.events("pv", 2)
    assert visit.page.evaluate("localStorage.vt_id") == kept
    assert "x" not in visit.collector.events("pv")[1].batch  # this page has not said yes
    visit.page.evaluate("vt('consent', 'anon')")
    assert visit.page.evaluate("localStorage.vt_id") is None


def test_off_is_kept_until_on(visit: Visit) -> None:
    visit.go("plain.html")
    visit.events("pv")
    visit.page.evaluate("vt('off')")
    before = len(visit.collector.requests)
    for page in ("plain.html", "links.html"):
        visit.go(page)
        visit.settle()
    assert len(visit.collector.requests) == before
    visit.page.evaluate("vt('off', false)")
    visit.go("plain.html")
    visit.events("pv", 2)


@pytest.mark.parametrize("place", ["vt-overview", "vt-offers", "vt-o", "VT-OFF", "x#vt-off"])
def test_a_place_on_the_page_is_no_objection(visit: Visit, place: str) -> None:
    visit.go(f"plain.html#{place}")
    visit.events("pv")
    assert visit.page.evaluate("localStorage.vt_off") is None


def test_the_link_of_the_optout_page_switches_off_and_no_link_on(visit: Visit) -> None:
    visit.go("plain.html#vt-off")
    visit.settle()
    assert visit.collector.requests == []
    visit.go("links.html")
    visit.settle()
    assert visit.collector.requests == []
    visit.go("plain.html#vt-on")
    visit.settle(0.3)
    visit.go("links.html")
    visit.settle()
    assert visit.collector.requests == []
    assert visit.page.evaluate("localStorage.vt_off") == "1"


def test_an_objection_that_means_anon_sends_nothing_while_consent_waits_and_no_id_after(visit: Visit) -> None:
    visit.collector.options = {"consent": "wait", "objection": "anon"}
    visit.page.add_init_script("Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})")
    visit.go("plain.html")
    visit.until(lambda: visit.page.evaluate("!!window.vt"), "the script")
    visit.page.evaluate("vt('event', {}, true)")
    visit.settle()
    assert visit.collector.requests == []
    visit.page.evaluate("vt('consent', 'yes')")
    (view,) = visit.events("pv")
    assert (view.batch["c"], "x" in view.batch) == ("anon", False)
    assert visit.page.evaluate(STORED) == NOTHING
    visit.page.evaluate("vt('consent', 'no'); vt('after', {}, true)")
    visit.settle()
    assert visit.collector.events("after") == []
