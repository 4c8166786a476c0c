"""Device, browser and operating system from the agent; kept without versions.  [pure]

``user-agents`` decides what counts as phone, tablet or desktop; it gets its facts from ua-parser's
compiled engine instead of the pure Python one it would call itself (docs/adr/0004-user-agents.md).
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Final, NamedTuple

from ua_parser import load_lazy_builtins
from ua_parser.core import DefaultedResult, Domain
from ua_parser.regex import Resolver
from user_agents import parsers as user_agents

from tracker.event import Draft
from tracker.steps.bot import MAX_AGENT
from tracker.steps.context import PipelineContext

#: Families that are the same program to people who read reports.
_SAME: Final = {
    "Chrome Mobile": "Chrome",
    "Chrome Mobile iOS": "Chrome",
    "Chrome Mobile WebView": "Chrome",
    "Mobile Safari": "Safari",
    "Mobile Safari UI/WKWebView": "Safari",
    "Firefox Mobile": "Firefox",
    "Firefox iOS": "Firefox",
    "Edge Mobile": "Edge",
    "Opera Mobile": "Opera",
    "IE Mobile": "IE",
    "Mac OS X": "macOS",
    "Other": "",
}


class Machine(NamedTuple):
    device: str  # desktop, mobile, tablet, other; "" if the agent says nothing
    browser: str
    os: str


class _FastUserAgent(user_agents.UserAgent):  # type: ignore[misc]
    """``user_agents.UserAgent`` over facts that are already parsed."""

    def __init__(self, agent: str, facts: DefaultedResult) -> None:
        self.ua_string = agent
        self.os = user_agents.parse_operating_system(
            facts.os.family, facts.os.major, facts.os.minor, facts.os.patch
        )
        self.browser = user_agents.parse_browser(facts.user_agent.family, facts.user_agent.major)
        self.device = user_agents.parse_device(facts.device.family, facts.device.brand, facts.device.model)


def put_device(draft: Draft, _context: PipelineContext) -> None:
    if draft.agent:
        draft.device, draft.browser, draft.os = machine_of(draft.agent[:MAX_AGENT])


@lru_cache(maxsize=8192)
def machine_of(agent: str) -> Machine:
    """``agent`` has at most ``MAX_AGENT`` characters."""
    facts = _engine()(agent, Domain.ALL).complete().with_defaults()
    seen = _FastUserAgent(agent, facts)
    browser, system = seen.browser.family, seen.os.family
    return Machine(_device(seen), _SAME.get(browser, browser), _SAME.get(system, system))


def _device(seen: _FastUserAgent) -> str:
    if seen.is_tablet:
        return "tablet"
    if seen.is_mobile:
        return "mobile"
    return "desktop" if seen.is_pc else "other"


@cache
def _engine() -> Resolver:
    return Resolver(load_lazy_builtins())
