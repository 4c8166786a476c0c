"""From a real browser to the store: the page, the script as served, the collector, spool, loader, store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.recorder import Website
from tests.served import Served, eventually, serving
from tracker.settings import load_settings
from tracker.store.places import EmbeddedPlace, place_of
from tracker.store.remote import connect_owner

pytestmark = pytest.mark.browser

# A browser that says it is driven is a bot by its own word; a person's does not.
PERSON = "Object.defineProperty(Navigator.prototype, 'webdriver', {get: () => false})"
AGENT = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/148.0.0.0 Safari/537.36"
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("browser") / "data") as running:
        yield running


@pytest.fixture
def site(served: Served) -> dict[str, Any]:
    found = {row["id"]: row for row in served.json("site", "list")}
    row: dict[str, Any] = found.get("shop") or served.json("site", "add", "shop", "--host", "localhost")[0]
    return row


@pytest.fixture
def website(served: Served, site: dict[str, Any]) -> Iterator[Website]:
    made = Website(served.url, key=site["key"])
    yield made
    made.close()


def _stored(data_dir: Path, path: str, name: str) -> list[dict[str, Any]]:
    # Through the process that serves: this one may have another store open.
    place = place_of(load_settings({}, data_dir=str(data_dir)).store_dsn)
    assert isinstance(place, EmbeddedPlace)
    store = connect_owner(place)
    assert store is not None
    try:
        rows = store.read("traffic/live", site="shop", since=0, limit=200, known_at=2**41)
    finally:
        store.close()
    return [row for row in rows if row["path"] == path and row["name"] == name]


def test_what_a_person_does_in_a_browser_is_stored(
    served: Served, website: Website, browser: Browser
) -> None:
    context = browser.new_context(user_agent=AGENT, locale="de-DE")
    context.add_init_script(PERSON)
    problems: list[str] = []
    context.on("weberror", lambda error: problems.append(str(error.error)))
    page = context.new_page()
    page.goto(f"{website.url}/links.html?utm_source=linkedin&utm_medium=social")
    page.wait_for_function("window.vt && vt.v")
    page.click("#pdf")
    page.click("#inner")
    (view,) = eventually(lambda: _stored(served.data_dir, "/links.html", "pv"))
    (download,) = eventually(lambda: _stored(served.data_dir, "/links.html", "dl"))
    (trial,) = eventually(lambda: _stored(served.data_dir, "/links.html", "trial"))
    context.close()

    assert problems == []
    assert view["title"] == "Links"
    assert view["host"] == "localhost"
    assert view["source"] == "linkedin"
    assert view["kind"] != "bot"
    assert "download" in download["signals"]
    assert "trial" in trial["signals"]
    assert view["view"] == download["view"] == trial["view"]
    assert view["visitor"] == download["visitor"]


def test_a_driven_browser_is_stored_as_a_bot(served: Served, website: Website, browser: Browser) -> None:
    context = browser.new_context(user_agent=AGENT)
    page = context.new_page()
    page.goto(f"{website.url}/plain.html")
    (view,) = eventually(lambda: _stored(served.data_dir, "/plain.html", "pv"))
    context.close()
    assert view["kind"] == "bot"


@pytest.mark.parametrize(
    ("locale", "title"),
    [
        ("de-DE", "Meine Besuche nicht zählen"),
        ("nl-NL", "Tel mijn bezoeken niet"),
        ("sv-SE", "Do not count my visits"),
    ],
    ids=["de", "nl", "other"],
)
def test_the_page_to_turn_counting_off_works_under_its_own_policy(
    served: Served, site: dict[str, Any], browser: Browser, locale: str, title: str
) -> None:
    context = browser.new_context(locale=locale)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    base = served.url.replace("127.0.0.1", "localhost")
    page.goto(f"{base}/s/{site['key']}/optout")
    assert page.title() == title
    # Served under the site's own host, it switches by itself.
    page.click("#here button")
    assert page.evaluate("localStorage.vt_off") == "1"
    page.click("#here button")
    assert page.evaluate("localStorage.vt_off") is None
    assert page.eval_on_selector_all("a", "all => all.map(a => a.href)") == [
        "https://localhost/#vt-off",
    ]
    assert not [text for text in said if "Content Security Policy" in text]
    context.close()
