"""Accounts that were lost, by reason: those to whom news of just that is worth telling."""

from __future__ import annotations

from typing import Final

from reports.targets import TargetRow
from tracker.companies.knowledge import every_knowledge
from tracker.companies.working import working
from tracker.lifecycle.reasons import codes
from tracker.lifecycle.stages import LOST
from tracker.read.journeys import journeys
from tracker.read.profiles import known
from tracker.store import Store, records

#: Every reason there is to ask for.
REASONS: Final = codes("lose")
_CHUNK: Final = 400


def lost_accounts(store: Store, site: str, *, at: int, reason: str = "") -> list[TargetRow]:
    """Accounts that stand as lost at ``at`` (UTC ms), however long ago they were here; ``reason`` "": all.

    Who asked to be left alone is not among them: the log of stages leaves them out.
    """
    last = {item.account: item.changes[-1] for item in journeys(store, site, at=at) if item.stage == LOST}
    wanted = {key: end.reason for key, end in last.items() if not reason or end.reason == reason}
    said, sent = every_knowledge(store, site), working(store, site).content.get(LOST, "")
    rows: list[TargetRow] = []
    keys = sorted(wanted)
    for start in range(0, len(keys), _CHUNK):
        facts = known(store, site, keys[start : start + _CHUNK], records.EVER)
        for key, about in facts.items():
            domain = about.text("website") or ("" if key.startswith("~") else key)
            rows.append(
                TargetRow(
                    account_id=key,
                    name=about.text("name") or key.removeprefix("~"),
                    domain=domain,
                    website=f"https://{domain}/" if domain else "",
                    phone=about.text("phone"),
                    city=about.text("city"),
                    region=about.text("region"),
                    country_code=about.text("country").upper(),
                    industry=about.text("industry"),
                    stage=LOST,
                    owner=about.owner,
                    tags=" | ".join(about.tags),
                    external_id=about.text("external_id"),
                    nurture=said[key].nurture if key in said else "",
                    nurture_content=sent,
                    lost_reason=wanted[key],
                )
            )
    return rows
