"""Debian's Chromium, through Playwright."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from tempfile import TemporaryDirectory
from typing import Any, Literal

from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from tests.browser.engines import Button, Visitor, ended, program

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_path() -> str:
    """Path of the installed Chromium; skips, or fails where a browser is required."""
    return program("TRACKER_CHROMIUM", "chromium", "chromium", "chromium-browser")


def shell_path() -> str:
    """Path of Chromium's headless shell, the same engine without windows, or of Chromium where it is missing.

    A page in it takes a quarter of the time, since nothing is drawn around the page.
    """
    return os.environ.get("TRACKER_CHROMIUM") or shutil.which("chromium-headless-shell") or chromium_path()


def launch(playwright: Playwright, path: str = "") -> Browser:
    """The browser at ``path``, by default the shell.

    Skips, or fails where a browser is required, if none is installed.
    """
    return playwright.chromium.launch(
        executable_path=path or shell_path(),
        args=FLAGS,
        # The back/forward cache is part of what is tested; the driver turns it off otherwise.
        ignore_default_args=["--disable-back-forward-cache"],
    )


class ChromiumTab:
    def __init__(self, page: Page) -> None:
        self._page = page

    def go(self, url: str) -> None:
        self._page.goto(url)

    def evaluate(self, source: str) -> Any:
        return self._page.evaluate(f"async () => ({source})")

    def click(self, selector: str, button: Button = "left", *, control: bool = False) -> None:
        self._page.click(selector, button=button, modifiers=["Control"] if control else [])

    def move(self, x: int, y: int) -> None:
        self._page.mouse.move(x, y)

    def type(self, selector: str, text: str) -> None:
        self._page.type(selector, text)

    def key(self, selector: str, name: Literal["Enter", "Tab"]) -> None:
        self._page.press(selector, name)

    def close(self) -> None:
        self._page.close()


class ChromiumVisitor:
    def __init__(self, browser: Browser, context: BrowserContext) -> None:
        self._context = context
        self._stack = ExitStack()
        self._session = browser.new_browser_cdp_session()
        self._behind: list[str] = []
        self._problems: list[str] = []
        context.on("weberror", lambda error: self._problems.append(str(error.error)))
        self.tab = ChromiumTab(context.new_page())

    def alone(self, url: str) -> None:
        # The driver forbids every page it has seen to prerender; so this is a process it knows nothing of.
        profile = self._stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True))
        arguments = [chromium_path(), *FLAGS, "--headless", f"--user-data-dir={profile}", url]
        quiet = subprocess.DEVNULL
        self._stack.callback(ended, subprocess.Popen(arguments, stdout=quiet, stderr=quiet))

    def background(self, url: str) -> Callable[[], None]:
        # Two tabs in one window: the first stays in front.
        self._undriven("about:blank")
        back = self._undriven(url, background=True)

        def show() -> None:
            self._session.send("Target.activateTarget", {"targetId": back})

        return show

    def _undriven(self, url: str, **options: bool) -> str:
        """A tab outside the visitor's context: there the driver makes every page believe it is looked at."""
        target: str = self._session.send("Target.createTarget", {"url": url, **options})["targetId"]
        self._behind.append(target)
        return target

    def offline(self, yes: bool) -> None:
        self._context.set_offline(yes)

    def problems(self) -> list[str]:
        # The driver hands out what it heard only while it is spoken to.
        for page in self._context.pages:
            page.wait_for_timeout(1)
        return self._problems

    def close(self) -> None:
        self._context.close()
        for target in self._behind:
            self._session.send("Target.closeTarget", {"targetId": target})
        self._session.detach()
        self._stack.close()


class Chromium:
    name = "chromium"
    tells_errors = True
    cuts_network = True

    def __init__(self, browser: Browser) -> None:
        self._browser = browser

    @contextmanager
    def visitor(self) -> Iterator[Visitor]:
        made = ChromiumVisitor(self._browser, self._browser.new_context())
        try:
            yield made
        finally:
            made.close()

    def close(self) -> None:
        self._browser.close()
