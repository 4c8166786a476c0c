"""The first ten minutes: which steps of the set-up are done, read from what is really there. Blocking."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from tracker.dashboard.page import Page
from tracker.dashboard.posting import mail_problem, outbox
from tracker.dashboard.users import every_user
from tracker.intent import parse_model
from tracker.modelbook.book import read_book
from tracker.modelbook.sketch import sketch_of
from tracker.modelbook.versions import SHIPPED
from tracker.outbox.schedules import every
from tracker.read import traffic
from tracker.read.sla import KIND as SETTINGS
from tracker.store import records

#: In the order in which one does them.
STEPS: Final = ("site", "snippet", "customers", "handover", "report")
_DAY_MS: Final = 24 * 3600 * 1000


@dataclass(frozen=True)
class Step:
    """``state``: "done", "begun" or "open"; ``found``: what was looked at, for the words beside it."""

    name: str
    state: str
    found: dict[str, Any] = field(default_factory=dict)

    @property
    def done(self) -> bool:
        return self.state == "done"


def steps(page: Page, *, own: bool) -> list[Step]:
    """Of the present site; without one of their ``own`` only the first step can be taken."""
    if not own:
        return [Step("site", "open"), *(Step(name, "open") for name in STEPS[1:])]
    return [_site(page), _snippet(page), _customers(page), _handover(page), _report(page)]


def next_of(found: list[Step]) -> str:
    """The first that is not done; "" when all are."""
    return next((step.name for step in found if not step.done), "")


def _site(page: Page) -> Step:
    return Step("site", "done", {"hosts": page.need_site().hosts})


def _snippet(page: Page) -> Step:
    newest = traffic.newest_event(page.deps.store, page.need_site().id)
    quiet = newest is not None and page.now - newest > _DAY_MS
    return Step("snippet", "done" if newest else "open", {"newest": newest, "quiet": quiet})


def _customers(page: Page) -> Step:
    """Done where a model that asks who the company is is in force; begun where somebody works on one."""
    store, site = page.deps.store, page.need_site().id
    book = read_book(store)
    used = book.in_force(site)
    agreed = book.standing(used).agreed
    if any(persona.criteria for persona in parse_model(used.text).profiles):
        return Step("customers", "done", {"version": used, "agreed": agreed})
    waiting = [item for item in book.of_site(site) if item.id != SHIPPED and book.state(item, site) in _ON]
    own = sketch_of(store, site, page.user.id if page.user else "")
    state = "begun" if waiting or own else "open"
    return Step("customers", state, {"waiting": waiting[-1] if waiting else None, "sketch": own is not None})


_ON: Final = frozenset({"draft", "agreed", "shadow"})


def _handover(page: Page) -> Step:
    """Somebody takes leads over, and when they work was said."""
    store, site = page.deps.store, page.need_site().id
    users = [user.on(site) for user in every_user(store).values() if user.sees(site)]
    sales = sorted(user.id for user in users if user.role == "sales")
    hours = records.get(store, SETTINGS, f"sla:{site}") is not None
    state = "done" if sales and hours else "begun" if sales or hours else "open"
    return Step("handover", state, {"sales": sales, "hours": hours})


def _report(page: Page) -> Step:
    """Somebody finds the report in the morning, and mails can go out."""
    site = page.need_site().id
    active = [item for item in every(page.deps.store, site) if item.active]
    with outbox(page) as box:
        tried = [item for item in box.log(site=site) if item.kind == "test" and item.state == "sent"]
    mail = mail_problem(page)
    state = "done" if active and not mail else "begun" if active or tried else "open"
    return Step("report", state, {"schedules": active, "tried": bool(tried), "mail": mail})
