"""Clicks and forms as neutral facts, and never a value that somebody typed."""

from __future__ import annotations

import time

import pytest

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


def _start(visit: Visit, page: str) -> None:
    visit.go(page)
    visit.events("pv")


def test_a_named_element_is_an_event_with_its_own_properties_only(visit: Visit) -> None:
    _start(visit, "links.html")
    visit.page.click("#inner")
    (event,) = visit.events("trial")
    assert event.payload == {"plan": "pro"}


def test_masking_a_long_text_takes_no_time(visit: Visit) -> None:
    """The expression that finds addresses must stay linear: 100 times this would freeze a page."""
    _start(visit, "many.html")
    started = time.monotonic()
    visit.page.evaluate("vt('long', {text: 'a'.repeat(60000)}, true)")
    visit.events("long")
    assert time.monotonic() - started < 20
