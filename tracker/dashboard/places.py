"""Where every page is found: the rail's two lists and the groups of the set-up page. A new page: one line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from reports.i18n import N_
from tracker.site import Site

_SITE: Final = "/site/{site}/"


class Reader(Protocol):
    """Who looks, and on which site: the page of a request."""

    @property
    def site(self) -> Site | None: ...

    def may_on(self, site: str, least: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Place:
    """``path``: an address, or the last part of one below the present site; ``least``: the role it takes."""

    path: str
    icon: str
    label: str
    hint: str = ""
    least: str = "viewer"

    @property
    def of_site(self) -> bool:
        return not self.path.startswith("/")

    def href(self, site: str) -> str:
        return _SITE.format(site=site) + self.path if self.of_site else self.path


@dataclass(frozen=True, slots=True)
class Group:
    label: str
    places: tuple[Place, ...]


#: What one opens every day.
WORK: Final = (
    Place("today", "today", N_("Today")),
    Place("accounts", "accounts", N_("Accounts")),
    Place("work", "work", N_("Worklist")),
    Place("board", "board", N_("Board")),
    Place("live", "live", N_("Live")),
    Place("reports", "report", N_("Report")),
)
#: What one looks at to understand.
KNOW: Final = (
    Place("traffic", "traffic", N_("Traffic")),
    Place("sources", "links", N_("Sources")),
    Place("content", "content", N_("Content")),
    Place("accuracy", "accuracy", N_("Accuracy")),
    Place("forecast", "forecast", N_("Forecast")),
    Place("contacts", "users", N_("Contacts"), least="sales"),
    Place("analysis", "health", N_("Analysis")),
    Place("targets", "targets", N_("Target accounts")),
    Place("feedback", "feedback", N_("Feedback")),
)
#: What one sets up once and changes seldom.
SETUP: Final = (
    Group(
        N_("Your website"),
        (
            Place(
                "start",
                "plays",
                N_("First steps"),
                N_("From a site to a report in the morning: what is done, and what comes next."),
            ),
            Place(
                "install",
                "install",
                N_("Install"),
                N_("The line to paste, for ten systems, and whether it has arrived."),
            ),
            Place(
                "/sites",
                "sites",
                N_("Sites"),
                N_("Websites, their hosts, time zones and how long data is kept."),
                "anyone",
            ),
        ),
    ),
    Group(
        N_("Companies"),
        (
            Place(
                "/companies",
                "companies",
                N_("Company data"),
                N_("What is known of each company and from where; your CRM's list; corrections by hand."),
            ),
            Place(
                "/links",
                "links",
                N_("Learnt networks"),
                N_("Which networks belong to an account, learnt from work mail given with consent."),
            ),
            Place(
                "privacy",
                "privacy",
                N_("Privacy"),
                N_("What is kept of a visitor, for how long, and words for your notice."),
            ),
            Place(
                "/optouts",
                "optouts",
                N_("Opt-outs"),
                N_("Companies and networks that are never named, and from which size on companies are."),
            ),
        ),
    ),
    Group(
        N_("Marketing and sales"),
        (
            Place(
                "scoring",
                "model",
                N_("Score model"),
                N_("What counts how much, who signed it, and what another model would change."),
            ),
            Place(
                "learning",
                "health",
                N_("Learning"),
                N_("What outcomes say of the points and of who your customers are, as a draft to sign."),
            ),
            Place(
                "rules",
                "rules",
                N_("Rules"),
                N_(
                    "Which page is about prices, which form is a contact form: try one, see what it is worth."
                ),
            ),
            Place(
                "schedules",
                "mail",
                N_("Reports by mail"),
                N_("Who finds which report in the morning, when, in which language."),
                "sales",
            ),
            Place(
                "alerts",
                "bell",
                N_("Alerts"),
                N_("What is told at once, to whom: by mail, Slack, Teams, Google Chat or webhook."),
                "sales",
            ),
            Place(
                "deliveries",
                "sent",
                N_("What was sent"),
                N_("Every report and alert with the answer it got; what waits, what failed."),
                "sales",
            ),
            Place(
                "hours",
                "clock",
                N_("Hours and deadlines"),
                N_("Office hours, holidays, and how long an offer may wait."),
            ),
            Place(
                "plays",
                "plays",
                N_("Next steps"),
                N_("What to do in each cell, what a day holds, what is asked before a hand-over."),
            ),
        ),
    ),
    Group(
        N_("This installation"),
        (
            Place(
                "/settings",
                "settings",
                N_("Settings"),
                N_("Your password, your sessions, what is set and where."),
                "anyone",
            ),
            Place("/users", "users", N_("Users"), N_("Who may sign in, and as what; invitations."), "admin"),
            Place("/keys", "keys", N_("API keys"), N_("Let programs read reports and accounts."), "admin"),
            Place("/audit", "audit", N_("Audit log"), N_("Who changed what, and when."), "admin"),
            Place(
                "/health",
                "health",
                N_("Health"),
                N_("Does everything that came in add up? What was not kept, and why?"),
            ),
        ),
    ),
)


def seen(page: Reader, places: tuple[Place, ...]) -> Iterator[tuple[str, Place]]:
    """(address, place) of those the reader may open now: without a site none that belongs to one."""
    for place in places:
        site = page.site.id if page.site and place.of_site else ""
        if page.may_on(site, place.least) and (site or not place.of_site):
            yield place.href(site), place


def marked(path: str) -> str:
    """The address in the rail that is marked as where one is: its own, that of the list a page belongs to, or
    the set-up page where it is reached through that."""
    parts = path.strip("/").split("/")
    before, name = (
        (f"/site/{parts[1]}/", parts[2]) if parts[0] == "site" and len(parts) > 2 else ("/", parts[0])
    )
    name = _BELONGS.get(name, name)
    behind = {place.path.strip("/") for group in SETUP for place in group.places}
    return "/setup" if name in behind else before + name


#: Pages and addresses of forms that no list leads to → the page they belong to.
_BELONGS: Final = {
    **dict.fromkeys(("simulator", "editor"), "scoring"),
    **dict.fromkeys(("why", "correct", "lead", "known", "task", "target", "person", "touch"), "accounts"),
    "destinations": "alerts",
    "move": "board",
}
