"""The form of an alert rule: from what was typed in to a rule, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from msgspec import structs

from reports.alert import KINDS
from reports.i18n import N_
from tracker.dashboard.language import LANGUAGES
from tracker.dashboard.page import Fault, Page
from tracker.dashboard.posting import as_text, recipients
from tracker.outbox.rules import Rule, RuleError, Territory, check
from tracker.outbox.schedules import new_id
from tracker.outbox.targets import Target

#: What each kind of rule looks for, in a sentence.
HINTS: Final = {
    "hand": N_("They asked for a trial, a demo or a call."),
    "qualified": N_("They reached a level of a marketing qualified lead, or a higher one."),
    "stage": N_("Their stage changed, by points or by a person."),
    "surge": N_("Far above their own usual week, more than one person or day."),
    "target": N_("One of your target accounts is on the website."),
    "page": N_("They viewed a page you name."),
    "segment": N_("They did something and belong to a saved segment."),
    "back": N_("Lost, churned or set aside, and now interested again."),
    "late": N_("Sales has not answered an offer, or a next step is overdue."),
    "handover": N_("Offered to sales, accepted, rejected or given back: each time, with all facts."),
}
_QUIET: Final = ("20:00", "07:00")


def empty_form(page: Page) -> dict[str, str]:
    own = page.user.id if page.user and "@" in page.user.id else ""
    return {"when": "hand", "language": page.language, "mails": own, "active": "on", "digest_at": "16:00"}


def form_of(rule: Rule, targets: list[Target]) -> dict[str, str]:
    """What the form shows of a rule."""
    first, _, last = rule.quiet.partition("-")
    names = {target.id: target.title for target in targets}
    switches = {name: getattr(rule, name) for name in ("target", "to_owner", "weekends", "active")}
    return {
        "id": rule.id,
        "title": rule.title,
        "when": rule.when,
        "stage": rule.stages[0] if rule.stages else "",
        "pages": "\n".join(rule.pages),
        "segment": rule.segment,
        "grade": rule.grade,
        "countries": ", ".join(rule.countries),
        "owner": rule.owner,
        "mails": as_text(rule.mails, rule.language),
        "territories": "\n".join(_line(item, names) for item in rule.territories),
        "language": rule.language,
        "quiet_from": first,
        "quiet_to": last,
        "digest": rule.digest,
        "digest_at": rule.digest_at,
        **{name: "on" for name, value in switches.items() if value},
        **{f"to:{target}": "on" for target in rule.destinations},
    }


def _line(item: Territory, names: Mapping[str, str]) -> str:
    told = [*item.mails, *(names.get(target, "") for target in item.destinations)]
    return f"{', '.join(item.countries)} = {', '.join(filter(None, told))}"


def rule_of(page: Page, before: Rule | None, targets: list[Target]) -> Rule:
    """The rule as typed in. Raises ``ValueError`` in the reader's words."""
    form, site = page.form, page.need_site()
    language = form.get("language", "") if form.get("language") in LANGUAGES else "en"
    active = form.get("active") == "on"
    when = form.get("when", "")
    made = Rule(
        id=before.id if before else new_id(),
        site=site.id,
        title=" ".join(form.get("title", "").split())[:80] or _title(page, when),
        when=when,
        stages=_stages(form, when),
        pages=tuple(form.get("pages", "").split()) if when == "page" else (),
        segment=form.get("segment", "") if when == "segment" else "",
        grade=form.get("grade", ""),
        countries=_codes(form.get("countries", "")),
        owner=form.get("owner", "").strip()[:254],
        target=form.get("target") == "on",
        mails=recipients(page, form.get("mails", ""), language, "mails"),
        to_owner=form.get("to_owner") == "on",
        destinations=tuple(target.id for target in targets if form.get(f"to:{target.id}") == "on"),
        territories=_territories(page, form.get("territories", ""), targets),
        language=language,
        quiet=_quiet(form),
        weekends=form.get("weekends") == "on",
        digest=form.get("digest", ""),
        digest_at=form.get("digest_at", "")[:5] or "16:00",
        active=active,
        since=before.since if before and before.active else page.now,
    )
    return _checked(page, _returned(made, before))


def _returned(made: Rule, before: Rule | None) -> Rule:
    """Who left stays away, unless their address was typed in again."""
    typed = {item.mail for item in made.mails} | {mail for land in made.territories for mail in land.mails}
    left = tuple(mail for mail in (before.left if before else ()) if mail not in typed)
    return structs.replace(made, left=left)


def _checked(page: Page, made: Rule) -> Rule:
    try:
        return check(made)
    except RuleError as error:
        raise _wrong(page, str(error)) from None


def _wrong(page: Page, said: str) -> ValueError:
    """The commonest in the reader's words; what only a hand-made form can get wrong as it is said."""
    texts = {
        "pages": ("pages", page.gettext("Name at least one page: a path such as /pricing*, one a line.")),
        "page ": ("pages", page.gettext("A page is a path such as /pricing*, or www.example.com/pricing*.")),
        "segment": ("segment", page.gettext("Choose a segment; one is saved on the page of the accounts.")),
        "country": ("countries", page.gettext("Countries are two letters each, such as DE, AT, NL.")),
        "quiet": ("quiet_from", page.gettext("Quiet hours need a beginning and an end.")),
        "digest": ("digest", page.gettext("A hand-over is told at once, each by itself.")),
        "targets": (
            "mails",
            page.gettext("Who should be told? A mail address, a destination or the account's owner."),
        ),
    }
    found = next((fault for start, fault in texts.items() if said.startswith(start)), None)
    return Fault(*found) if found else ValueError(said)


def _title(page: Page, when: str) -> str:
    return page.gettext(KINDS[when]) if when in KINDS else when


def _stages(form: Mapping[str, str], when: str) -> tuple[str, ...]:
    wanted = form.get({"qualified": "level", "stage": "stage", "handover": "handed"}.get(when, ""), "")
    return (wanted,) if wanted else ()


def _codes(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code.upper() for code in re.split(r"[\s,;]+", text) if code))


def _quiet(form: Mapping[str, str]) -> str:
    first, last = form.get("quiet_from", "")[:5], form.get("quiet_to", "")[:5]
    return f"{first}-{last}" if first or last else ""


def _territories(page: Page, text: str, targets: list[Target]) -> tuple[Territory, ...]:
    """One a line: "DE, AT = dach@example.com, Sales channel". Raises ``ValueError``."""
    by_name = {target.title.casefold(): target.id for target in targets}
    found = []
    for line in filter(str.strip, text.splitlines()):
        lands, _, told = line.partition("=")
        names = [name.strip() for name in told.split(",") if name.strip()]
        if not names or not _codes(lands):
            text = page.gettext("“%(line)s”: written DE, AT = sales@example.com", line=line.strip()[:80])
            raise Fault("territories", text)
        ids = tuple(by_name[name.casefold()] for name in names if name.casefold() in by_name)
        rest = "\n".join(name for name in names if name.casefold() not in by_name)
        mails = tuple(item.mail for item in recipients(page, rest, "en", "territories"))
        found.append(Territory(_codes(lands), ids, mails))
    return tuple(found)
