"""Clicks and forms as neutral facts, and never a value that somebody typed."""

from __future__ import annotations

import time

import pytest

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


def _start(visit: Visit, page: str) -> None:
    visit.go(page)
    visit.events("pv")


def test_links_say_where_they_lead(visit: Visit) -> None:
    _start(visit, "links.html")
    for name in ("pdf", "linkedin", "mail", "phone", "inside", "attribute", "code"):
        visit.page.evaluate("name => document.getElementById(name).click()", name)
    visit.settle()
    assert [(event.name, event.payload) for event in visit.collector.events("dl", "out", "ct")] == [
        ("dl", f"{visit.website.url}/files/price-list.pdf"),
        ("out", "https://www.linkedin.com/company/acme?utm_source=site"),
        ("ct", "mailto:"),
        ("ct", "tel:"),
        ("dl", f"{visit.website.url}/brochure"),
    ]
    bodies = b"".join(request.body for request in visit.collector.requests)
    assert b"hidden" not in bodies
    assert b"firma" not in bodies


def test_a_named_element_is_an_event_with_its_own_properties_only(visit: Visit) -> None:
    _start(visit, "links.html")
    visit.page.click("#inner")
    (event,) = visit.events("trial")
    assert event.payload == {"plan": "pro"}


@pytest.mark.parametrize(
    ("how", "count"), [("left", 1), ("middle", 1), ("right", 0)], ids=["left", "middle", "right"]
)
def test_each_way_to_follow_a_link_counts_once(visit: Visit, how: str, count: int) -> None:
    _start(visit, "links.html")
    visit.page.click("#linkedin", button=how)  # type: ignore[arg-type]
    visit.settle()
    visit.events("out", count)


def test_the_enter_key_on_a_link_counts(visit: Visit) -> None:
    _start(visit, "links.html")
    visit.page.focus("#linkedin")
    visit.page.keyboard.press("Enter")
    visit.events("out")


def test_a_click_that_leaves_the_page_is_delivered_and_not_held_up(visit: Visit) -> None:
    _start(visit, "outbound.html")
    taken = visit.page.evaluate(
        """() => new Promise(done => {
             const link = document.getElementById('out');
             addEventListener('click', event => { done(event.defaultPrevented) });
             link.click();
           })"""
    )
    assert taken is False
    visit.page.wait_for_url("**/elsewhere.js")
    (event,) = visit.events("out")
    assert event.payload == f"{visit.collector.url}/elsewhere.js"


def test_a_form_is_its_kinds_of_fields_and_no_value(visit: Visit) -> None:
    _start(visit, "form.html")
    visit.page.click("#send")
    (event,) = visit.events("form")
    assert event.payload == [
        "contact-form",
        f"{visit.website.url}/subscribe",
        "email,current-password,cc-number,textarea",
    ]
    for request in visit.collector.requests:
        for value in (b"firma", b"typed", b"4111", b"hidden", b"@"):
            assert value not in request.body


def test_a_link_inside_a_shadow_root_is_seen(visit: Visit) -> None:
    _start(visit, "shadow.html")
    visit.page.click("my-part a span")
    assert visit.events("dl")[0].payload.endswith("/files/paper.pdf")


def test_a_link_in_a_drawing_is_seen(visit: Visit) -> None:
    _start(visit, "svg.html")
    visit.page.click("#rect")
    assert visit.events("out")[0].payload == "https://github.com/acme"


def test_odd_events_are_no_events_and_no_errors(visit: Visit) -> None:
    _start(visit, "odd.html")
    visit.page.wait_for_selector("body[data-done]")
    visit.settle()
    assert [event.name for event in visit.collector.events()] == ["pv"]


def test_many_events_at_once_are_few_requests(visit: Visit) -> None:
    visit.go("many.html")
    visit.until(lambda: visit.page.evaluate("!!window.vt && !!vt.v"), "the script")
    visit.page.evaluate("for (let n = 0; n < 40; n++) vt('many', {n})")
    events = visit.events("many", 40)
    assert [event.payload["n"] for event in events] == list(range(40))
    assert len(visit.collector.requests) <= 4  # the view's own may have gone before
    assert sum(b'"many"' in request.body for request in visit.collector.requests) <= 3


def test_a_large_load_is_split_and_arrives_whole(visit: Visit) -> None:
    _start(visit, "many.html")
    visit.page.evaluate("for (let n = 0; n < 20; n++) vt('big', {n, text: 'x'.repeat(4000)})")
    events = visit.events("big", 20)
    assert sorted(event.payload["n"] for event in events) == list(range(20))
    assert max(len(request.body) for request in visit.collector.requests) <= 65_536


def test_masking_a_long_text_takes_no_time(visit: Visit) -> None:
    """The expression that finds addresses must stay linear: 100 times this would freeze a page."""
    _start(visit, "many.html")
    started = time.monotonic()
    visit.page.evaluate("vt('long', {text: 'a'.repeat(60000)}, true)")
    visit.events("long")
    assert time.monotonic() - started < 20
