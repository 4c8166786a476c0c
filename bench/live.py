"""From a click in a real browser to the dashboard's live view and the report of the day, in seconds.

    python -m bench.live [--visits 10]

Starts ``tracker serve --demo`` in a folder of its own, keeps the live view open in one browser window
and visits the demonstration's shop in another. Prints how long each visit took to show up.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import statistics
import tempfile
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.served import Served, serving

ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
# A browser that says it is driven is a bot by its own word; a person's does not.
PERSON = "Object.defineProperty(Navigator.prototype, 'webdriver', {get: () => false})"
AGENT = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/148.0.0.0 Safari/537.36"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--visits", type=int, default=10)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder) / "data", "--demo") as served:
        seconds = _measure(served, args.visits)
        reported = _reported(served)
    figures = {
        "visits": args.visits,
        "median_s": round(statistics.median(seconds), 2),
        "max_s": round(max(seconds), 2),
        "views_from_this_machine_in_the_report_of_the_day": reported,
    }
    print(json.dumps(figures) if args.json else "\n".join(f"{k}: {v}" for k, v in figures.items()))


def _measure(served: Served, visits: int) -> list[float]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=ARGS)
        live = browser.new_context().new_page()
        live.goto(served.welcome())
        live.locator("form:has(input[name=later]) button").click()
        live.goto(f"{served.url}/site/demo/live")
        people = browser.new_context(user_agent=AGENT)
        people.add_init_script(PERSON)
        seconds = [_one(served, live, people, number) for number in range(visits)]
        browser.close()
        return seconds


def _one(served: Served, live: Page, people: BrowserContext, number: int) -> float:
    campaign = f"messung{number}"
    page = people.new_page()
    start = time.monotonic()
    page.goto(f"{served.url}/beispiel/preise?utm_source={campaign}")
    live.get_by_text(re.compile(campaign)).first.wait_for(timeout=30_000)
    taken = time.monotonic() - start
    page.close()
    return taken


def _reported(served: Served) -> int:
    day = datetime.now(ZoneInfo("Europe/Berlin")).strftime("%Y-%m-%d")
    report = served.json("report", "--site", "demo", "--day", day)["report"]
    classes = {row["kind"]: row["views"] for row in report["accounting"]["classes"]}
    return int(classes.get("private", 0))


if __name__ == "__main__":
    main()
