"""Each sign of buying interest, from a person's click in a real browser to the ledger of an account.

The script comes by a path of the website's own, which passes requests on and says whose they were.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.browser.recorder import PAGES, Request, Website
from tests.browser.test_whole import AGENT, PERSON
from tests.http.dashboard_kit import csrf_of
from tests.served import Served, eventually, serving
from tests.store import scripts

pytestmark = pytest.mark.browser

KEY = "ninesigns234"
MODULES = ("auto", "datalayer", "chat_tawk")


def _send(page: Page) -> None:
    """Fill in what is asked for, and send it."""
    for field in page.locator("form :is(input:not([type=hidden]):not([type=checkbox]), textarea)").all():
        kind = field.get_attribute("type")
        field.fill({"email": "erika@beispiel.example", "number": "3"}.get(kind or "", "0402 1234567"))
    for box in page.locator("form input[type=checkbox]").all():
        box.check()
    page.click("form button")


def _click(selector: str) -> Callable[[Page], None]:
    return lambda page: page.click(selector)


def _read(page: Page) -> None:
    page.mouse.wheel(0, 1500)


def _ask(page: Page) -> None:
    page.click("#open")
    page.fill("#question", "Passt der SM40 in unsere Anlage?")
    page.click("#ask")


@dataclass(frozen=True)
class Sign:
    """``line`` is what stands in the ledger, for something done at ``path``."""

    name: str
    path: str
    act: Callable[[Page], None]
    line: str


SIGNS = (
    Sign("contact form", "/de/service/kontakt.html", _send, "contact form sent"),
    Sign("webinar", "/webinare/antriebe-richtig-auslegen.html", _send, "webinar sign-up"),
    Sign("course", "/opleidingen/basiscursus-servotechniek.html", _send, "course booked"),
    Sign("newsletter", "/en/home.html", _send, "newsletter sign-up"),
    Sign("cart by form", "/shop/servomotor-sm40.html", _send, "added to cart"),
    Sign("cart by data layer", "/shop/getriebe.html", _click("button"), "added to cart"),
    Sign("white paper", "/wissen/energie.html", _click("a"), "whitepaper"),
    Sign("report behind a form", "/en/research.html", _send, "download against contact details"),
    Sign("article", "/nl/artikelen/waarom-servo.html", _read, "article"),
    Sign("trial", "/en/start-free.html", _send, "trial sign-up"),
    Sign("special address", "/probemonat.html", _read, "trial page"),
    Sign("chat with a question", "/service/beratung.html", _ask, "question in the live chat"),
    Sign("social channel", "/over-de-machine.html", _click("#linkedin"), "social network"),
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A company for each sign: the own list says whose address it is, the proxy says which it was."""
    folder = tmp_path_factory.mktemp("nine") / "data"
    folder.mkdir()
    rows = [f"198.51.100.{n}/32,Firma {n} GmbH,firma{n}.example" for n in range(1, len(SIGNS) + 1)]
    (folder / "own-list.csv").write_text("\n".join(["network,company,domain", *rows]), "utf-8")
    # In a process of its own: this one may have another store open.
    code = f"""
        import msgspec
        from tracker.sites import new_site, save_site
        site = new_site("shop", hosts=["localhost"], key={KEY!r})
        site = msgspec.structs.replace(site, modules={MODULES!r})
        store = open_store(DSN)
        save_site(store, site, actor="test")
        store.close()
    """
    scripts.run(folder / "store", code)
    with serving(folder, TRACKER_TRUSTED_PROXIES="127.0.0.0/8,::1/128") as running:
        yield running


class Fronted(Website):
    """A website whose path /s/ is the tracker's, as a proxy in front of both makes it."""

    visitor = ""

    def _answer(self, request: Request) -> tuple[int, dict[str, str], bytes]:
        if not request.path.startswith("/s/"):
            return super()._answer(request)
        answer = httpx.request(
            request.method,
            self.collector + request.path,
            content=request.body,
            # A driven browser forgets whose name it was given once the page is gone.
            headers={"User-Agent": AGENT, "X-Forwarded-For": self.visitor},
        )
        return answer.status_code, {"Content-Type": answer.headers.get("content-type", "")}, answer.content


@pytest.fixture
def website(served: Served) -> Iterator[Fronted]:
    made = Fronted(served.url, key=KEY, pages=PAGES / "nine")
    yield made
    made.close()


@pytest.fixture(scope="module")
def dashboard(served: Served) -> Iterator[httpx.Client]:
    """Signed in, in English."""
    with httpx.Client(
        base_url=served.url, headers={"Accept-Language": "en"}, follow_redirects=True, timeout=60
    ) as client:
        link = urlsplit(served.welcome())
        page = client.get(f"{link.path}?{link.query}")
        token = link.query.removeprefix("token=")
        client.post("/welcome", data={"csrf": csrf_of(page.text), "token": token, "later": "1"})
        yield client


def _ledger(dashboard: httpx.Client, account: str) -> list[str]:
    """The lines of the ledger as they stand on the account's page, without markup."""
    page = dashboard.get(f"/site/shop/accounts/{account}")
    table = re.search(r'<table class="ledger">.*?<tbody>(.*?)</tbody>', page.text, re.S)
    rows = table[1].split("<tr") if table else []
    return [" ".join(re.sub(r"<[^>]*>", " ", f"<tr{row}").split()) for row in rows[1:]]


@pytest.mark.parametrize("sign", SIGNS, ids=[sign.name for sign in SIGNS])
def test_a_sign_of_interest_stands_in_the_ledger_of_its_account(
    sign: Sign, dashboard: httpx.Client, website: Fronted, browser: Browser
) -> None:
    number = SIGNS.index(sign) + 1
    website.visitor = f"198.51.100.{number}"
    context = browser.new_context(user_agent=AGENT)
    context.add_init_script(PERSON)
    page = context.new_page()
    page.goto(website.url + sign.path)
    page.wait_for_function("window.vt && vt.v")
    sign.act(page)

    # "+12.0 webinar sign-up each localhost/webinare/… 10:15 …"
    def line() -> str | None:
        lines = _ledger(dashboard, f"firma{number}.example")
        return next((line for line in lines if re.match(rf"\+\S+ {sign.line}\b", line)), None)

    try:
        found = eventually(line)
    finally:
        context.close()
    assert f"localhost{sign.path}" in found
