"""The whole product with its demonstration, looked at in a real Chromium: every page in three languages,
two themes and two widths, and what people do with the keyboard. A picture of each load is in
test-artifacts/dashboard; with VISITRACE_PICTURES=1 one of every look.
"""

from __future__ import annotations

import csv
import io
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.demonstration import PAGES, STAGED, TOLD
from tracker.intent.levels import MQLS
from tracker.lifecycle.stages import CHURNED, STAGES

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "test-artifacts" / "dashboard"
LINK = re.compile(r"(http://[^/\s]+)/welcome\?token=(\S+)")


@dataclass(frozen=True)
class Server:
    base: str
    token: str


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """``tracker serve --demo`` in a process of its own, found by the link it prints."""
    folder = tmp_path_factory.mktemp("demo")
    command = [sys.executable, "-m", "tracker", "serve", "--demo", "--port", str(free_port())]
    env = {**os.environ, "TRACKER_DATA_DIR": str(folder / "data"), "COLUMNS": "300"}
    process = subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True)
    assert process.stderr
    seen: list[str] = []
    for line in process.stderr:
        seen.append(line)
        if found := LINK.search(line):
            break
    else:
        pytest.fail("the server did not start:\n" + "".join(seen))
    drain = threading.Thread(target=process.stderr.read, daemon=True)
    drain.start()
    yield Server(found[1], found[2])
    process.send_signal(signal.SIGTERM)
    process.wait(60)
    drain.join(10)
    process.stderr.close()


@dataclass
class Reader:
    """A signed-in person; whatever their browser complains of is noted."""

    context: BrowserContext
    page: Page
    base: str
    problems: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        self.page.goto(self.base + path)

    def back(self) -> None:
        """By the browser's own history; a page kept whole fires no "load" that one could wait for."""
        before = self.page.url
        self.page.evaluate("history.back()")
        expect(self.page).not_to_have_url(before)

    def prefer(self, language: str, theme: str, width: int) -> None:
        self.context.add_cookies(
            [
                {"name": "language", "value": language, "url": self.base},
                {"name": "theme", "value": theme, "url": self.base},
            ]
        )
        self.size(width)

    def wear(self, theme: str, width: int) -> None:
        """The page as it is, in another theme and width: what the server says of a theme is this word."""
        self.page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        self.size(width)

    def size(self, width: int) -> None:
        self.page.set_viewport_size({"width": width, "height": 844 if width < 800 else 800})


@pytest.fixture(scope="module")
def session(browser: Browser, server: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sign in by the printed link and one click; the cookies, for every test."""
    state = tmp_path_factory.mktemp("session") / "state.json"
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{server.base}/welcome?token={server.token}")
    page.click("#enter")
    expect(page).to_have_url(re.compile(r"/site/demo/today$"))
    context.storage_state(path=state)
    context.close()
    return state


@pytest.fixture
def reader(browser: Browser, server: Server, session: Path) -> Iterator[Reader]:
    context = browser.new_context(
        storage_state=session, viewport={"width": 1200, "height": 800}, locale="en-GB"
    )
    page = context.new_page()
    made = Reader(context, page, server.base)
    context.on("weberror", lambda error: made.problems.append(str(error.error)))
    context.on("request", lambda request: _watch_host(made, request.url))
    page.on("console", lambda message: _watch_console(made, message.type, message.text))
    page.on("dialog", lambda dialog: made.problems.append(f"dialog {dialog.message}"))
    yield made
    context.close()
    assert made.problems == []


def _watch_host(reader: Reader, url: str) -> None:
    if not url.startswith((reader.base + "/", "data:")):
        reader.problems.append(f"asked another host: {url}")


def _watch_console(reader: Reader, kind: str, text: str) -> None:
    if kind in {"error", "warning"}:
        reader.problems.append(f"console {kind}: {text}")


#: By how much the widest table of a page does not fit: it would have to be scrolled sideways.
CUT = "Math.max(0, ...[...document.querySelectorAll('.table-wrap')].map(e => e.scrollWidth - e.clientWidth))"


LANGUAGES = ["de", "nl", "en"]
#: Theme and width.
LOOKS = [("light", 1200), ("dark", 390), ("light", 390), ("dark", 1200)]


@pytest.mark.timeout(300)  # every page there is, in one test
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_whole(reader: Reader, language: str) -> None:
    """Each page is loaded once per language, with another look each time, and then takes on the others."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for number, (name, path) in enumerate(PAGES.items()):
        turn = (number + LANGUAGES.index(language)) % len(LOOKS)
        theme, width = LOOKS[turn]
        reader.prefer(language, theme, width)
        reader.open(path)
        expect(reader.page.locator("h1")).to_have_count(1)
        expect(reader.page.locator("html")).to_have_attribute("lang", language)
        expect(reader.page.locator("html")).to_have_attribute("data-theme", theme)
        expect(reader.page.locator(".demo-banner")).to_be_visible()
        _picture(reader, f"{name}-{language}-{theme}-{width}")
        for theme, width in [*LOOKS[turn:], *LOOKS[:turn]]:
            reader.wear(theme, width)
            wide = reader.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{name} is {wide} wide in {theme}"
            if name in ("live", "settings", "health"):
                assert reader.page.evaluate(CUT) == 0, f"a table on {name} is cut at {width} in {theme}"
            if os.environ.get("VISITRACE_PICTURES"):
                _picture(reader, f"{name}-{language}-{theme}-{width}")


def test_the_demonstration_tells_the_story_of_the_walk(reader: Reader) -> None:
    """Somebody at every stage but one, with three levels; at risk, overdue, back, surging (docs/walk.md)."""
    answer = reader.context.request.get(f"{reader.base}/site/demo/export.csv?days=90")
    rows = list(csv.DictReader(io.StringIO(answer.text().lstrip("\ufeff"))))
    assert {row["stage"] for row in rows} == set(STAGES) - {CHURNED, *MQLS[3:]}
    stages = {told: [row["stage"] for row in rows if row["name"].startswith(told)] for told in STAGED}
    assert stages == {told: [stage] for told, stage in STAGED.items()}
    reader.prefer("en", "light", 1200)
    reader.open(PAGES["board"])
    for stage, name, mark in TOLD:
        expect(lane(reader, stage).locator("[data-card]", has_text=name)).to_contain_text(mark)
    reader.open("/site/demo/accounts/harz-hydraulik.example")
    expect(reader.page.locator("h1")).to_contain_text("more active")


def _picture(reader: Reader, name: str) -> None:
    reader.page.screenshot(path=PICTURES / f"{name}.jpeg", full_page=True, type="jpeg", quality=80)


def test_a_visit_shows_up_in_live_without_a_reload(reader: Reader) -> None:
    reader.open("/site/demo/live")
    expect(reader.page.locator("#live tr[data-id]").first).to_be_visible()
    reader.page.evaluate("window.stayed = true")
    visitor = reader.context.new_page()
    visitor.goto(f"{reader.base}/beispiel/?utm_campaign=seen-just-now")
    mine = reader.page.locator("#live tr", has_text=re.compile("127\\.0\\.0\\.1|private|/beispiel"))
    expect(mine.first).to_be_visible(timeout=30_000)
    assert reader.page.evaluate("window.stayed")


def test_the_keyboard_moves_opens_searches_and_helps(reader: Reader) -> None:
    page = reader.page
    reader.open("/site/demo/accounts")
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator("tr[data-href]").nth(1)
    expect(second).to_have_class(re.compile(r"\bat\b"))
    name = second.locator("a.row").inner_text()
    third = page.locator("tr[data-href] a.row").nth(2).inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(name)
    page.keyboard.press("n")
    expect(page.locator("h1")).to_contain_text(third, timeout=30_000)
    page.keyboard.press("p")
    expect(page.locator("h1")).to_contain_text(name, timeout=30_000)
    page.keyboard.press("u")
    expect(page).to_have_url(re.compile("/accounts$"), timeout=30_000)
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("verpakkingen")
    page.keyboard.press("Enter")
    expect(page.locator("tr[data-href]")).to_have_count(1)
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()


def test_a_click_anywhere_on_a_row_opens_it(reader: Reader) -> None:
    reader.open("/site/demo/accounts")
    row = reader.page.locator("tr[data-href]").first
    name = row.locator("a.row").inner_text()
    row.locator("td").nth(1).click()
    expect(reader.page.locator("h1")).to_contain_text(name)


def test_the_ledger_on_the_page_adds_up(reader: Reader) -> None:
    reader.prefer("en", "light", 1200)
    reader.open(PAGES["account"])
    texts = reader.page.locator(".ledger tbody td:last-child").all_inner_texts()
    total = reader.page.locator(".ledger tfoot td:last-child").inner_text()
    lines = [float(text.replace("−", "-").replace(",", "")) for text in texts]
    assert len(lines) > 3
    assert abs(sum(lines) - float(total)) <= 0.05 * len(lines) + 0.05


def test_language_is_switched_on_the_page(reader: Reader) -> None:
    reader.open("/health")
    reader.page.get_by_role("button", name="NL", exact=True).click()
    expect(reader.page.locator("html")).to_have_attribute("lang", "nl")
    expect(reader.page).to_have_url(reader.base + "/health")


def test_the_phone_has_its_bar_and_more_behind_it(reader: Reader) -> None:
    reader.prefer("en", "light", 390)
    reader.open("/site/demo/today")
    setup = reader.page.get_by_role("link", name="Set-up")
    expect(setup).to_be_hidden()
    reader.page.locator(".more > summary").click()
    expect(setup).to_be_visible()
    setup.click()
    expect(reader.page).to_have_url(reader.base + "/setup")


def test_a_filter_answers_at_once_and_back_works(reader: Reader) -> None:
    reader.open("/site/demo/accounts")
    before = reader.page.locator("tr[data-href]").count()
    reader.page.select_option('select[name="kind"]', "education")
    expect(reader.page).to_have_url(re.compile("kind=education"))
    assert 0 < reader.page.locator("tr[data-href]").count() < before
    reader.back()
    expect(reader.page.locator("tr[data-href]")).to_have_count(before)


def card(reader: Reader, name: str) -> Locator:
    return reader.page.locator("[data-card]", has_text=name)


def lane(reader: Reader, stage: str) -> Locator:
    return reader.page.locator(f"[data-stage={stage}]")


def open_board(reader: Reader) -> None:
    """High enough that nothing must be scrolled while a card is dragged."""
    reader.prefer("en", "light", 1600)
    reader.page.set_viewport_size({"width": 1600, "height": 1700})
    reader.open(PAGES["board"])


def test_a_card_is_dragged_to_the_next_stage_and_nowhere_else(reader: Reader) -> None:
    open_board(reader)
    card(reader, "Nordlicht").drag_to(lane(reader, "SAL"))
    expect(reader.page.locator("#board-says")).to_contain_text("Not possible from here")
    expect(lane(reader, "MQL3")).to_contain_text("Nordlicht")
    card(reader, "Copperfield").drag_to(lane(reader, "SAL"))
    expect(reader.page).to_have_url(re.compile("moved=accept"), timeout=30_000)
    expect(lane(reader, "SAL")).to_contain_text("Copperfield")
    expect(lane(reader, "OFFERED")).not_to_contain_text("Copperfield")


def test_a_drag_that_needs_a_reason_asks_for_it(reader: Reader) -> None:
    open_board(reader)
    card(reader, "Orchard Lane").drag_to(lane(reader, "RECYCLED"))
    dialog = reader.page.get_by_role("dialog", name="Back to nurturing")
    expect(dialog).to_be_visible(timeout=30_000)
    reader.page.keyboard.press("Escape")
    expect(lane(reader, "SAL")).to_contain_text("Orchard Lane")
    card(reader, "Orchard Lane").drag_to(lane(reader, "RECYCLED"))
    dialog.get_by_label("Reason").select_option("no_budget")
    dialog.get_by_role("button", name="Back to nurturing").click()
    expect(reader.page).to_have_url(re.compile("moved=recycle"), timeout=30_000)
    expect(lane(reader, "SAL")).not_to_contain_text("Orchard Lane")


def test_an_offer_is_accepted_with_the_keyboard(reader: Reader) -> None:
    open_board(reader)
    card(reader, "Van der Meer").locator("a.row").focus()
    reader.page.keyboard.press("Tab")  # the menu of its other moves
    reader.page.keyboard.press("Tab")
    expect(card(reader, "Van der Meer").get_by_role("button", name="Accept")).to_be_focused()
    reader.page.keyboard.press("Enter")
    expect(reader.page).to_have_url(re.compile("moved=accept"), timeout=30_000)
    expect(lane(reader, "SAL")).to_contain_text("Van der Meer")
    reader.page.locator("#board-says a").click()
    expect(reader.page.locator("#stage .stage").first).to_have_text("SAL")


def test_a_move_is_made_without_a_script(browser: Browser, server: Server, session: Path) -> None:
    context = browser.new_context(storage_state=session, java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(f"{server.base}/site/demo/accounts/kestrel-robotics.example")
    page.locator("#stage summary", has_text="Back to nurturing").click()
    page.locator("#m-recycle-reason").select_option("too_early")
    page.locator("#stage details[open] button").click()
    expect(page.locator("#stage .stage").first).to_have_text("recycled")
    expect(page.locator(".changes li").first).to_contain_text("too early")
    context.close()


def test_a_sketch_is_tried_out_before_it_is_saved(reader: Reader) -> None:
    """Scored while the page waits: the answer is fetched once it is there, and then no more."""
    page = reader.page
    reader.prefer("en", "light", 390)
    reader.open("/site/demo/editor/interactions")
    page.get_by_label("Points for pricing page, viewed").fill("30")
    page.get_by_role("button", name="Take over and go on").click()
    expect(page).to_have_url(re.compile("/editor/combine$"))
    reader.open("/site/demo/editor/save")
    expect(page.locator(".differences")).to_contain_text("Pricing page, viewed: 15 → 30 points")
    reader.open("/site/demo/simulator?of=sketch&weeks=4")
    expect(page.locator("#result h2").first).to_contain_text("sales can take 6", timeout=60_000)
    expect(page.locator("#result")).to_have_attribute("data-stop", "1")
