"""A wrong name corrected on its page, by a person in a browser: last week's report changes at once."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.served import Served, serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WRONG, RIGHT = "Nordlicht Anlagenbau GmbH", "Beta <i>Test</i> B.V."


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("correct") / "data", "--demo") as made:
        yield made


@pytest.fixture
def page(served: Served, browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.goto(served.welcome())
    page.click("#enter")
    expect(page).to_have_url(re.compile(r"/site/demo/today$"))
    yield page
    context.close()


def test_last_weeks_report_changes_at_once_and_changes_back(served: Served, page: Page) -> None:
    rows = served.json("score", "--site", "demo")["accounts"]
    key = next(row["account"] for row in rows if row["name"] == WRONG)
    report = _past_report_naming(served, page, WRONG)
    then = served.command("report", "--site", "demo", "--day", report[-10:], "--as-known", "then").stdout
    assert WRONG in then

    page.get_by_role("link", name=WRONG).first.click()
    page.get_by_role("link", name="Why this name? Is it wrong?").click()
    page.locator("input[value=is]").check()
    page.get_by_label("Name of the company").fill(RIGHT)
    page.get_by_role("textbox", name="Domain").fill("beta-test.example")
    page.get_by_label("Why (for your colleagues)").fill("I rang them")
    page.get_by_role("button", name="Correct it").click()
    expect(page.get_by_role("status")).to_contain_text("Corrected")
    expect(page.locator("#corrections")).to_contain_text("I rang them")

    page.goto(report)
    expect(page.locator("article.report")).to_contain_text(RIGHT)
    expect(page.locator("article.report")).not_to_contain_text(WRONG)
    page.get_by_role("link", name="As known then").click()
    expect(page.locator("article.report")).to_contain_text(WRONG)
    again = served.command("report", "--site", "demo", "--day", report[-10:], "--as-known", "then").stdout
    assert again == then

    page.goto(f"{served.url}/site/demo/why/{key}")
    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_role("status")).to_contain_text("Taken back")
    page.goto(report)
    expect(page.locator("article.report")).to_contain_text(WRONG)


def _past_report_naming(served: Served, page: Page, name: str) -> str:
    """The address of the newest report of a day before today that names the company."""
    page.goto(f"{served.url}/site/demo/reports")
    for _ in range(10):
        page.get_by_role("link", name="The day before").click()
        page.wait_for_load_state()
        if name in page.locator("article.report").inner_text():
            return page.url
    raise AssertionError(f"no report of the last ten days names {name}")
