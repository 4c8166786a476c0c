"""Judge: whoever announces very many addresses mostly gives them to subscribers.

Read from the operator table: of the 150 largest systems without any other evidence some 125 are carriers.
In the United States universities, agencies and old firms hold large blocks too: the bar is higher there.
"""

from __future__ import annotations

from enrichment.model import Evidence
from enrichment.source import Options

#: IPv4 addresses announced.
LARGE, LARGE_US = 1 << 18, 1 << 20
SURE = 0.6


class LargeNetworkJudge:
    name = "large-network"

    def judge(self, holder: Evidence) -> tuple[Evidence, ...]:
        if holder.scope != "as" or holder.space < (LARGE_US if holder.country == "US" else LARGE):
            return ()
        return (
            Evidence(
                self.name,
                "kind",
                "isp",
                "very large network",
                SURE,
                network=holder.network,
                asn=holder.asn,
                dated=holder.dated,
                detail=f"{holder.space} addresses",
            ),
        )


def build(_options: Options) -> LargeNetworkJudge:
    return LargeNetworkJudge()
