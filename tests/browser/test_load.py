"""What the script does not do while the page loads: the page notes what is touched, and when."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit
from tracker.snippet.compose import DEFAULT, MODULES

pytestmark = pytest.mark.browser

# Each use is noted with whether the snippet was being evaluated: only then is it the current script.
# Storage waits for another process; sizes and positions force a layout; the rest sends.
NOTES = """
const notes = window.notes = [];
const note = (name) => {
  const own = document.currentScript && document.currentScript.src.includes('.js');
  notes.push((own ? 'evaluating ' : 'later ') + name);
};
const getter = (holder, name) => {
  const real = Object.getOwnPropertyDescriptor(holder, name);
  Object.defineProperty(holder, name, {...real, get() { note(name); return real.get.call(this); }});
};
const method = (holder, name) => {
  const real = holder[name];
  holder[name] = function (...given) { note(name); return real.apply(this, given); };
};
for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'innerWidth', 'innerHeight', 'scrollX',
                    'scrollY', 'pageYOffset']) getter(window, name);
for (const name of ['scrollHeight', 'clientHeight', 'scrollTop']) getter(Element.prototype, name);
for (const name of ['offsetHeight', 'offsetWidth', 'innerText']) getter(HTMLElement.prototype, name);
getter(Document.prototype, 'cookie');
method(Element.prototype, 'getBoundingClientRect');
method(Navigator.prototype, 'sendBeacon');
method(XMLHttpRequest.prototype, 'send');
for (const name of ['fetch', 'getComputedStyle']) method(window, name);
"""
EDITIONS: dict[str, tuple[dict[str, object], tuple[str, ...]]] = {
    "lite": ({"edition": "lite"}, ()),
    "default": ({}, DEFAULT),
    "all modules": ({}, MODULES),
}


@pytest.mark.parametrize("name", EDITIONS)
def test_while_it_is_evaluated_nothing_is_stored_measured_or_sent(visit: Visit, name: str) -> None:
    visit.collector.options, visit.collector.modules = EDITIONS[name]
    visit.page.add_init_script(NOTES)
    visit.go("plain.html")
    visit.events("pv")
    notes = visit.page.evaluate("notes")
    assert [note for note in notes if note.startswith("evaluating")] == []
    # The notes are real: later, in tasks of their own, it measures, looks for an objection, and sends.
    assert {"later innerWidth", "later localStorage", "later fetch"} <= set(notes)


def test_before_consent_the_storage_is_not_touched(visit: Visit) -> None:
    visit.collector.options, visit.collector.modules = {"consent": "wait"}, MODULES
    visit.page.add_init_script(NOTES)
    visit.go("plain.html")
    visit.settle()
    assert not {"later localStorage", "later cookie", "later fetch"} & set(visit.page.evaluate("notes"))
    visit.page.evaluate("vt('consent', 'yes')")
    visit.events("pv")
    assert "later localStorage" in visit.page.evaluate("notes")


def test_who_leaves_before_the_first_quiet_moment_was_seen_with_where_he_came_to(visit: Visit) -> None:
    """Timers never ring here: what is sent was seen because something happened."""
    visit.page.add_init_script("window.setTimeout = () => 1")
    visit.go("links.html?utm_source=li")
    assert visit.page.evaluate("!!window.vt")
    assert visit.collector.requests == []
    # A router that drops the campaign at once does not take it from the landing.
    visit.page.evaluate("history.replaceState({}, '', '/app')")
    visit.go("many.html")
    visit.events("pv", 2)
    visit.go("other.html")
    views = visit.events("pv", 3)
    paths = {view.batch["u"].removeprefix(visit.website.url) for view in views}
    assert paths == {"/links.html?utm_source=li", "/app", "/many.html"}
