"""Judge: well-known autonomous systems whose name does not say what they are (data/systems.toml)."""

from __future__ import annotations

from typing import Any

from enrichment.data import toml
from enrichment.model import Evidence
from enrichment.source import Options

#: Where the list itself does not say how often it is right.
SURE = 0.95


class SystemJudge:
    name = "system"

    def __init__(self, known: dict[int, dict[str, Any]]) -> None:
        self._known = known

    def judge(self, holder: Evidence) -> tuple[Evidence, ...]:
        found = self._known.get(holder.asn) if holder.scope == "as" else None
        if found is None:
            return ()
        rule = f"AS{holder.asn} is known"
        return (
            Evidence(
                self.name, "kind", found["kind"], rule, found.get("confidence", SURE), network=holder.network,
                asn=holder.asn, detail=found["why"], shared=found.get("shared", False),
            ),
        )  # fmt: skip


def build(_options: Options) -> SystemJudge:
    items = toml("systems.toml")["system"]
    return SystemJudge({asn: item for item in items for asn in item["asns"]})
