"""How many bots are found and how many people are taken for one, on agents that other projects collected.

The rules of ``tracker/steps/bot.py`` were written looking at one half only; the figures that are claimed
(docs/adr/0004-user-agents.md) are those of the half that was held back.
"""

from __future__ import annotations

from collections import Counter
from importlib.metadata import PackageNotFoundError

import pytest
import regex

from tests.agents import Agent, agents
from tracker.steps.bot import MAX_AGENT, bot_reason, isbot_patterns, listed


@pytest.fixture(scope="module")
def judged() -> list[tuple[Agent, str]]:
    """Each agent of the held-back half with the reason we give, "" for people."""
    try:
        return [(item, bot_reason(item.text[:MAX_AGENT].strip())) for item in agents() if item.held_back]
    except PackageNotFoundError as absent:
        pytest.skip(f"a package with user agents is absent: {absent}")


def test_recall_and_false_positives(judged: list[tuple[Agent, str]]) -> None:
    bots = [reason != "" for agent, reason in judged if agent.bot]
    people = [reason != "" for agent, reason in judged if not agent.bot]
    assert len(bots) > 1400, "the set is as large as it was"
    assert len(people) > 15_000
    print(f"recall {sum(bots) / len(bots):.4f} of {len(bots)}")
    print(f"false positives {sum(people) / len(people):.4%} of {len(people)}")
    assert sum(bots) >= 0.95 * len(bots)
    assert sum(people) <= 0.005 * len(people)


def test_no_origin_is_worse_than_the_rest(judged: list[tuple[Agent, str]]) -> None:
    """A set that others made of bots we have no patterns of must do as well."""
    total = Counter(agent.origin for agent, _ in judged if agent.bot)
    found = Counter(agent.origin for agent, reason in judged if agent.bot and reason)
    assert all(found[origin] >= 0.95 * total[origin] for origin in total)


def test_every_reason_is_of_a_known_class(judged: list[tuple[Agent, str]]) -> None:
    reasons = {reason for _, reason in judged} - {""}
    classes = {reason.partition(":")[0] for reason in reasons}
    assert classes <= {"agent", "library", "ai-crawler", "ai-agent", "headless", "no-agent"}
    assert all(len(reason) <= 64 and reason.isprintable() for reason in reasons)


def test_the_list_in_three_parts_says_what_it_says_as_one(judged: list[tuple[Agent, str]]) -> None:
    whole = regex.compile("|".join(isbot_patterns()), regex.IGNORECASE)
    some = [agent.text[:MAX_AGENT] for agent, _ in judged[:1500] + judged[-1000:]]
    assert [text for text in some if listed(text) != (whole.search(text) is not None)] == []


WEBKIT = "AppleWebKit/537.36 Chrome/127.0 Mobile Safari/537.36"


@pytest.mark.parametrize(
    ("agent", "bot"),
    [
        (f"Mozilla/5.0 (Linux; Android 13; Discovery SE) {WEBKIT}", False),
        (f"Mozilla/5.0 (Linux; Android 7.0; C Bot Tab 70) {WEBKIT}", False),
        (f"Mozilla/5.0 (Linux; Android 10; Moto G (4) Radar) {WEBKIT}", False),
        (
            f"Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) {WEBKIT} "
            "(compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            True,
        ),
        (f"Mozilla/5.0 (Linux; Android 5.0; +https://crawler.example) {WEBKIT}", True),
        (
            "SAMSUNG-SGH-E250/1.0 Profile/MIDP-2.0 Configuration/CLDC-1.1 UP.Browser/6.2 (GUI) MMP/2.0 "
            "(compatible; Googlebot-Mobile/2.1; +http://www.google.com/bot.html)",
            True,
        ),
        ("Mozilla/5.0 (" + "Android " * 60 + "(", False),
    ],
)
def test_a_phone_may_be_called_anything_but_a_bot_says_so_elsewhere(agent: str, bot: bool) -> None:
    assert (bot_reason(agent[:MAX_AGENT]) != "") is bot
