"""Every page by axe-core (WCAG 2.0 to 2.2, A and AA), on the demonstration: light, dark, and on a phone.

Each page is loaded once. The theme is an attribute of the page and the width the browser's, so both are
switched in place. Here too, because each page is open anyway: its policy for scripts and styles, and that
nothing is asked of another host.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page

from tests.served import Served, serving
from tracker.dashboard.pages import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE: Final = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
#: What depends on colours only: all that another theme can change.
COLOURS: Final = ["color-contrast", "link-in-text-block"]
ASK: Final = """async (options) => {
  for (const _ of [1, 2]) await new Promise(requestAnimationFrame);
  const found = await axe.run(document, {...options, resultTypes: ["violations"]});
  return found.violations.filter(v => ["serious", "critical"].includes(v.impact))
    .flatMap(v => v.nodes.map(n => `${v.id}: ${n.target.join(" ")} ${n.failureSummary}`.slice(0, 400)));
}"""
FILLED: Final = {
    "{site}": "demo",
    "{key:path}": "nordlicht-anlagenbau.example",
    "{key}": "nordlicht-anlagenbau.example",
    "{move}": "reject",
    "{user}": "ada@example.com",
}
EXTRA: Final = (
    "/login",
    "/nothing-here",
    "/site/demo/accounts?q=no-such-company",
    "/site/demo/traffic?days=30",
)


def paths() -> list[str]:
    """Every page of the table; what is fetched as a file or by a script is not one."""
    found = []
    for entry in PAGES:
        path = entry.path
        for slot, value in FILLED.items():
            path = path.replace(slot, value)
        no_page = bool(entry.scope) or path.endswith(".csv") or path == "/"  # that leads on to today
        if entry.method == "GET" and not (entry.open or entry.fragment or no_page or "{" in path):
            found.append(path)
    return [*found, *EXTRA]


@dataclass
class Desk:
    """``asked``: addresses of every request since the page was opened."""

    page: Page
    base: str
    asked: list[str] = field(default_factory=list)

    def examine(self, path: str) -> None:
        """The page in light, in dark, and on a phone; what it may load, and what it asked for."""
        page = self.page
        self.asked.clear()
        page.set_viewport_size({"width": 1200, "height": 900})
        answer = page.goto(self.base + path)
        assert answer is not None
        policy = answer.headers["content-security-policy"]
        assert ("default-src 'none'" in policy, "unsafe" in policy) == (True, False)
        page.evaluate("document.documentElement.dataset.theme = 'light'")
        found = {"light": self.findings(runOnly=TAGS)}
        page.evaluate("document.documentElement.dataset.theme = 'dark'")
        found["dark"] = self.findings(runOnly={"type": "rule", "values": COLOURS})
        page.set_viewport_size({"width": 390, "height": 844})
        found["phone"] = self.findings(runOnly=TAGS, rules={name: {"enabled": False} for name in COLOURS})
        assert {name: some for name, some in found.items() if some} == {}
        assert [url for url in self.asked if not url.startswith((self.base + "/", "data:"))] == []

    def findings(self, **options: Any) -> list[str]:
        """One text per element: the rule, where, and what would mend it."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE)
        found: list[str] = self.page.evaluate(ASK, options)
        return found


def desk_of(browser: Browser, base: str) -> Desk:
    context = browser.new_context(locale="en-GB", reduced_motion="reduce")
    made = Desk(context.new_page(), base)
    context.on("request", lambda request: made.asked.append(request.url))
    return made


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("axe") / "data", "--demo") as made:
        yield made


@pytest.fixture(scope="module")
def desk(served: Served, browser: Browser) -> Iterator[Desk]:
    """Signed in as the admin; there are a second user and a key, so that their pages show something."""
    made = desk_of(browser, served.url)
    made.page.goto(served.welcome())
    made.page.click("#enter")
    made.page.wait_for_url("**/today")
    served.command("user", "add", "ada@example.com", "--role", "sales")
    served.command("apikey", "add", "CRM, nightly", "--scope", "reports")
    yield made
    made.page.context.close()


@pytest.mark.parametrize("path", paths())
def test_no_serious_finding_in_either_theme_nor_on_a_phone(desk: Desk, path: str) -> None:
    desk.examine(path)


def test_the_doors_have_none_either(served: Served, browser: Browser, desk: Desk) -> None:
    """As somebody who is not signed in: the form, an invitation, a link that is used up."""
    stranger = desk_of(browser, served.url)
    link = served.json("user", "reset", "ada@example.com")["link"].partition(served.url)[2]
    for path in ("/login", link, "/welcome?token=used"):
        stranger.examine(path)
    stranger.page.context.close()


def test_axe_finds_what_is_wrong(desk: Desk) -> None:
    """The measure itself: a page with a field nobody named and letters nobody can read."""
    desk.page.goto(desk.base + "/health")
    desk.page.evaluate(
        "document.querySelector('h1').insertAdjacentHTML('afterend', '<input><p id=pale>pale</p>');"
        "document.documentElement.dataset.theme = 'light';"
        "document.querySelector('#pale').style.color = '#bbb'"
    )
    found = desk.findings(runOnly=TAGS)
    assert sorted(text.partition(":")[0] for text in found) == ["color-contrast", "label"]
