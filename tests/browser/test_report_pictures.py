"""The report as a browser shows it: nothing sticks out, nothing runs, nothing is fetched."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page

from reports.model import CompanyRow
from reports.render import render
from tests.golden.seeded import seeded

pytestmark = pytest.mark.browser
WIDTHS = (390, 1200)


def _dismiss(dialog: Dialog, noise: list[str]) -> None:
    noise.append(dialog.message)
    dialog.dismiss()


def _shown(browser: Browser, text: str, width: int, theme: str) -> tuple[Page, list[str]]:
    """The page, and every request, dialog and error it made."""
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=theme)  # type: ignore[arg-type]
    noise: list[str] = []
    page.on("request", lambda request: noise.append(request.url))
    page.on("dialog", lambda dialog: _dismiss(dialog, noise))
    page.on("console", lambda message: noise.append(message.text))
    page.on("pageerror", lambda error: noise.append(str(error)))
    page.set_content(text)
    return page, noise


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["de", "nl", "en"])
@pytest.mark.parametrize("form", ["html", "mail"])
def test_nothing_sticks_out(browser: Browser, form: str, language: str, width: int, theme: str) -> None:
    page, noise = _shown(browser, render(seeded(), form, language), width, theme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert noise == []
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor") in {
        "rgb(23, 22, 20)",
        "rgb(18, 17, 16)",
    }
    assert dark is (theme == "dark")
    if folder := os.environ.get("VISITRACE_PICTURES"):
        name = f"report-{form}-{language}-{width}-{theme}.png"
        page.screenshot(path=Path(folder) / name, full_page=True)
    page.close()


@pytest.mark.parametrize("form", ["html", "mail"])
def test_other_peoples_text_does_nothing(browser: Browser, form: str) -> None:
    texts = (
        '"><img src=x onerror=alert(1)>',
        "<svg onload=alert(1)>",
        "</style><script>alert(1)</script>",
        "<iframe srcdoc='<script>alert(1)</script>'>",
        "javascript:alert(1)",
        "W" * 200,
    )
    rows = tuple(
        CompanyRow(text, text, domain=text, city=text, campaign=text, act_now=bool(n % 2), stage=text)
        for n, text in enumerate(texts)
    )
    page, noise = _shown(browser, render(replace(seeded(), companies=rows), form, "en"), 390, "light")
    page.wait_for_timeout(100)
    assert noise == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()
