"""A real Chromium, a page in it, and what every case asserts beside its own point."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.browser.engines.chromium import chromium_path as chromium_path
from tests.browser.engines.chromium import launch
from tests.browser.recorder import Event, Recorder, Website


# Not for the session: while it is open, Playwright keeps an event loop running in this thread,
# and tests elsewhere could start none of their own.
@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Chromium's headless shell; the matrix of browsers has the whole Chromium."""
    opened = launch(playwright)
    yield opened
    opened.close()


@pytest.fixture
def collector() -> Iterator[Recorder]:
    recorder = Recorder()
    yield recorder
    recorder.close()


@dataclass
class Visit:
    """A visitor's browser on the website under test."""

    context: BrowserContext
    page: Page
    collector: Recorder
    website: Website
    problems: list[str] = field(default_factory=list)

    def go(self, path: str, **options: Any) -> None:
        self.page.goto(f"{self.website.url}/{path}", **options)

    def until(self, true: Callable[[], object], what: str = "", seconds: float = 10) -> None:
        """Wait for it; the time is a limit, not a measure."""
        end = time.monotonic() + seconds
        while not true():
            if time.monotonic() > end:
                came = [(event.name, event.seq) for event in self.collector.events()]
                raise AssertionError(f"never came: {what}; received {came[:50]}")
            self.page.wait_for_timeout(25)

    def events(self, name: str, count: int = 1) -> list[Event]:
        """Events of that name once there are ``count``; more than that is an error."""
        self.until(lambda: len(self.collector.events(name)) >= count, f"{count} x {name}")
        found = self.collector.events(name)
        assert len(found) == count, found
        return found

    def settle(self, seconds: float = 0.8) -> None:
        """Longer than anything the script delays: what has not come now does not come."""
        self.page.wait_for_timeout(seconds * 1000)


@pytest.fixture
def visit(browser: Browser, collector: Recorder) -> Iterator[Visit]:
    """One visit. At its end: no preflight, no cookie, no other method, no error in the page."""
    website = Website(collector.url)
    context = browser.new_context(ignore_https_errors=True)
    context.add_cookies([{"name": "session", "value": "secret", "url": website.url}])
    page = context.new_page()
    made = Visit(context, page, collector, website)
    context.on("weberror", lambda error: made.problems.append(str(error.error)))
    yield made
    context.close()
    website.close()
    assert made.problems == []
    for request in collector.requests:
        assert request.method == "POST"
        assert "cookie" not in request.headers
        assert request.headers["content-type"].startswith("text/plain")
        assert b"secret" not in request.body
