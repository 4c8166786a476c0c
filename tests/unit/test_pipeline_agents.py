"""Bots with their reasons, and devices."""

from __future__ import annotations

import pytest

from tests.unit.pipelinekit import CHROME, one
from tracker.steps.bot import bot_reason

COMPATIBLE = "Mozilla/5.0 (compatible; {}; +https://bot.example/info)"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X)"
APPLE = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
GECKO = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "reason"),
    [
        (COMPATIBLE.format("Googlebot/2.1"), "agent:Googlebot"),
        (COMPATIBLE.format("bingbot/2.0"), "agent:bingbot"),
        (COMPATIBLE.format("AhrefsBot/7.0"), "agent:AhrefsBot"),
        ("Mozilla/5.0 (compatible; declared-crawler)", "agent:declared-crawler"),
        (f"Mozilla/5.0 {GECKO}; compatible; GPTBot/1.2; +https://openai.com/gptbot)", "ai-crawler:GPTBot"),
        (COMPATIBLE.format("ClaudeBot/1.0"), "ai-crawler:ClaudeBot"),
        (COMPATIBLE.format("PerplexityBot/1.0"), "ai-crawler:PerplexityBot"),
        (
            f"Mozilla/5.0 {GECKO}; compatible; ChatGPT-User/1.0; +https://openai.com/bot",
            "ai-agent:ChatGPT-User",
        ),
        (COMPATIBLE.format("Perplexity-User/1.0"), "ai-agent:Perplexity-User"),
        (COMPATIBLE.format("Claude-User/1.0"), "ai-agent:Claude-User"),
        ("curl/8.5.0", "library:curl"),
        ("Wget/1.21.3", "library:Wget"),
        ("python-requests/2.31.0", "library:python-requests"),
        ("Go-http-client/1.1", "library:Go-http-client"),
        (f"Mozilla/5.0 (X11; Linux x86_64) {GECKO} HeadlessChrome/120.0.0.0 Safari/537.36", "headless"),
        ("", "no-agent"),
        ("   ", "no-agent"),
        (CHROME, ""),
        (
            f"{IPHONE} {APPLE} Version/17.4 Mobile/15E148 Safari/604.1",
            "",
        ),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:123.0) Gecko/20100101 Firefox/123.0", ""),
    ],
)
def test_bot_reason(agent: str, reason: str) -> None:
    assert one(agent=agent).bot == reason


def test_webdriver_says_so_itself() -> None:
    assert one(b=True).bot == "webdriver"


def test_an_agent_that_was_not_recorded_says_nothing() -> None:
    draft = one(agent=None, source="log")
    assert (draft.bot, draft.device, draft.browser, draft.os) == ("", "", "", "")


@pytest.mark.parametrize(
    ("agent", "machine"),
    [
        (CHROME, ("desktop", "Chrome", "Windows")),
        (
            f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {GECKO} Chrome/122.0 Safari/537.36 Edg/122.0",
            ("desktop", "Edge", "Windows"),
        ),
        (
            f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {APPLE} Version/17.4 Safari/605.1.15",
            ("desktop", "Safari", "macOS"),
        ),
        (f"{IPHONE} {APPLE} Version/17.4 Mobile/15E148 Safari/604.1", ("mobile", "Safari", "iOS")),
        (
            f"Mozilla/5.0 (iPad; CPU OS 17_4 like Mac OS X) {APPLE} CriOS/122.0 Mobile/15E148 Safari/604.1",
            ("tablet", "Chrome", "iOS"),
        ),
        (
            f"Mozilla/5.0 (Linux; Android 14; Pixel 8) {GECKO} Chrome/122.0.0.0 Mobile Safari/537.36",
            ("mobile", "Chrome", "Android"),
        ),
        (
            f"Mozilla/5.0 (Linux; Android 13; SM-X700) {GECKO} Chrome/122.0.0.0 Safari/537.36",
            ("tablet", "Chrome", "Android"),
        ),
        (
            f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {GECKO} Chrome/122.0.0.0 Safari/537.36",
            ("desktop", "Chrome", "Chrome OS"),
        ),
    ],
)
def test_device(agent: str, machine: tuple[str, str, str]) -> None:
    draft = one(agent=agent)
    assert (draft.device, draft.browser, draft.os) == machine


@pytest.mark.parametrize(
    "agent",
    [
        "9" * 20_000,
        "A" * 20_000,
        "(" * 20_000,
        "Mozilla/5.0 " + "a;" * 10_000,
        " " * 20_000 + "x",
        "iPhone" * 5_000,
        "/".join("1" * 3 for _ in range(5_000)),
        "' OR 1=1 --",
        '=HYPERLINK("x")',
        "\x1b[31mred",
        "Mozilla/5.0 (" + "x" * 400 + " Build/" + "." * 5_000,
        "\u202e\u0000\ufffd",
        "<script>alert(1)</script>",
    ],
    ids=lambda value: value[:12].encode("unicode_escape").decode(),
)
def test_hostile_agents_leave_short_plain_words(agent: str) -> None:
    draft = one(agent=agent)
    for text in (draft.bot, draft.browser, draft.os, draft.device):
        assert len(text) <= 64
        assert text.isprintable()
        assert not set(text) & set("<>\"'=")


def test_reasons_are_cached_by_agent() -> None:
    bot_reason.cache_clear()
    for _ in range(5):
        bot_reason(CHROME)
    assert bot_reason.cache_info().misses == 1
    assert bot_reason.cache_info().maxsize == 8192
