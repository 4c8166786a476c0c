"""What the demonstration's people found out, set themselves to do, and were told by those who decided."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from tracker.companies import feedback, knowledge, tasks, wanted
from tracker.companies.feedback import Feedback
from tracker.companies.tasks import Task
from tracker.demo.team import JONAS, SANNE
from tracker.lifecycle.followups import FollowUp
from tracker.store import Store

DAY: Final = 86_400_000
SALES: Final = JONAS.mail
ELSE: Final = SANNE.mail

#: Account → what is known of it.
KNOWN: Final[dict[str, dict[str, str]]] = {
    "polderland-zuivel.example": {
        "budget": "range",
        "budget_eur": "60000",
        "authority": "influences",
        "problem": "Alte Förderrollen fallen aus",
        "need": "neue Abfülllinie, 40 Antriebe",
        "product": "Förderrollen",
        "urgency": "high",
        "active": "yes",
        "chance": "40",
        "value_eur": "54000",
        "goal": "Muster im Werk laufen lassen, dann Rahmenvertrag.",
    },
    "rheinfeld-chemie.example": {
        "budget": "confirmed",
        "authority": "procurement",
        "need": "Ersatz von 25 Antrieben im Werk 2",
        "urgency": "mid",
        "active": "yes",
        "commercial": "yes",
        "chance": "60",
        "value_eur": "41000",
    },
    "kestrel-robotics.example": {"active": "yes", "authority": "influences", "urgency": "mid"},
    "altkunde-pressen.example": {"value_eur": "38000"},
    "isarwinkel-medtech.example": {"budget": "none", "active": "no", "nurture": "Retrofit"},
}
#: Account, what is to be done, whose it is, and in how many days (below zero: it should have been).
TASKS: Final = (
    ("polderland-zuivel.example", "Musterrollen schicken", SALES, 2),
    ("polderland-zuivel.example", "Termin mit der Werksleitung", SALES, 9),
    ("kestrel-robotics.example", "Vergleich der drei Anbieter besorgen", SALES, -1),
    ("rheinfeld-chemie.example", "Nachfassen im Einkauf", ELSE, 1),
)
#: Account, the fit it had, and why it is wanted where that is below B.
TARGETS: Final = (
    ("polderland-zuivel.example", "A", ""),
    ("copperfield-pumps.example", "C", "Mutterkonzern ist schon Kunde."),
)


def write(store: Store, site: str, accounts: Collection[str], now: int) -> None:
    """For those of these accounts that have a story here. ``now``: UTC ms."""
    for account in sorted(KNOWN.keys() & set(accounts)):
        knowledge.learn(store, site, account, KNOWN[account], by=SALES, at=now - 2 * DAY)
    for account, text, owner, days in TASKS:
        if account in accounts:
            task = Task(
                account=account, text=text, owner=owner, due=now + days * DAY, made=now - 3 * DAY, by=owner
            )
            tasks.add(store, site, task)
    for account, grade, reason in TARGETS:
        if account in accounts:
            wanted.mark(store, site, account, grade=grade, reason=reason, by=SALES, at=now - 12 * DAY)
    if "altkunde-pressen.example" in accounts:
        _answers(store, site, now)
    if "maasvallei-staal.example" in accounts:
        asked = FollowUp("ask_why_lost", now - 16 * DAY)
        tasks.leave(
            store, site, "maasvallei-staal.example", asked, cycle=1, by=f"sales:{ELSE}", at=now - 30 * DAY
        )


def _answers(store: Store, site: str, now: int) -> None:
    feedback.record(
        store,
        site,
        Feedback(
            account="altkunde-pressen.example",
            outcome="WON",
            firm=("advice", "nearness"),
            product=("delivery", "quality"),
            values=("reliability", "personal_contact"),
            text="Die Auslegung kam am selben Tag, das hat den Ausschlag gegeben.",
            by=SALES,
            at=now - 20 * DAY,
        ),
    )
