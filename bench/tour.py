"""Takes the pictures of the product tour and of the walk anew, and writes docs/tour.md.

    python -m bench.tour                         a server with the demonstration, a browser, every picture
    python -m bench.tour --only board today      these alone; docs/tour.md stays

What is shown is docs/tour.toml. The pictures are what a person sees who opens the page: in German, at a desk,
in light, a long page down to where it is still a picture. Best with the font Inter (Debian: fonts-inter),
which is nearer to what desks have than the fonts of a bare server.
"""

from __future__ import annotations

import argparse
import base64
import os
import sys
import tempfile
import tomllib
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page, Playwright, sync_playwright

from tests.browser.engines.chromium import FLAGS, chromium_path
from tests.mailserver import Inbox, mail_server
from tests.served import Served, serving

DOCS: Final = Path(__file__).parents[1] / "docs"
PICTURES: Final = DOCS / "img"
WIDTH: Final = 1200
QUALITY: Final = 75
WHO, PASSWORD = "mara.lindt@antriebe.example", "nur für die Bilder hier"
HEAD: Final = """# A tour of every page

This is the demonstration (`make run`) in German; every page is there in English and Dutch, too, in dark,
and on a phone. The companies are invented. How accounts go their way through these pages is told in
[walk.md](walk.md). Made by `python -m bench.tour`.
"""
#: The page's own font is the system's; a bare server's is wide and dated.
_FONT: Final = """addEventListener('DOMContentLoaded', () => {
  const style = document.createElement('style');
  style.textContent = ':root { --font: Inter, system-ui, sans-serif }';
  document.head.append(style);
})"""


@dataclass(frozen=True, slots=True)
class Shot:
    """``height``: of the picture in px; ``at``: the element it begins with; ``click``: what is opened."""

    name: str
    path: str
    title: str = ""
    says: str = ""
    height: int = 800
    width: int = WIDTH
    at: str = ""
    click: tuple[str, ...] = ()


def table() -> dict[str, list[Shot]]:
    """Chapter → its pages, as docs/tour.toml has them; the pictures of the walk under ""."""
    found: dict[str, Any] = tomllib.loads((DOCS / "tour.toml").read_text("utf-8"))
    chapters = {one["title"]: [_shot(page) for page in one["page"]] for one in found["chapter"]}
    return chapters | {"": [_shot(page) for page in found.get("walk", [])]}


def _shot(page: dict[str, Any]) -> Shot:
    return Shot(**page | {"click": tuple(page.get("click", ()))})


@contextmanager
def demonstration(folder: Path) -> Iterator[Served]:
    """With a mail server that takes everything, a team and a key, so that each page has its content."""
    with mail_server(Inbox()) as box:
        settings = {"HOST": "127.0.0.1", "PORT": str(box.port), "TLS": "none"}
        env = {f"TRACKER_SMTP_{name}": value for name, value in settings.items()}
        env |= {"TRACKER_MAIL_FROM": "visitrace@antriebe.example", "TRACKER_LANGUAGE": "de"}
        with serving(folder / "data", "--demo", **env, COLUMNS="300") as served:
            served.json("apikey", "add", "CRM, jede Nacht", "--scope", "reports")
            yield served


def desk(playwright: Playwright, served: Served) -> Page:
    """Signed in as the one who set it up, with a browser that is German as well."""
    browser = playwright.chromium.launch(
        executable_path=chromium_path(), args=[*FLAGS, "--lang=de"], env={**os.environ, "LANGUAGE": "de"}
    )
    context = browser.new_context(
        locale="de-DE", reduced_motion="reduce", viewport={"width": WIDTH, "height": 800}, bypass_csp=True
    )
    context.add_init_script(_FONT)
    choices = {"language": "de", "theme": "light"}
    context.add_cookies(
        [{"name": name, "value": value, "url": served.url} for name, value in choices.items()]
    )
    page = context.new_page()
    served.json("user", "role", WHO, "--role", "admin")
    page.goto(served.json("user", "reset", WHO)["link"])
    page.fill("#password", PASSWORD)
    page.click("button.primary")
    page.wait_for_url("**/today")
    page.goto(f"{served.url}/site/demo/schedules")
    page.fill("#to", WHO)
    page.click("#test button:not([type=hidden])")
    return page


def take(page: Page, base: str, shot: Shot) -> bytes:
    """One picture, as WebP."""
    page.set_viewport_size({"width": shot.width, "height": shot.height})
    page.goto(base + shot.path)
    for opened in shot.click:
        page.locator(opened).first.click()
    page.wait_for_timeout(300)
    page.locator("#result, #live, h1").last.wait_for()
    if shot.at:
        page.locator(shot.at).first.evaluate("e => scrollTo(0, e.getBoundingClientRect().top + scrollY - 16)")
    session = page.context.new_cdp_session(page)
    answer = session.send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
    return base64.b64decode(answer["data"])


def tour() -> str:
    """The text of docs/tour.md."""
    parts = [HEAD]
    for chapter, shots in table().items():
        parts += [f"\n## {chapter}\n"] if chapter else []
        for shot in shots if chapter else ():
            parts.append(f"\n### {shot.title}\n\n{shot.says}\n\n![{shot.title}](img/{shot.name}.webp)\n")
    return "".join(parts)


def pictures(only: Collection[str]) -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        served = stack.enter_context(demonstration(folder))
        page = desk(stack.enter_context(sync_playwright()), served)
        for shot in [shot for shots in table().values() for shot in shots]:
            if shot.name in only or not only:
                path = PICTURES / f"{shot.name}.webp"
                path.write_bytes(take(page, served.url, shot))
                sys.stdout.write(f"{path.name:<28}{path.stat().st_size / 1000:7.1f} kB\n")
        page.context.close()


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME")
    args = parser.parse_args()
    PICTURES.mkdir(exist_ok=True)
    pictures(args.only)
    if not args.only:
        (DOCS / "tour.md").write_text(tour(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
