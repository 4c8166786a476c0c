"""The list of work: whom to take on next, tasks, and what is worth finding out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import quote

from starlette.responses import Response

from tracker.companies import tasks
from tracker.companies.tasks import Task
from tracker.companies.working import working
from tracker.dashboard import asked
from tracker.dashboard.care import Care
from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Fault, Page, PageError, blocking, redirect
from tracker.dashboard.pages.move import instant
from tracker.dashboard.users import find_user
from tracker.dashboard.working import Working
from tracker.read.board import place_of
from tracker.read.models import model_of
from tracker.read.naming import names
from tracker.read.worklist import Job, worklist

#: What may be shown: code → whether a job belongs to it.
SHOWS: Final = ("all", "mine", "urgent", "commercial", "budget", "active", "passive", "idle")
#: Column → what the biggest of comes first; "rank" is the list's own order.
SORTS: Final[dict[str, Callable[[Job], float]]] = {
    "rank": lambda _job: 0,
    "chance": lambda job: job.chance.share,
    "worth": lambda job: job.value,
}
ROWS: Final = 40
FIND_OUT: Final = 8
MOST_TASKS: Final = 60


async def work(page: Page) -> Response:
    page.need_site()
    by = asked.choice(page, "show", SHOWS, "all")
    order = asked.choice(page, "sort", SORTS, "rank")
    found = await blocking(_read, page, by, order)
    return page.render("work.html", by=by, order=order, shows=_shows(page), **found)


def _shows(page: Page) -> list[tuple[str, str]]:
    texts = {
        "all": page.gettext("All"),
        "mine": page.gettext("Mine"),
        "urgent": page.gettext("Urgent"),
        "commercial": page.gettext("Talking of prices"),
        "budget": page.gettext("With a budget"),
        "active": page.gettext("Looking"),
        "passive": page.gettext("Not looking"),
        "idle": page.gettext("Lying idle"),
    }
    return [(code, texts[code]) for code in SHOWS]


def _read(page: Page, by: str, order: str) -> dict[str, Any]:
    store, site = page.deps.store, page.need_site().id
    agreed = working(store, site)
    found = worklist(
        store,
        site,
        zone=page.zone,
        at=page.now,
        model=model_of(store, site),
        capacity=agreed.capacity,
    )
    jobs = [job for job in found.jobs if _wanted(job, by, page)]
    if order != "rank":
        jobs.sort(key=SORTS[order], reverse=True)
    mine = page.user.id if page.user else ""
    todo = [
        item for item in tasks.open_tasks(store, site).items() if by != "mine" or item[1].owner in ("", mine)
    ]
    return {
        "jobs": jobs[:ROWS],
        "more": len(jobs) - ROWS,
        "enough": found.enough,
        "pipeline": found.pipeline,
        "capacity": agreed.capacity,
        "unknown": found.to_find_out[:FIND_OUT],
        "todo": todo[:MOST_TASKS],
        "names": names(store, site, (task.account for _, task in todo[:MOST_TASKS])),
        "late": sum(task.overdue(page.now) for _, task in todo),
        "care": Care(page.words.t),
        "working": Working(page.words.t, agreed.plays),
    }


def _wanted(job: Job, by: str, page: Page) -> bool:
    known = job.known
    return {
        "all": True,
        "mine": page.user is not None and job.view.owner == page.user.id,
        "urgent": known.urgency == "high",
        "commercial": known.commercial == "yes",
        "budget": known.budget in ("range", "confirmed"),
        "active": known.active == "yes",
        "passive": known.active == "no",
        "idle": job.idle > 0,
    }[by]


async def add(page: Page) -> Response:
    """A task somebody sets on an account."""
    key = page.form.get("account", "")
    await blocking(_add, page, key)
    return redirect(f"{page.here('accounts')}/{quote(key)}#tasks")


def _add(page: Page, key: str) -> None:
    form, store, site = page.form, page.deps.store, page.need_site().id
    need_place(page, key)
    owner = form.get("owner", "").strip()
    user = find_user(store, owner) if owner else None
    if owner and (user is None or not user.on(site).may("sales")):
        raise Fault("task.owner", page.gettext("An account is given to somebody who may work on it."))
    task = Task(
        account=key,
        text=form.get("text", ""),
        owner=owner,
        due=instant(page, form.get("due", ""), "task.due"),
        made=page.now,
        by=page.user.id if page.user else "",
    )
    try:
        tasks.add(store, site, task)
    except ValueError:
        raise Fault("task.text", page.gettext("Say what is to be done.")) from None


def need_place(page: Page, key: str) -> None:
    if place_of(page.deps.store, page.need_site().id, key, page.now) is None:
        raise PageError(404, page.gettext("No visit of this company is known on this site."))


async def done(page: Page) -> Response:
    """A task is done; back to the list, or to its account."""
    key = page.form.get("account", "")
    await blocking(_done, page)
    return redirect(f"{page.here('accounts')}/{quote(key)}#tasks" if key else page.here("work"))


def _done(page: Page) -> None:
    user = page.user.id if page.user else ""
    try:
        tasks.finish(page.deps.store, page.need_site().id, page.form.get("task", ""), by=user, at=page.now)
    except KeyError:
        raise PageError(404, page.gettext("There is no such task.")) from None


ENTRIES: Final = (
    Entry("/site/{site}/work", work),
    Entry("/site/{site}/task", add, method="POST", least="sales"),
    Entry("/site/{site}/task/done", done, method="POST", least="sales"),
)
