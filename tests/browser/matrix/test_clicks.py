"""Clicks and forms as neutral facts, and never a value that somebody typed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.matrix.run import Run

pytestmark = pytest.mark.browser


def test_09_links_say_where_they_lead(run: Run) -> None:
    run.go("09-links.html")
    for name in ("pdf", "linkedin", "mail", "phone", "inside", "code"):
        run.tab.click(f"#{name}")
    run.end()
    # Two requests under way at once may arrive in either order; each event says its age.
    assert sorted((event.name, event.payload) for event in run.collector.events("dl", "out", "ct")) == [
        ("ct", "mailto:"),
        ("ct", "tel:"),
        ("dl", f"{run.site.url}/files/price-list.pdf"),
        ("out", "https://www.linkedin.com/company/acme?utm_source=site"),
    ]
    bodies = b"".join(request.body for request in run.collector.requests)
    assert b"hidden" not in bodies
    assert b"firma" not in bodies


def test_10_a_click_that_leaves_the_page_is_delivered_and_not_held_up(run: Run) -> None:
    run.go("10-outbound.html")
    # The next in line on the way says what it found: nobody held the click up.
    run.js("void addEventListener('click', event => navigator.sendBeacon(`/held-${event.defaultPrevented}`))")
    run.tab.click("#out")
    (event,) = run.events("out")
    assert event.payload == f"{run.site.outside}/elsewhere"
    run.until(lambda: {"/elsewhere", "/held-false"} <= set(run.site.visited), "the page it leads to")


def test_11_a_form_is_its_kinds_of_fields_and_no_value(run: Run) -> None:
    run.go("11-form.html")
    run.tab.click("#send")
    (event,) = run.events("form")
    kinds = "email,current-password,cc-number,textarea"
    assert event.payload == ["contact-form", f"{run.site.url}/subscribe", kinds]
    for request in run.collector.requests:
        for value in (b"firma", b"typed", b"4111", b"hidden", b"@"):
            assert value not in request.body


def test_12_a_link_inside_a_shadow_root_is_seen(run: Run) -> None:
    run.go("12-shadow.html")
    run.tab.click("my-part")
    assert run.events("dl")[0].payload == f"{run.site.url}/files/paper.pdf"


def test_25_odd_events_are_no_events_and_no_errors(run: Run) -> None:
    run.go("25-odd.html")
    run.until(lambda: run.js("!!document.body.dataset.done"), "the odd events")
    run.end()
    assert run.names() == ["pv"]


def test_28_a_link_in_a_drawing_is_seen(run: Run) -> None:
    run.go("28-drawing.html")
    run.tab.click("#rect")
    assert run.events("out")[0].payload == "https://github.com/acme"


WAYS: dict[str, tuple[Callable[[Run], None], tuple[str, ...]]] = {
    "middle": (lambda run: run.tab.click("#out", "middle"), ("out", "/out")),
    "control": (lambda run: run.tab.click("#out", control=True), ("out", "/out")),
    "blank": (lambda run: run.tab.click("#blank"), ("out", "/blank")),
    "download": (lambda run: run.tab.click("#download"), ("dl", "/brochure")),
    "enter": (lambda run: run.tab.key("#out", "Enter"), ("out", "/out")),
    "right": (lambda run: run.tab.click("#out", "right"), ()),
}


@pytest.mark.parametrize("way", WAYS)
def test_54_each_way_to_follow_a_link_counts_once(run: Run, way: str) -> None:
    run.go("54-ways.html")
    follow, expected = WAYS[way]
    follow(run)
    run.settle(0.3)
    found = [(event.name, event.payload.rpartition("/")[2]) for event in run.collector.events("out", "dl")]
    assert found == ([(expected[0], expected[1].lstrip("/"))] if expected else [])
