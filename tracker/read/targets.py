"""Target accounts for export: accounts of the last 30 days as ``reports.targets`` wants them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from reports.because import why
from reports.i18n import Translator, translator
from reports.model import Because
from reports.targets import TargetRow
from tracker.companies.knowledge import every_knowledge
from tracker.companies.working import working
from tracker.intent import Model
from tracker.intent.levels import MQLS
from tracker.read.accounts import AccountView, accounts
from tracker.read.days import day_end, shift
from tracker.site import Site
from tracker.store import Store

DAYS: Final = 30
MAX_DIGITS: Final = 12  # of a count that a spreadsheet shows as a number
#: Stages in order; an export asks for one and all after it.
STAGES: Final = (
    "LEAD",
    "IQL",
    *MQLS,
    "OFFERED",
    "SAL",
    "SQL",
    "OPPORTUNITY",
    "WON",
)


def target_rows(
    store: Store,
    site: Site,
    day: str,
    *,
    zone: str,
    known_at: int,
    model: Model,
    language: str,
    min_stage: str = "",
) -> list[TargetRow]:
    """Accounts seen in the 30 days up to ``day``, best first, in ``min_stage`` or beyond ("" = all).

    Scores are those of the day's end, or of ``known_at`` (UTC ms) while it runs. ``language``: the reasons'.
    """
    at = min(day_end(day, zone), known_at)
    found = accounts(
        store,
        site.id,
        from_day=shift(day, 1 - DAYS),
        to_day=day,
        zone=zone,
        at=at,
        known_at=known_at,
        model=model,
    )
    rows = store.read("reports/qualified", site=site.id, at=at)
    qualified = {row["account"]: row["qualified_at"] for row in rows}
    wanted = STAGES[STAGES.index(min_stage) :] if min_stage else ()
    tr, sent = translator(language, zone), nurturing(store, site.id)
    return [
        target_row(item, tr, day, qualified.get(item.key, 0), sent)
        for item in found
        if not wanted or item.assessment.stage in wanted
    ]


@dataclass(frozen=True, slots=True)
class Nurturing:
    """``programmes``: account → the programme it is in; ``content``: stage → what those in it are sent."""

    programmes: Mapping[str, str] = field(default_factory=dict)
    content: Mapping[str, str] = field(default_factory=dict)


def nurturing(store: Store, site: str) -> Nurturing:
    said = every_knowledge(store, site)
    programmes = {key: known.nurture for key, known in said.items() if known.nurture}
    return Nurturing(programmes, working(store, site).content)


def target_row(
    item: AccountView, tr: Translator, day: str, qualified_at: int, sent: Nurturing | None = None
) -> TargetRow:
    """One account's line; texts stay raw, the format makes them safe."""
    sent = sent or Nurturing()
    result = item.assessment
    return TargetRow(
        account_id=item.key,
        name=item.name,
        domain=item.domain,
        website=_website(item),
        phone=item.facts.get("phone", ""),
        email_general=item.facts.get("email_general", ""),
        street=item.facts.get("street", ""),
        postal_code=item.facts.get("postal_code", ""),
        city=item.city,
        region=item.facts.get("region", ""),
        country_code=item.country.upper(),
        industry=item.industry,
        industry_code=item.facts.get("industry_code", ""),
        employees=_number(item.employees),
        revenue_eur=_number(item.revenue_eur),
        fit_grade=result.grade,
        fit_score=None if result.fit is None else round(result.fit, 1),
        intent_score=round(result.engagement, 1),
        cell=result.cell,
        stage=result.stage,
        mql_level=int(result.stage[3]) if result.stage.startswith("MQL") else None,
        qualified_at=_iso(qualified_at),
        first_seen=_iso(item.first_seen),
        last_seen=_iso(item.last_seen),
        visits_30d=item.visits,
        visitors_30d=item.visitors,
        days_active_14d=sum(views > 0 for views in item.spark[-14:]),
        top_pages=" | ".join(f"{page.host}{page.path}" for page in item.top_pages[:5]),
        products=" | ".join(page.path for page in item.top_pages if "product" in page.signals),
        campaign=next(iter(item.campaigns), ""),
        source=next(iter(item.sources), "") or next(iter(item.channels), ""),
        medium=next(iter(item.channels), ""),
        reasons=why(tr, tuple(Because(reason.code, reason.params) for reason in item.why), day),
        owner=item.owner,
        tags=" | ".join(item.tags),
        confidence=round(item.confidence, 2),
        method=item.method,
        external_id=item.facts.get("external_id", ""),
        relation=item.relation,
        facts_known=item.known,
        nurture=sent.programmes.get(item.key, ""),
        nurture_content=sent.content.get(result.stage, ""),
    )


def _website(item: AccountView) -> str:
    host = item.facts.get("website", "") or item.domain
    return f"https://{host}/" if host else ""


def _iso(ms: int) -> str:
    if not ms:
        return ""
    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _number(text: str) -> str | int:
    """A number where it is one; a band ("51-200") stays a text; what is no possible number is left out."""
    if not text.isdigit():
        return text
    return int(text) if text.isdecimal() and len(text) <= MAX_DIGITS else ""
