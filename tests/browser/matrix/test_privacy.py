"""Consent, objection, what is kept in the browser, and what never leaves it."""

from __future__ import annotations

import pytest

from tests.browser.matrix.run import Run

pytestmark = pytest.mark.browser

STORED = """(async () => [
  Object.entries(localStorage), Object.entries(sessionStorage), document.cookie.replace('session=secret', ''),
  (await indexedDB.databases()).length])()"""
NOTHING: list[object] = [[], [], "", 0]


def _wait(run: Run, page: str) -> None:
    run.collector.options = {"consent": "wait"}
    run.go(page)


def test_13_nothing_is_sent_while_consent_is_awaited_and_all_of_it_after_a_yes(run: Run) -> None:
    _wait(run, "13-wait-yes.html")
    run.call("early", {"n": 1})
    run.settle(1)
    assert run.collector.requests == []
    run.call("consent", "yes")
    view = run.view()
    run.events("early")
    assert view.batch["c"] == "yes"
    assert len(view.batch["x"]) >= 8
    assert view.batch["a"] >= 700  # it happened before the yes
    assert run.js("localStorage.vt_id") == view.batch["x"]


def test_14_a_no_sends_nothing_keeps_nothing_and_forgets(run: Run) -> None:
    _wait(run, "14-wait-no.html")
    run.js("void (localStorage.vt_id = 'old', vt('consent', 'no'), vt('event', {}, true))")
    run.settle()
    assert run.collector.requests == []
    assert run.js(STORED) == NOTHING
    run.call("consent", "anon")  # what was refused is not sent later
    run.end()
    assert run.names() == []


def test_15_without_a_yes_nothing_is_written_in_the_browser(run: Run) -> None:
    run.go("15-anon.html")
    run.call("identify", "u-1", {"plan": "pro"})
    run.end()
    assert run.names() == ["pv"]
    assert run.js(STORED) == NOTHING


OBJECTIONS = {
    "gpc": "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true})",
    "dnt": "Object.defineProperty(Navigator.prototype, 'doNotTrack', {get: () => '1'})",
}


@pytest.mark.parametrize("objection", OBJECTIONS)
def test_16_an_objection_wins_over_any_consent(run: Run, objection: str) -> None:
    run.site.before = OBJECTIONS[objection]
    run.go("16-objection.html")
    run.call("consent", "yes")
    run.call("event", {}, True)
    run.tab.click("#pdf")
    run.settle(0.6)
    assert run.js(STORED) == NOTHING
    run.go("other")
    run.settle(0.2)
    assert run.collector.requests == []


def test_20_blocked_storage_is_no_obstacle(run: Run) -> None:
    run.site.before = """Object.defineProperty(window, 'localStorage', {
      get() { throw new DOMException('no', 'SecurityError') }})"""
    run.go("20-storage.html")
    run.end()
    run.js("void (vt('consent', 'yes'), vt('off'), vt('consent', 'anon'))")
    run.end()
    run.view()


def test_23_mail_addresses_are_masked_wherever_they_are(run: Run) -> None:
    run.go("23-mail.html")  # its title names one
    assert run.view().batch["t"] == "Order of @ (open)"
    address = "/user/max@firma.de/edit?ref=max%40firma.de&utm_term=a%2540firma.de"
    run.js(f"void history.pushState({{}}, '', {address!r})")
    assert run.view(2).batch["u"] == f"{run.site.url}/user/@/edit?ref=@&utm_term=@"
    run.js("void history.pushState({}, '', '/c')")  # the address before is its referrer
    run.view(3)
    run.call("note", {"text": "from max@firma.de, today"}, True)
    assert run.events("note")[0].payload == {"text": "from @, today"}
    for request in run.collector.requests:
        assert b"max" not in request.body
        assert b"firma" not in request.body


def test_27_the_mail_domain_is_told_after_a_yes_only(run: Run) -> None:
    run.collector.modules = ("md",)
    run.go("27-mail-domain.html")
    _type(run, "max@firma.de")
    run.end()
    assert run.collector.events("md") == []
    run.call("consent", "yes")
    _type(run, "anna@acme.com")
    (event,) = run.events("md")
    run.end()
    assert (event.payload, event.batch["c"]) == ("acme.com", "yes")
    for request in run.collector.requests:
        for value in (b"max", b"anna", b"firma", b"@"):
            assert value not in request.body


def _type(run: Run, address: str) -> None:
    run.js("void (document.getElementById('mail').value = '')")
    run.tab.type("#mail", address)
    run.tab.key("#mail", "Tab")


def test_30_the_verifiers_view_comes_without_waiting_for_consent(run: Run) -> None:
    _wait(run, "30-verify.html?vt_verify=n1")
    view = run.view()
    assert view.batch["u"] == f"{run.site.url}/30-verify.html?vt_verify=n1"
    assert view.batch["c"] == "anon"
    assert run.js(STORED) == NOTHING
