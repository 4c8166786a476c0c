"""An alert as a value, and as words: what happened at which companies, and why one is told.  [pure]

Mail, chat and webhook are made of this same value. Texts of visitors and registries in it are raw; each
destination escapes them for the place they land in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from reports import handover as handing
from reports.because import why
from reports.handover import HANDED, Handover
from reports.i18n import N_, Translator, translator
from reports.industries import industry
from reports.model import CompanyRow
from reports.words import stage

#: Kind of rule → its name, the sentence for one company, and the one for several.
KINDS: Final = {
    "hand": N_("Asked for you"),
    "qualified": N_("Qualified"),
    "stage": N_("Stage changed"),
    "surge": N_("Much more active than usual"),
    "target": N_("Target account seen"),
    "page": N_("Page visited"),
    "segment": N_("Seen, of a segment"),
    "back": N_("Back after it was lost or set aside"),
    "late": N_("Not answered in time"),
    "handover": N_("Handed over"),
}
#: The same as types of a CloudEvent.
TYPES: Final = {
    "hand": "account.hand.raised",
    "qualified": "account.mql.reached",
    "stage": "account.stage_changed",
    "surge": "account.surge.started",
    "target": "account.target.seen",
    "page": "account.page.visited",
    "segment": "account.segment.seen",
    "back": "account.returned",
    "late": "handover.overdue",
    **{f"handover.{what}": f"handover.{what}" for what in HANDED},
    "test": "alert.test",
}
#: Of a company, in a webhook.
_TOLD: Final = (
    *("key", "name", "domain", "city", "country", "industry", "employees", "confidence", "grade", "cell"),
    *("score", "delta", "delta_week", "stage", "previous_stage", "owner", "target", "new"),
)
#: Companies shown in one message; the rest are counted.
MOST: Final = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """One company a rule found. ``at``: UTC ms; ``detail``: the page, the time that has passed …, raw.

    ``handover``: of a rule of that kind, with everything that goes over; its messages have one company.
    """

    row: CompanyRow
    at: int
    detail: str = ""
    handover: Handover | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """``id`` is the same at every try. ``kind`` as in ``KINDS`` or "test"; ``day``: in ``zone``."""

    id: str
    kind: str
    rule: str  # its title
    site: str
    site_title: str
    day: str
    zone: str
    at: int
    hits: tuple[Hit, ...]
    link: str = ""
    demo: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One company in a reader's words. ``link`` "" where the installation has no address."""

    name: str
    headline: str
    why: str
    facts: str
    cell: str
    link: str
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """The whole alert in a reader's words."""

    title: str
    intro: str
    lines: tuple[Line, ...]
    more: str
    foot: str


def say(alert: Alert, language: str) -> Words:
    """Raises ``LanguageError``."""
    tr = translator(language, alert.zone)
    left = len(alert.hits) - MOST
    intro = tr.gettext("Generated traffic of fictional companies.") if alert.demo else ""
    if alert.kind == "test":
        intro = tr.gettext("Only a test: this is what an alert looks like here.")
    return Words(
        title=_title(tr, alert),
        intro=intro,
        lines=tuple(_line(tr, alert, hit) for hit in alert.hits[:MOST]),
        more=tr.ngettext("and %(n)s more company", "and %(n)s more companies", left) if left > 0 else "",
        foot=tr.gettext(
            "Rule “%(rule)s”, site %(site)s", rule=alert.rule, site=alert.site_title or alert.site
        ),
    )


def _title(tr: Translator, alert: Alert) -> str:
    kind = tr.gettext(KINDS[alert.kind]) if alert.kind in KINDS else tr.gettext("Test of the alerts")
    if len(alert.hits) == 1:
        first = alert.hits[0]
        kind = tr.gettext(HANDED[first.handover.what]) if first.handover else kind
        return f"{first.row.name}: {kind}"
    count = tr.ngettext("%(n)s company", "%(n)s companies", len(alert.hits))
    return f"{kind}: {count}"


def _line(tr: Translator, alert: Alert, hit: Hit) -> Line:
    row = hit.row
    place = ", ".join(part for part in (row.city, tr.country(row.country) if row.country else "") if part)
    facts = [row.domain, place, industry(tr, row.industry)]
    if row.owner:
        facts.append(tr.gettext("Owner: %(owner)s", owner=row.owner))
    base = alert.link.rstrip("/") if alert.link.startswith(("https://", "http://")) else ""
    return Line(
        name=row.name,
        headline=_happened(tr, hit),
        why=why(tr, row.why, alert.day),
        facts=" · ".join(filter(None, facts)),
        cell=row.cell or "–",
        link=f"{base}/site/{quote(alert.site)}/accounts/{quote(row.key, safe='~')}" if base else "",
        more=handing.lines(tr, hit.handover) if hit.handover else (),
    )


def _happened(tr: Translator, hit: Hit) -> str:
    row = hit.row
    if hit.handover:
        return f"{handing.told(tr, hit.handover)} · {tr.moment(hit.at)}"
    now = stage(tr, row.stage)
    moved = f"{stage(tr, row.previous_stage)} → {now}" if row.previous_stage not in {"", row.stage} else now
    return " · ".join(filter(None, (moved, hit.detail, tr.time(hit.at))))


def type_of(alert: Alert) -> str:
    """The type of its CloudEvent."""
    handover = alert.hits[0].handover if alert.hits and alert.kind != "test" else None
    return TYPES[f"handover.{handover.what}" if handover else alert.kind]


def data_of(alert: Alert) -> dict[str, Any]:
    """The alert for programs: codes, no sentences; times UTC ms."""
    return {
        "rule": alert.rule,
        "kind": alert.kind,
        "site": alert.site,
        "demo": alert.demo,
        "accounts": [_account(alert, hit) for hit in alert.hits[:MOST]],
        "more": max(0, len(alert.hits) - MOST),
    }


def _account(alert: Alert, hit: Hit) -> dict[str, Any]:
    row = hit.row
    found = {name: getattr(row, name) for name in _TOLD}
    reasons = [{"code": reason.code, **dict(reason.params)} for reason in row.why]
    link = _line(translator("en", alert.zone), alert, hit).link
    handed = {"handover": handing.data_of(hit.handover)} if hit.handover else {}
    return {**found, "why": reasons, "at": hit.at, "detail": hit.detail, "link": link, **handed}
