"""Is it a person? If not, why do we say so.  [pure]

The reason is "class:name" or a word of its own:

* ``webdriver``: the browser itself says that a program drives it; ``headless``: so does its name
* ``no-agent``: a browser always names itself; this sender did not
* ``library:curl``: a programmer's library; ``agent:Googlebot``: any other crawler or monitor
* ``ai-crawler:GPTBot``: collects for a model; ``ai-agent:ChatGPT-User``: fetches for one person's question

A log that records no agents says nothing (agent None): that is no bot.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

import crawleruseragents
import msgspec
import regex

from tracker.event import Draft
from tracker.steps.context import PipelineContext
from tracker.steps.tables import table

MAX_AGENT: Final = 512
_PRODUCT: Final = re.compile(r"[A-Za-z][\w.!-]{1,40}")
#: The comment in which a phone names itself; brackets in it may be nested once.
_PHONE: Final = re.compile(r"\((?:[^()]|\([^()]*\)){0,80}?\bAndroid\b(?:[^()]|\([^()]*\))*\)", re.IGNORECASE)
#: What makes a pattern more than a word.
_SPECIAL: Final = frozenset("\\[](){}.*+?|^$")
_ANY_PHONE: Final = "(Linux; Android 10; K)"
#: What a bot says of itself that no phone is called: where it comes from, or that it crawls.
_PLAIN: Final = re.compile(
    r"https?:|www\.|@[\w-]+\.|crawl|spider/|bot/|-google/|-agent\b|compatible;(?! msie)", re.IGNORECASE
)
_PROGRAM: Final = re.compile(r"bot|crawl|spider|fetch|monitor|scan", re.IGNORECASE)


def put_bot(draft: Draft, _context: PipelineContext) -> None:
    if draft.webdriver:
        draft.bot = "webdriver"
    elif draft.agent is not None:
        draft.bot = bot_reason(draft.agent[:MAX_AGENT].strip())


@lru_cache(maxsize=8192)
def bot_reason(agent: str) -> str:
    """ "" for people. ``agent`` has at most ``MAX_AGENT`` characters."""
    if not agent:
        return "no-agent"
    for kind, name, needle in _ai_names():
        if needle in agent.lower():
            return f"{kind}:{name}"
    if not listed(_without_model(agent)) or _is_browser(agent):
        return ""
    if "headless" in agent.lower():
        return "headless"
    return _named(agent)


def _without_model(agent: str) -> str:
    """Without what a phone says of itself: it may be called Discovery, Radar or C Bot."""
    return _PHONE.sub(lambda found: found[0] if _PLAIN.search(found[0]) else _ANY_PHONE, agent, count=1)


def _is_browser(agent: str) -> bool:
    """It names a program of people that the list takes for a bot, and nothing says plainly that it is one."""
    text = agent.lower()
    return any(needle in text for _, needle in _names("browser")) and _PLAIN.search(agent) is None


def _named(agent: str) -> str:
    for name, needle in _names("library"):
        if needle in agent.lower():
            return f"library:{name}"
    for pattern, name, tags in _crawlers():
        if pattern.search(agent):
            return _kind_of(tags) + (_own_name(agent) or name)
    return "agent:" + (_own_name(agent) or _first_name(agent))


def _kind_of(tags: tuple[str, ...]) -> str:
    if "ai-crawler" in tags:
        return "ai-crawler:"
    return "library:" if "http-library" in tags else "agent:"


def _own_name(agent: str) -> str:
    """What it calls itself, if that says that it is a program."""
    return next((word for word in _PRODUCT.findall(agent) if _PROGRAM.search(word) and "." not in word), "")


def _first_name(agent: str) -> str:
    return next(iter(_PRODUCT.findall(agent)), "unnamed")


def listed(agent: str) -> bool:
    """Does one of isbot's patterns fit? Begins, words and the rest apart: three times as fast as joined."""
    begins, words, rest = _isbot()
    text = agent.lower()
    return (
        begins.match(text) is not None or any(map(text.__contains__, words)) or rest.search(text) is not None
    )


@cache
def _isbot() -> tuple[regex.Pattern[str], tuple[str, ...], regex.Pattern[str]]:
    patterns = isbot_patterns()
    words = tuple(text for text in patterns if _SPECIAL.isdisjoint(text))
    begins = [text for text in patterns if text.startswith("^")]
    rest = [text for text in patterns if text not in {*words, *begins}]
    return _joined(begins), words, _joined(rest)


def _joined(patterns: list[str]) -> regex.Pattern[str]:
    return regex.compile("|".join(f"(?:{text})" for text in patterns), regex.IGNORECASE)


def isbot_patterns() -> list[str]:
    text = files("tracker.steps").joinpath("isbot.json").read_bytes()
    patterns: list[str] = msgspec.json.decode(text)["patterns"]
    return patterns


@cache
def _crawlers() -> tuple[tuple[re.Pattern[str], str, tuple[str, ...]], ...]:
    items: list[dict[str, Any]] = crawleruseragents.CRAWLER_USER_AGENTS_DATA
    return tuple(
        (re.compile(item["pattern"]), _readable(item["pattern"]), tuple(item.get("tags", ())))
        for item in items
    )


def _readable(pattern: str) -> str:
    """A name people recognise from a crawler's pattern: "[cC]laude[bB]ot" is "ClaudeBot"."""
    text = re.sub(r"\[(\w)(\w)\]", lambda m: m[1] if m[1].isupper() else m[2], pattern)
    words = _PRODUCT.findall(re.sub(r"\\[a-zA-Z]|\\|\^|\$", "", text))
    return str(words[0]) if words else text


@cache
def _ai_names() -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (kind, name, name.lower())
        for kind, names in table("agents")["ai"].items()
        for name in sorted(names, key=len, reverse=True)
    )


@cache
def _names(part: str) -> tuple[tuple[str, str], ...]:
    return tuple((name.rstrip("/ "), name.lower()) for name in table("agents")[part]["names"])
