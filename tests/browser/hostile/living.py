"""A page lives: it is loaded, its things are clicked, and the probe in it tells what it saw."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Page

from tests.browser.hostile.cases import Case

PAGES = Path(__file__).parent / "pages"
# Where life.js puts its things; the middle of each.
PLACES = {"button": 25, "route": 65, "away": 105, "send": 145, "next": 185}

Until = Callable[[Callable[[], object], str], None]


@dataclass
class Life:
    """What the probe said: changes of the world, the document at the end, what the page's handlers did."""

    said: list[str] = field(default_factory=list)

    def hear(self, message: ConsoleMessage) -> None:
        if message.text.startswith("~"):
            self.said.append(message.text[1:])

    def heard(self, kind: str) -> bool:
        return any(line.split(" ")[0] == kind for line in self.said)

    def told(self, kind: str) -> list[str]:
        """What was said of that kind."""
        return [line.partition(" ")[2] for line in self.said if line.split(" ")[0] == kind]


def live(page: Page, url: str, case: Case, until: Until) -> Life:
    """Load the page, use everything in it, ask the probe."""
    life = Life()
    page.on("console", life.hear)
    page.goto(url)
    until(lambda: life.heard("ready"), "the page's own life")
    if case.runs:
        until(lambda: life.heard("after"), "the snippet's end")
    for name in ("button", "route", "away", "send"):
        click(page, name)
    page.keyboard.press("F8")
    until(lambda: life.heard("life"), "the probe's report")
    return life


def click(page: Page, name: str) -> None:
    """By place, as a person would: finding it by script would need the page's help."""
    page.mouse.click(80, PLACES[name])
