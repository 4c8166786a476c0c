"""That what happened arrives, once, and that the page never notices."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.browser.conftest import Visit
from tests.browser.recorder import KEY, Recorder

pytestmark = pytest.mark.browser


def test_a_refusal_is_not_repeated(visit: Visit) -> None:
    visit.collector.statuses = [400]
    visit.go("plain.html")
    visit.events("pv")
    visit.settle(3)
    assert len(visit.collector.requests) == 1


def test_what_failed_goes_as_a_beacon_on_leaving(visit: Visit) -> None:
    visit.collector.statuses = [429, 503]  # too much at once is no refusal
    visit.go("plain.html")
    visit.until(lambda: len(visit.collector.requests) == 1, "the first try")
    visit.settle(0.3)
    visit.page.evaluate("document.cookie = 'session=; max-age=0'")  # a beacon may carry the site's cookies
    visit.go("other.html")
    visit.until(lambda: visit.collector.times("pv") >= 2, "the beacon")
    visit.events("pv")


def test_a_page_in_a_frame_is_counted_where_the_site_wants_it(visit: Visit) -> None:
    visit.collector.options = {"frames": True}
    visit.go("frame.html")
    visit.events("pv", 2)


def test_a_page_that_broke_what_scripts_rely_on_is_left_alone(visit: Visit) -> None:
    visit.go("hostile.html")
    visit.settle(1)
    visit.page.evaluate("vt('event', {}, true); document.body.click()")
    visit.page.evaluate("window.dispatchEvent(new Event('online'))")
    visit.page.evaluate("document.cookie = 'session=; max-age=0'")
    visit.go("other.html")
    visit.events("pv")  # by beacon
    visit.events("event")


def test_nothing_global_is_added_but_one_name_and_nothing_is_replaced(visit: Visit) -> None:
    visit.context.add_init_script(
        """window.before = Object.getOwnPropertyNames(window);
           window.kept = [fetch, history.pushState, history.replaceState, XMLHttpRequest.prototype.open,
             EventTarget.prototype.addEventListener, Array.prototype.push, navigator.sendBeacon]"""
    )
    visit.go("plain.html")
    visit.events("pv")
    added = visit.page.evaluate("Object.getOwnPropertyNames(window).filter(n => !before.includes(n))")
    assert set(added) - {"before", "kept"} == {"vt"}
    assert visit.page.evaluate(
        """[fetch, history.pushState, history.replaceState, XMLHttpRequest.prototype.open,
            EventTarget.prototype.addEventListener, Array.prototype.push, navigator.sendBeacon]
           .every((now, n) => now === kept[n])"""
    )


CLOBBERED = {
    "an image": '<img name="currentScript" src="{evil}/x/{key}.js" alt="">',
    "a form": '<form name="currentScript"><input name="tagName" value="SCRIPT">'
    '<input name="src" value="{evil}/x/{key}.js"></form>',
    "a frame": '<iframe name="currentScript" srcdoc="<p>x"></iframe>',
    "a form called vt": '<form id="vt"><input name="v"></form>',
    "a form called vt with a queue": '<form id="vt"><input name="q"></form>',
    "two elements called vt": '<a id="vt"></a><a id="vt" name="v" href="x:1"></a>',
    "the root": '<img name="documentElement" alt=""><img name="documentElement" alt="">',
    "the title": '<form name="title"></form>',
}


@pytest.mark.parametrize("markup", CLOBBERED.values(), ids=CLOBBERED)
def test_markup_before_the_script_neither_moves_nor_stops_it(visit: Visit, markup: str) -> None:
    """Elements with a name stand in front of the document's own properties."""
    evil = Recorder()
    markup = markup.replace("{evil}", evil.url).replace("{key}", KEY)
    visit.go("clobbered.html?" + quote(markup))
    (view,) = visit.events("pv")
    assert evil.requests == []
    assert view.batch["u"] == f"{visit.website.url}/clobbered.html"
    visit.page.evaluate("vt('after', {}, true)")
    visit.events("after")
    evil.close()
