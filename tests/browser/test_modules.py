"""Modules: consent tools, chats, the control for an objection, and the small edition, each on a real page.

The vendors' scripts cannot run here; the page has what their documentation promises to a page.
"""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

# By module: what the vendor puts on the page once a visitor said yes, and how it tells.
GRANTED = {
    "cmp_tcf": "window.__tcfapi = (name, version, tell) => tell({eventStatus: 'useractioncomplete',"
    " purpose: {consents: {1: true, 8: true}}}, true); 0",
    "cmp_usercentrics": "dispatchEvent(new CustomEvent('UC_CONSENT', {detail: {consent:"
    " {type: 'EXPLICIT', status: 'ALL_ACCEPTED'}, services: {}}}))",
    "cmp_onetrust": "window.OneTrust = {IsAlertBoxClosed: () => true}; "
    "window.OnetrustActiveGroups = ',C0001,C0002,';"
    " dispatchEvent(new CustomEvent('OneTrustGroupsUpdated'))",
    "cmp_cookiebot": "window.Cookiebot = {hasResponse: true, consent: {statistics: true}};"
    " dispatchEvent(new Event('CookiebotOnAccept'))",
    "cmp_cookieyes": "window.getCkyConsent = () => ({isUserActionCompleted: true,"
    " categories: {analytics: true}});"
    " document.dispatchEvent(new CustomEvent('cookieyes_consent_update'))",
    "cmp_cookiescript": "window.CookieScript = {instance: {currentState: () =>"
    " ({action: 'accept', categories: ['strict', 'performance']})}};"
    " dispatchEvent(new Event('CookieScriptAccept'))",
    "cmp_klaro": "window.klaro = {getManager: () => ({confirmed: true, watch() {}, getConsent: () => true})}",
    "cmp_borlabs": "window.BorlabsCookie = {Consents: {hasConsentForServiceGroup:"
    " (name) => name == 'statistics'}};"
    " document.dispatchEvent(new Event('borlabs-cookie-consent-saved'))",
    "cmp_complianz": "window.cmplz_has_consent = (name) => name == 'statistics';"
    " document.dispatchEvent(new Event('cmplz_status_change'))",
}
REFUSED = {
    "cmp_tcf": GRANTED["cmp_tcf"].replace("8: true", "8: false"),
    "cmp_usercentrics": GRANTED["cmp_usercentrics"].replace("ALL_ACCEPTED", "SOME_ACCEPTED"),
    "cmp_onetrust": GRANTED["cmp_onetrust"].replace(",C0002,", ","),
    "cmp_cookiebot": GRANTED["cmp_cookiebot"].replace("statistics: true", "statistics: false"),
    "cmp_cookieyes": GRANTED["cmp_cookieyes"].replace("analytics: true", "analytics: false"),
    "cmp_cookiescript": GRANTED["cmp_cookiescript"].replace(", 'performance'", ""),
    "cmp_klaro": GRANTED["cmp_klaro"].replace("=> true", "=> false"),
    "cmp_borlabs": GRANTED["cmp_borlabs"].replace("== 'statistics'", "== 'essential'"),
    "cmp_complianz": GRANTED["cmp_complianz"].replace("== 'statistics'", "== 'functional'"),
}
CHATS = """
const on = {};
const api = {on: (name, f) => (on[name] = f)};
window.HubSpotConversations = api; window.drift = api; window.LiveChatWidget = api;
window.Intercom = (name, f) => (on['intercom ' + name] = f);
window.zE = (what, name, f) => (on['zendesk ' + name] = f);
let opened = false;
window.$crisp = {is: (name) => name == 'chat:opened' && opened};
window.chatter = () => {
  opened = true;
  on['userInteractedWithWidget'](); on['conversationStarted']();
  on['chatOpen'](); on['startConversation']();
  on['visibility_changed']({visibility: 'minimized'}); on['visibility_changed']({visibility: 'maximized'});
  on['new_event']({author: {type: 'agent'}}); on['new_event']({author: {type: 'customer'}});
  on['intercom onShow'](); on['zendesk open']();
  for (const name of ['tawkChatMaximized', 'tawkChatStarted', 'lcw:onMaximize', 'lcw:startChat'])
    dispatchEvent(new CustomEvent(name));
};
window.ready = () => [
  'conversationStarted', 'startConversation', 'new_event', 'intercom onShow', 'zendesk open']
  .every((name) => on[name]);
"""


@pytest.mark.parametrize("module", GRANTED)
def test_a_yes_in_the_consent_tool_is_a_yes(visit: Visit, module: str) -> None:
    visit.collector.modules = (module,)
    visit.collector.options = {"consent": "wait"}
    visit.go("plain.html")
    visit.until(lambda: visit.page.evaluate("!!window.vt && !!vt.v"), "the script")
    visit.settle(0.7)
    assert visit.collector.requests == []
    visit.page.evaluate(GRANTED[module])
    (view,) = visit.events("pv")
    assert (view.batch["c"], bool(view.batch["x"])) == ("yes", True)


@pytest.mark.parametrize("module", REFUSED)
def test_a_refusal_is_what_the_site_says_it_means(visit: Visit, module: str) -> None:
    visit.collector.modules = (module,)
    visit.collector.options = {"consent": "wait", "refusal": "anon"}
    visit.go("plain.html")
    visit.until(lambda: visit.page.evaluate("!!window.vt && !!vt.v"), "the script")
    visit.page.evaluate(REFUSED[module])
    (view,) = visit.events("pv")
    assert (view.batch["c"], "x" in view.batch) == ("anon", False)
    assert visit.page.evaluate("localStorage.length") == 0


def test_each_chat_tells_its_opening_and_where_it_can_its_beginning(visit: Visit) -> None:
    vendors = ("hubspot", "drift", "livechat", "intercom", "zendesk", "tawk", "dynamics", "crisp")
    visit.collector.modules = tuple(f"chat_{name}" for name in vendors)
    visit.go("plain.html")
    visit.events("pv")
    visit.page.evaluate(CHATS)
    visit.until(lambda: visit.page.evaluate("ready()"), "every chat heard")
    visit.settle()
    visit.page.evaluate("chatter()")
    assert {event.payload for event in visit.events("chat", 8)} == set(vendors)
    started = {event.payload for event in visit.events("chat_started", 5)}
    assert started == {"hubspot", "drift", "livechat", "tawk", "dynamics"}


def test_contact_data_typed_in_is_told_once_without_a_value(visit: Visit) -> None:
    """The form is never sent. A form that asks for a password is a sign-in and says nothing."""
    visit.collector.modules = ("auto", "begun")
    visit.go("plain.html")
    visit.events("pv")
    visit.page.evaluate(
        "document.body.innerHTML = '<form><input type=email id=login><input type=password></form>"
        "<form><input id=name><input type=email id=mail><input type=tel id=phone></form>'"
    )
    for field, text in (("#login", "a@b.example"), ("#name", "Ada"), ("#mail", "ada@firm.example")):
        visit.page.fill(field, text)
        visit.page.press(field, "Tab")
    visit.page.fill("#phone", "+49 30 1")
    visit.page.press("#phone", "Tab")
    visit.settle()
    [event] = visit.events("contact_data")
    assert not event.payload
    assert "firm" not in str(event)


def test_the_control_for_an_objection_turns_counting_off_and_on(visit: Visit) -> None:
    visit.collector.modules = ("auto", "objection")
    visit.go("plain.html")
    visit.events("pv")
    visit.page.evaluate("document.body.innerHTML = '<button data-vt-optout><b>No</b></button>'")
    visit.page.click("b")
    assert visit.page.evaluate("localStorage.vt_off") == "1"
    visit.go("plain.html")
    visit.settle()
    visit.events("pv")
    visit.page.evaluate("document.body.innerHTML = '<button data-vt-optout=\"0\">Yes</button>'")
    visit.page.click("button")
    visit.go("plain.html")
    visit.events("pv", 2)


def test_the_small_edition_sees_views_time_and_events(visit: Visit) -> None:
    visit.collector.options = {"edition": "lite"}
    visit.go("plain.html?utm_source=a&email=x&utm_medium=b")
    first = visit.events("pv")[0]
    assert "utm_source=a" in first.batch["u"]
    assert "utm_medium=b" in first.batch["u"]
    assert "email" not in first.batch["u"]
    visit.page.mouse.move(5, 5)
    visit.settle(0.3)
    visit.page.mouse.move(9, 9)
    visit.page.evaluate("history.pushState(0, '', '/next?tab=1'); history.replaceState(0, '', '/next?tab=2')")
    second = visit.events("pv", 2)[1]
    assert second.payload[0] == first.batch["u"]
    assert second.payload[1] == "s"
    assert second.batch["u"].split("?")[0].endswith("/next")
    assert visit.events("en")[0].payload[0] > 0
    visit.page.evaluate("vt('order', {value: 1}); vt('consent', 'yes'); vt('off'); vt('after')")
    assert visit.events("order")[0].payload == {"value": 1}
    visit.settle()
    assert not visit.collector.events("after", "off")
    visit.go("plain.html")
    visit.settle()
    visit.events("pv", 2)
