"""user-agents over ua-parser's compiled engine (docs/adr/0004-user-agents.md).  [pure]"""

from __future__ import annotations

from functools import cache

from ua_parser import load_lazy_builtins
from ua_parser.core import DefaultedResult, Domain
from ua_parser.regex import Resolver
from user_agents import parsers as user_agents


class Seen(user_agents.UserAgent):  # type: ignore[misc]
    """``user_agents.UserAgent`` over facts that are already parsed."""

    def __init__(self, agent: str, facts: DefaultedResult) -> None:
        self.ua_string = agent
        self.os = user_agents.parse_operating_system(
            facts.os.family, facts.os.major, facts.os.minor, facts.os.patch
        )
        self.browser = user_agents.parse_browser(facts.user_agent.family, facts.user_agent.major)
        self.device = user_agents.parse_device(facts.device.family, facts.device.brand, facts.device.model)


def read_agent(agent: str) -> Seen:
    return Seen(agent, _engine()(agent, Domain.ALL).complete().with_defaults())


@cache
def _engine() -> Resolver:
    return Resolver(load_lazy_builtins())
