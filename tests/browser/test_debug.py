"""The overlay for whoever opens a page with #vt-debug: what is sent, and why nothing is."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tests.browser.conftest import Visit
from tests.browser.recorder import KEY

FILE = Path(__file__).parents[2] / "js" / "src" / "page" / "debug.js"
SHOW = """url => new Promise((done) => {
  const script = document.createElement('script');
  script.src = url;
  script.onload = script.onerror = done;
  document.head.append(script);
})"""


def _show(visit: Visit) -> None:
    visit.page.route("**/s/debug.js", lambda route: route.fulfill(path=FILE, content_type="text/javascript"))
    visit.page.evaluate(SHOW, f"{visit.collector.url}/s/debug.js")


def _text(visit: Visit) -> str:
    return str(visit.page.evaluate("document.getElementById('vt-debug-box').shadowRoot.textContent"))


def _shows(visit: Visit, text: str) -> None:
    visit.until(lambda: text in _text(visit), f"{text!r} in the overlay: {_text(visit)}")


@pytest.mark.parametrize("page", ["plain.html", "csp.html"])
def test_it_shows_what_is_sent_also_under_a_strict_policy(visit: Visit, page: str) -> None:
    visit.go(page)
    visit.events("pv")
    _show(visit)
    assert KEY in _text(visit)
    style = "getComputedStyle(document.getElementById('vt-debug-box')).position"
    assert visit.page.evaluate(style) == "fixed"
    visit.page.evaluate("vt('trial', {plan: 'pro'}, true)")
    _shows(visit, "trial → 204 kept")
    _shows(visit, "Consent: anon")


def test_the_script_brings_it_where_the_address_asks_for_it(visit: Visit) -> None:
    visit.page.route("**/s/debug.js", lambda route: route.fulfill(path=FILE, content_type="text/javascript"))
    visit.collector.modules = ("inspect",)
    visit.go("plain.html#vt-debug")
    visit.page.wait_for_selector("#vt-debug-box")
    visit.go("plain.html?again=1#vt-debugging")
    visit.events("pv", 2)
    assert visit.page.query_selector("#vt-debug-box") is None


def test_it_says_what_the_installation_answered(visit: Visit) -> None:
    visit.go("plain.html")
    visit.events("pv")
    _show(visit)
    visit.collector.statuses += [403, 404]
    for name, says in (("one", "not one of the site's"), ("two", "no site has this key")):
        visit.page.evaluate(f"vt('{name}', {{}}, true)")
        _shows(visit, says)


def test_it_says_why_nothing_is_sent(visit: Visit) -> None:
    visit.context.add_init_script("Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})")
    visit.go("plain.html")
    visit.page.wait_for_function("window.vt && vt.v")
    _show(visit)
    assert "Global Privacy Control: nothing is sent" in _text(visit)
    visit.page.evaluate("vt('off')")
    visit.go("plain.html")
    visit.page.wait_for_function("window.vt && vt.v")
    _show(visit)
    assert "opted out in this browser" in _text(visit)
    assert visit.collector.requests == []


def test_it_goes_away_without_a_trace(visit: Visit) -> None:
    visit.go("plain.html")
    visit.events("pv")
    before = "window.before = window.fetch"
    visit.page.evaluate(before)
    _show(visit)
    _show(visit)  # twice is once
    assert visit.page.evaluate("document.querySelectorAll('#vt-debug-box').length") == 1
    visit.page.evaluate("document.getElementById('vt-debug-box').shadowRoot.querySelector('button').click()")
    assert visit.page.evaluate("[!!document.getElementById('vt-debug-box'), fetch === before]") == [
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("language", "word"), [("de", "Einwilligung"), ("nl", "Toestemming"), ("xx", "Consent")]
)
def test_it_speaks_the_pages_language(visit: Visit, language: str, word: str) -> None:
    visit.go("plain.html")
    visit.events("pv")
    visit.page.evaluate(f"document.documentElement.lang = '{language}'")
    _show(visit)
    assert f"{word}: " in _text(visit)


def test_it_stays_small() -> None:
    assert len(gzip.compress(FILE.read_bytes(), 9)) <= 3000
