"""The forecast for a list: what its accounts hold by the local data, and who of them was seen before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from enrichment import BadData, Identifier
from enrichment.forecast import Outlook, counts, forecast, wanted
from enrichment.holdings import holdings, name_of
from enrichment.importing import Imported, Plan
from tracker.store import Store

#: Accounts of one forecast.
MOST = 20_000


@dataclass(frozen=True, slots=True)
class Result:
    """``version``: of the data it rests on. ``at``: UTC ms."""

    outlooks: tuple[Outlook, ...]
    version: str
    at: int

    @property
    def counts(self) -> dict[str, int]:
        return counts(self.outlooks)

    def to_dict(self) -> dict[str, Any]:
        return {
            "accounts": len(self.outlooks),
            "counts": self.counts,
            "data_version": self.version,
            "at": self.at,
            "rows": [item.to_dict() for item in self.outlooks],
        }


def outlook(store: Store, plan: Plan, identifier: Identifier, *, at: int) -> Result:
    """Asks nobody: look-ups elsewhere stay off, whatever the installation allows. Raises ``BadData``."""
    if len(plan.companies) > MOST:
        raise BadData(
            "%(accounts)s accounts; at most %(most)s in one forecast",
            accounts=f"{len(plan.companies):,}",
            most=f"{MOST:,}",
        )
    local = identifier if not identifier.parts.remotes else Identifier(identifier.options.data_dir)
    targets: list[Imported] = list(plan.companies.values())
    for target in targets:
        target.name = target.name or (name_of(local.parts, target.domain) if target.domain else "")
    held = holdings(local.parts, wanted(targets))
    seen = {row["key"] for row in store.read("companies/named")}
    found = forecast(targets, held, local.identify, seen)
    return Result(tuple(found), local.data_version, at)
