"""Device, browser and operating system from the agent; kept without versions.  [pure]

``user-agents`` decides what counts as phone, tablet or desktop; it gets its facts from ua-parser's
compiled engine instead of the pure Python one it would call itself (docs/adr/0004-user-agents.md).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from tracker.event import Draft
from tracker.steps.bot import MAX_AGENT
from tracker.steps.context import PipelineContext

if TYPE_CHECKING:
    from tracker.steps.useragent import Seen

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


def put_device(draft: Draft, _context: PipelineContext) -> None:
    if draft.agent:
        draft.device, draft.browser, draft.os = machine_of(draft.agent[:MAX_AGENT])


@lru_cache(maxsize=8192)
def machine_of(agent: str) -> Machine:
    """``agent`` has at most ``MAX_AGENT`` characters."""
    # Here, not above: user-agents reads all its tables on import, which commands without events can spare.
    from tracker.steps.useragent import read_agent

    seen = read_agent(agent)
    browser, system = seen.browser.family, seen.os.family
    return Machine(_device(seen), _SAME.get(browser, browser), _SAME.get(system, system))


def _device(seen: Seen) -> str:
    if seen.is_tablet:
        return "tablet"
    if seen.is_mobile:
        return "mobile"
    return "desktop" if seen.is_pc else "other"
