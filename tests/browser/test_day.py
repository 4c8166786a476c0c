"""A salesperson's morning, whole: from the report in the mailbox to the file for the CRM.

A real SMTP server receives what a schedule sends; the mail is opened in a browser, its link followed, an
offer taken and another refused, and what was taken is in the export. What a person's hands need for it is
counted and told as time by the keystroke-level model; what is asserted is the count.
"""

from __future__ import annotations

import csv
import io
import re
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.mailserver import Inbox, mail_server
from tests.served import Served, eventually, serving
from tracker.dashboard import people
from tracker.outbox import schedules
from tracker.settings import load_settings
from tracker.store import Store, open_store

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SALES, MARKETING = "ada@antriebe.example", "mia@antriebe.example"
PASSWORD: Final = "ein Satz mit Verstand"
ZONE: Final = "Europe/Berlin"
TAKEN, REFUSED = "Van der Meer", "Hartmann"

#: Seconds of a person at a mouse (Card, Moran & Newell, "The keystroke-level model", CACM 23, 1980): to make
#: up one's mind, to point, to press and release, to bring the hand to the keys or back, one key.
MIND, POINT, PRESS, HOME, KEY = 1.35, 1.1, 0.2, 0.4, 0.28
#: What the pages promise: the mail is read in a minute, why an account matters in ten seconds.
READ_MAIL, READ_ACCOUNT = 60.0, 10.0
MOST_CLICKS: Final = 20


@dataclass
class Hands:
    """A person's hands on one page: they click, choose and type, and it is counted."""

    page: Page
    clicks: int = 0
    keys: int = 0
    read: float = 0.0
    started: float = field(default_factory=time.monotonic)

    def click(self, what: Locator) -> None:
        self.clicks += 1
        what.click()

    def choose(self, select: Locator, value: str) -> None:
        """Open it, take a line."""
        self.clicks += 2
        select.select_option(value)

    def type(self, into: Locator, text: str) -> None:
        self.click(into)
        self.keys += len(text)
        into.press_sequentially(text)

    def told(self) -> str:
        hands = self.clicks * (MIND + POINT + PRESS) + self.keys * KEY + (2 * HOME if self.keys else 0)
        return (
            f"{self.clicks} clicks and {self.keys} keys: {hands:.0f} s of hands, {hands + self.read:.0f} s "
            f"with reading; the machine took {time.monotonic() - self.started:.1f} s\n"
        )


@dataclass
class Morning:
    served: Served
    inbox: Inbox
    browser: Browser

    @contextmanager
    def store(self) -> Iterator[Store]:
        """As a command reaches it: through the process that holds it."""
        settings = load_settings({"TRACKER_DATA_DIR": str(self.served.data_dir)})
        with closing(open_store(settings.store_dsn)) as store:
            yield store

    def person(self, mail: str, role: str) -> Page:
        """Invited, a password set by the link, signed in; as a page in a browser of their own."""
        with self.store() as store:
            _, secret = people.invite(store, mail, role, {}, actor="test", now=int(time.time() * 1000))
        page = self.browser.new_context(locale="en-GB", viewport={"width": 1200, "height": 800}).new_page()
        page.goto(f"{self.served.url}/welcome?token={secret}")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Save and sign in").click()
        expect(page.locator("h1")).to_be_visible()
        return page

    def open(self, page: Page, name: str) -> Page:
        page.goto(f"{self.served.url}/site/demo/{name}")
        return page

    def due_now(self) -> None:
        """The schedule of this minute, as if saved a minute earlier: nobody waits for the clock."""
        with self.store() as store:
            (found,) = [item for item in schedules.every(store) if item.recipients[0].mail == SALES]
            earlier = msgspec.structs.replace(found, since=found.since - 60_000)
            schedules.save(store, earlier, actor="test")


@contextmanager
def morning(browser: Browser, folder: Path) -> Iterator[Morning]:
    inbox = Inbox()
    with mail_server(inbox):
        post = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(inbox.port), "SMTP_TLS": "none"}
        post["MAIL_FROM"] = "visitrace@antriebe.example"
        settings = {f"TRACKER_{name}": value for name, value in post.items()}
        with serving(folder / "data", "--demo", **settings, COLUMNS="300") as served:
            yield Morning(served, inbox, browser)


def _schedule(page: Page) -> None:
    """Marketing wants sales to find the report each morning, from this minute on."""
    form = page.locator("#form")
    form.get_by_label("To", exact=True).fill(SALES)
    form.get_by_label("Time", exact=True).fill(datetime.now(ZoneInfo(ZONE)).strftime("%H:%M"))
    form.get_by_label("Time zone").fill(ZONE)
    form.get_by_label("Language").select_option("en")
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved")


def _received(inbox: Inbox) -> Any:
    return eventually(lambda: next((mail for mail in inbox.messages if mail["to"] == SALES), None))


def _account(hands: Hands, mail: str, name: str) -> None:
    """From the mail to the account, and a look at why."""
    hands.page.goto(mail)
    hands.click(hands.page.get_by_role("link", name=name).first)
    expect(hands.page.locator("h1")).to_contain_text(name)
    hands.read += READ_ACCOUNT


def test_a_morning_from_the_mail_to_the_export(browser: Browser, tmp_path: Path) -> None:
    with morning(browser, tmp_path) as place:
        marketing, sales = place.person(MARKETING, "marketing"), place.person(SALES, "sales")
        _schedule(place.open(marketing, "schedules"))
        place.due_now()
        mail = _received(place.inbox)
        assert TAKEN in mail.get_body(("plain",)).get_content()
        letter = tmp_path / "mail.html"
        letter.write_text(mail.get_body(("html",)).get_content(), encoding="utf-8")

        hands = Hands(sales, read=READ_MAIL)
        _account(hands, letter.as_uri(), TAKEN)
        hands.choose(sales.get_by_label("Owner"), SALES)
        hands.click(sales.locator("#care").get_by_role("button", name="Save"))
        expect(sales.get_by_label("Owner")).to_have_value(SALES)
        hands.click(sales.locator("#stage").get_by_role("button", name="Accept"))
        expect(sales.locator("#stage .stage").first).to_have_text("SAL")

        _account(hands, letter.as_uri(), REFUSED)
        hands.click(sales.locator("#stage summary", has_text="Reject"))
        hands.choose(sales.locator("#m-reject-reason"), "no_budget")
        hands.type(sales.locator("#m-reject-note"), "Budget in January")
        hands.click(sales.locator("#stage details[open]").get_by_role("button", name="Reject"))
        expect(sales.locator(".changes li").first).to_contain_text("Budget in January")

        hands.click(sales.get_by_role("link", name="Accounts", exact=True).first)
        hands.choose(sales.locator("form.sentence").get_by_label("Stage"), "SAL")
        expect(sales).to_have_url(re.compile("stage=SAL"))
        with sales.expect_download() as loaded:
            hands.click(sales.get_by_role("link", name="CSV"))
        rows = list(csv.DictReader(io.StringIO(loaded.value.path().read_text("utf-8-sig"))))

        found = {row["name"]: row for row in rows}
        (mine,) = [row for name, row in found.items() if TAKEN in name]
        assert (mine["stage"], mine["owner"]) == ("SAL", SALES)
        assert not any(REFUSED in name for name in found)
        sys.stdout.write(hands.told())
        assert hands.clicks <= MOST_CLICKS
