"""Consent, objection, what is kept in the browser, and what never leaves it."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

STORED = """async () => JSON.stringify([
  Object.entries(localStorage), Object.entries(sessionStorage), document.cookie.replace('session=secret', ''),
  (await indexedDB.databases()).length])"""
NOTHING = '[[],[],"",0]'


def test_nothing_is_sent_while_consent_is_awaited_and_all_of_it_after_a_yes(visit: Visit) -> None:
    visit.collector.options = {"consent": "wait"}
    visit.go("plain.html")
    visit.until(lambda: visit.page.evaluate("!!window.vt"), "the script")
    visit.page.evaluate("vt('early', {n: 1})")
    visit.settle()
    assert visit.collector.requests == []
    visit.page.evaluate("vt('consent', 'yes')")
    (view,) = visit.events("pv")
    visit.events("early")
    assert view.batch["c"] == "yes"
    assert len(view.batch["x"]) >= 8
    assert view.batch["a"] >= 1000  # it happened before the yes
    assert visit.page.evaluate("localStorage.vt_id") == view.batch["x"]
    visit.go("plain.html")
    visit.until(lambda: visit.page.evaluate("!!window.vt"), "the script")
    visit.page.evaluate("vt('consent', 'yes')")
    assert visit.events("pv", 2)[1].batch["x"] == view.batch["x"]


def test_a_no_sends_nothing_keeps_nothing_and_forgets(visit: Visit) -> None:
    visit.collector.options = {"consent": "wait"}
    visit.go("plain.html")
    visit.until(lambda: visit.page.evaluate("!!window.vt"), "the script")
    visit.page.evaluate("localStorage.vt_id = 'old'; vt('consent', 'no'); vt('event', {}, true)")
    visit.settle()
    visit.page.evaluate("vt('consent', 'anon')")  # what was refused is not sent later
    visit.settle()
    assert visit.collector.events("pv") == []
    assert visit.page.evaluate(STORED) == NOTHING


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


def test_without_a_yes_nothing_is_written_in_the_browser(visit: Visit) -> None:
    visit.go("plain.html")
    visit.events("pv")
    visit.page.evaluate("vt('identify', 'u-1', {plan: 'pro'})")
    visit.settle()
    assert visit.page.evaluate(STORED) == NOTHING
    assert visit.collector.events("identify") == []


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


@pytest.mark.parametrize(
    "objection",
    [
        "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true})",
        "Object.defineProperty(Navigator.prototype, 'doNotTrack', {get: () => '1'})",
    ],
    ids=["gpc", "dnt"],
)
def test_an_objection_wins_over_any_consent(visit: Visit, objection: str) -> None:
    visit.context.add_init_script(objection)
    visit.go("links.html")
    visit.until(lambda: visit.page.evaluate("!!window.vt"), "the script")
    visit.page.evaluate("vt('consent', 'yes'); vt('event', {}, true); document.getElementById('pdf').click()")
    visit.settle()
    visit.go("other.html")
    visit.settle(0.5)
    assert visit.collector.requests == []
    assert visit.page.evaluate(STORED) == NOTHING


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


def test_blocked_storage_is_no_obstacle(visit: Visit) -> None:
    visit.context.add_init_script(
        """Object.defineProperty(window, 'localStorage', {
             get() { throw new DOMException('no', 'SecurityError') }})"""
    )
    visit.go("plain.html")
    visit.events("pv")
    visit.page.evaluate("vt('consent', 'yes'); vt('off')")
    visit.settle()
    visit.events("pv")


def _push(visit: Visit, path: str) -> None:
    visit.page.evaluate("path => history.pushState({}, '', path)", path)


def test_mail_addresses_are_masked_wherever_they_are(visit: Visit) -> None:
    visit.go("mail.html")  # its title names one
    _push(visit, "/user/max@firma.de/edit?ref=max%40firma.de&utm_term=a%2540b.de")
    second = visit.events("pv", 2)[1]
    _push(visit, "/c")
    visit.page.evaluate("vt('note', {text: 'from max@firma.de, today'}, true)")
    (note,) = visit.events("note")
    assert visit.collector.events("pv")[0].batch["t"] == "Order of @ (open)"
    assert second.batch["u"].endswith("/user/@/edit?ref=@&utm_term=@")
    assert note.payload == {"text": "from @, today"}
    for request in visit.collector.requests:
        assert b"max" not in request.body
        assert b"firma" not in request.body
